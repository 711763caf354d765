import type { LoadResult, LoadSnapshot, TargetResult, TargetSnapshot } from "../result.ts";
import type { AnswerSample, RunView, SeriesView, TargetView, WindowView } from "./views.ts";

/** What a result does not say about itself. */
export interface RunFacts {
  readonly id: string;
  /** The load in words. */
  readonly summary: string;
}

/** A finished run as the panel draws it. */
export function runOf(result: LoadResult, { id, summary }: RunFacts): RunView {
  // Two targets take turns.
  const seconds = result.targets.reduce((sum, target) => sum + target.seconds, 0);
  return {
    id,
    summary,
    startedAt: result.startedAt,
    phase: result.outcome,
    elapsed: seconds,
    seconds: result.plan.length.duration === undefined ? null : result.plan.length.duration / 1000,
    targets: result.targets.map(targetOf),
    generator: result.generator,
  };
}

/** The windows of a finished run; warm-up is left out. */
export function seriesOf({ targets }: LoadResult): SeriesView {
  return targets.map(({ series }) =>
    series
      .filter(({ at }) => at >= 0)
      .map(({ at, seconds, requests, errors, classes, bytesIn, p50, p95, p99, max }) => ({
        at,
        seconds,
        requests,
        errors,
        classes,
        bytesIn,
        p50,
        p95,
        p99,
        max,
      })),
  );
}

function targetOf(target: TargetResult): TargetView {
  const { throughputConfidence, errorSamples } = target;
  return { ...figuresOf(target), throughputConfidence, errorSamples, samples: samplesOf(target) };
}

const longestSample = 500;

/** One answer of each status; those that were hoped for need no explanation. */
function samplesOf({ samples, unexpected }: TargetResult): readonly AnswerSample[] {
  if (unexpected === 0) return [];
  const byStatus = new Map(samples.map(({ status, body }) => [status, body]));
  return [...byStatus]
    .filter(([status]) => status >= 400)
    .map(([status, body]) => ({ status, body: body.slice(0, longestSample) }));
}

/** A run under way as the panel draws it, without its windows. */
export function liveRunOf(snapshot: LoadSnapshot, startedAt: string, summary: string): RunView {
  const { elapsed, seconds, phase, targets, generator } = snapshot;
  return {
    id: "live",
    startedAt,
    phase,
    elapsed,
    seconds,
    summary,
    generator,
    targets: targets.map((target) => ({
      ...figuresOf(target),
      throughputConfidence: null,
      errorSamples: [],
      samples: [],
    })),
  };
}

type Figures = Omit<TargetView, "throughputConfidence" | "errorSamples" | "samples">;

function figuresOf(target: TargetResult | TargetSnapshot): Figures {
  const { label, latency, latencyOf, service, lateness, spectrum } = target;
  const { requests, unexpected, failed, status, errors, throughput } = target;
  return {
    label,
    latency,
    latencyOf,
    service,
    lateness,
    spectrum,
    requests,
    unexpected,
    failed,
    status,
    errors,
    throughput,
  };
}

/** The most windows that are kept and drawn of a target. */
export const mostWindows = 600;

/** Adds windows to a series; when there are too many, two neighbours become one. */
export function appendWindows(
  series: readonly WindowView[],
  added: readonly WindowView[],
): readonly WindowView[] {
  const all = [...series, ...added];
  return all.length > mostWindows ? mergePairs(all) : all;
}

function mergePairs(windows: readonly WindowView[]): readonly WindowView[] {
  return windows.flatMap((window, index) => {
    if (index % 2 === 1) return [];
    const next = windows[index + 1];
    return [next ? merged(window, next) : window];
  });
}

/** Percentiles of two windows cannot be added up: the worse one stands for both, so that no peak is lost. */
function merged(a: WindowView, b: WindowView): WindowView {
  const sum = (pick: (window: WindowView) => number) => pick(a) + pick(b);
  return {
    at: a.at,
    seconds: sum(({ seconds }) => seconds),
    requests: sum(({ requests }) => requests),
    errors: sum(({ errors }) => errors),
    bytesIn: sum(({ bytesIn }) => bytesIn),
    classes: {
      "2xx": sum(({ classes }) => classes["2xx"]),
      "3xx": sum(({ classes }) => classes["3xx"]),
      "4xx": sum(({ classes }) => classes["4xx"]),
      "429": sum(({ classes }) => classes["429"]),
      "5xx": sum(({ classes }) => classes["5xx"]),
    },
    p50: worse(a.p50, b.p50),
    p95: worse(a.p95, b.p95),
    p99: worse(a.p99, b.p99),
    max: worse(a.max, b.max),
  };
}

function worse(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
