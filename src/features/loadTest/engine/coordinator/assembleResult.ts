import { redact } from "../../../../shared/redact.ts";
import type { CompletePlan } from "../completePlan.ts";
import { latencyFigures, spectrumOf } from "../figures/latencyFigures.ts";
import { type Reading, readRecorders, readWindows, type WindowReading } from "../figures/reading.ts";
import { blockResult, seriesPoint, throughputConfidence } from "../figures/series.ts";
import { countsOf, histogramsOf } from "../figures/targetFigures.ts";
import type { Endpoint } from "../raw/openSocket.ts";
import { encodeHistogram } from "../recorder/encodeHistogram.ts";
import { emptyHistogram } from "../recorder/histogram.ts";
import { type RecorderMemory, scalar } from "../recorder/layout.ts";
import type { ErrorSample, GeneratorReport, LoadResult, ResponseSample, TargetResult } from "../result.ts";
import type { WorkerReport } from "../worker/protocol.ts";
import { turnOf } from "../worker/turns.ts";
import { describeEnvironment } from "./environment.ts";
import { judgeGenerator } from "./judgeGenerator.ts";
import { labelOf, summarizePlan } from "./summarizePlan.ts";

/** What a run leaves behind. Times in ms. */
export interface RunTraces {
  readonly plan: CompletePlan;
  readonly endpoints: readonly Endpoint[];
  readonly engine: GeneratorReport["engine"];
  /** Of each target, of each worker. */
  readonly memories: readonly (readonly RecorderMemory[])[];
  readonly reports: readonly WorkerReport[];
  readonly startedAt: Date;
  readonly stopped: boolean;
  /** How long was measured. */
  readonly measured: number;
  /** Event-loop utilisation of the busiest worker, 0 to 1. */
  readonly utilization: number;
  /** Processor time of the process while it ran, and how long that was. */
  readonly cpu: { readonly used: number; readonly wall: number };
}

export function assembleResult(traces: RunTraces): LoadResult {
  const targets = traces.plan.targets.map((_, index) => assembleTarget(traces, index));
  return {
    schemaVersion: 1,
    startedAt: traces.startedAt.toISOString(),
    outcome: traces.stopped ? "stopped" : "completed",
    plan: summarizePlan(traces.plan),
    targets,
    generator: reportGenerator(traces, targets),
    environment: describeEnvironment(traces.endpoints.map(({ address }) => address)),
  };
}

function assembleTarget(traces: RunTraces, index: number): TargetResult {
  const { plan, measured } = traces;
  const memories = traces.memories[index] ?? [];
  const target = plan.targets[index] ?? plan.targets[0];
  const reading = readRecorders(memories);
  const paired = plan.targets.length > 1;
  const windows = readWindows(memories, -plan.warmUp, measured).filter(
    ({ at, length }) => !paired || turnOf(Math.round(at / length)) === index,
  );
  const counted = windows.filter(({ at }) => at >= 0);
  // The last window may be cut short; it is shown, but proves nothing about variance.
  const whole = counted.filter(({ at, length }) => at + length <= measured + 1);
  const seconds = (paired ? timeOf(counted, measured) : measured) / 1000;
  const counts = countsOf(reading);
  return {
    label: target ? labelOf(target) : "",
    url: redact(target?.requests[0].url ?? ""),
    ...counts,
    seconds,
    throughput: seconds > 0 ? counts.requests / seconds : 0,
    throughputConfidence: throughputConfidence(whole),
    ...figuresOf(reading, plan, whole),
    series: windows.map(seriesPoint),
    blocks: paired ? whole.map(blockResult) : [],
    warmUp: { seconds: plan.warmUp / 1000, requests: reading.scalars[scalar.warmUpRequests] ?? 0 },
    samples: responseSamples(traces.reports, index),
    errorSamples: errorSamples(traces.reports, index),
  };
}

/** How much of the windows has passed. */
function timeOf(windows: readonly WindowReading[], measured: number): number {
  return windows.reduce((sum, { at, length }) => sum + Math.min(length, Math.max(0, measured - at)), 0);
}

function figuresOf(reading: Reading, plan: CompletePlan, windows: readonly WindowReading[]) {
  const set = histogramsOf(reading, plan.pace.kind !== "closed");
  const parts = windows.map(({ histogram }) => histogram);
  return {
    latency: latencyFigures(set.latency, parts),
    latencyOf: set.latencyOf,
    service: latencyFigures(set.service, parts),
    lateness: latencyFigures(set.lateness),
    generatorLateness: latencyFigures(set.generatorLateness),
    connect: latencyFigures(set.connect),
    byClass: Object.fromEntries(
      Object.entries(set.byClass).map(([name, histogram]) => [name, latencyFigures(histogram)]),
    ),
    histograms: {
      latency: encodeHistogram(set.latency),
      service: encodeHistogram(set.service),
      lateness: encodeHistogram(set.lateness),
    },
    spectrum: spectrumOf(set.latency),
  };
}

const secretHeader =
  /^(?:set-cookie2?|authorization|proxy-authorization|www-authenticate|x-.*(?:token|key|secret).*)$/i;
const mostOfStatus: Readonly<Record<number, number>> = { 429: 20 };

function responseSamples(reports: readonly WorkerReport[], index: number): readonly ResponseSample[] {
  const seen = new Map<number, number>();
  return reports
    .flatMap(({ samples }) => samples[index] ?? [])
    .toSorted((a, b) => a.at - b.at)
    .filter(({ status }) => {
      const before = seen.get(status) ?? 0;
      seen.set(status, before + 1);
      return before < (mostOfStatus[status] ?? 1);
    })
    .map(({ headers, body, ...rest }) => ({
      ...rest,
      headers: headers.map(
        ([name, value]) => [name, secretHeader.test(name) ? "***" : redact(value)] as const,
      ),
      body: redact(body),
    }));
}

const mostErrorSamples = 20;

function errorSamples(reports: readonly WorkerReport[], index: number): readonly ErrorSample[] {
  return reports
    .flatMap((report) => report.errorSamples[index] ?? [])
    .toSorted((a, b) => a.at - b.at)
    .slice(0, mostErrorSamples)
    .map((sample) => ({ ...sample, message: redact(sample.message) }));
}

function reportGenerator(traces: RunTraces, targets: readonly TargetResult[]): GeneratorReport {
  const { plan, reports, utilization, cpu, engine } = traces;
  const total = (count: (target: TargetResult) => number) =>
    targets.reduce((sum, target) => sum + count(target), 0);
  const closed = plan.pace.kind === "closed";
  const [sent, notSent] = [total((target) => target.sent), total((target) => target.notSent)];
  const achieved = closed || sent + notSent === 0 ? null : sent / (sent + notSent);
  // Looking at the clock takes a core and nothing from requests: it counts as sleep.
  const used = Math.max(0, cpu.used - reports.reduce((sum, { spun }) => sum + spun, 0));
  const cores = cpu.wall > 0 ? used / cpu.wall : 0;
  const late = targets.map(({ generatorLateness }) => generatorLateness);
  const own = late.toSorted((a, b) => (b.p99 ?? 0) - (a.p99 ?? 0))[0];
  const requests = total((target) => target.requests + target.warmUp.requests);
  const workers = Math.max(1, traces.memories[0]?.length ?? 1);
  const verdict = judgeGenerator({
    ...{ closed, workers, utilization, cpu: cores, achieved },
    own: own ?? latencyFigures(emptyHistogram("fine")),
    exhausted: total(({ errors }) => errors.generator ?? 0),
  });
  return {
    engine,
    workers: Math.max(workers, reports.length),
    utilization,
    cpu: cores,
    cpuPerRequest: requests > 0 ? (used * 1000) / requests : null,
    achieved,
    ...verdict,
  };
}
