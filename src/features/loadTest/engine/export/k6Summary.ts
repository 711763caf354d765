import { z } from "zod";
import { UserError } from "../../../../shared/userError.ts";
import { completePlan } from "../completePlan.ts";
import { describeEnvironment } from "../coordinator/environment.ts";
import { labelOf, summarizePlan } from "../coordinator/summarizePlan.ts";
import { latencyFigures } from "../figures/latencyFigures.ts";
import type { LoadPlan } from "../plan.ts";
import { encodeHistogram } from "../recorder/encodeHistogram.ts";
import { emptyHistogram } from "../recorder/histogram.ts";
import { type ErrorKind, errorKinds, type LatencyFigures, type LoadResult } from "../result.ts";
import { hopedForDuration, measured } from "./k6Thresholds.ts";

/** What k6 hands to handleSummary. */
const summary = z.looseObject({
  metrics: z.record(z.string(), z.looseObject({ values: z.record(z.string(), z.number()) })),
  state: z.looseObject({ testRunDurationMs: z.number() }).optional(),
});

type Values = Readonly<Record<string, number>>;

/**
 * The figures of a k6 run in our form. k6 keeps no histogram and counts latency from sending, so there is no series,
 * no confidence, and no lateness.
 * @param startedAt when k6 was started
 * @throws UserError when the text is no summary of k6
 */
export function readK6Summary(text: string, plan: LoadPlan, startedAt: Date): LoadResult {
  const { metrics, state } = parse(text);
  const valuesOf = (name: string): Values =>
    metrics[`${name}${measured}`]?.values ?? metrics[name]?.values ?? {};
  const requests = valuesOf("http_reqs");
  const sent = requests["count"] ?? 0;
  const status = Object.fromEntries(
    ["1xx", "2xx", "3xx", "4xx", "5xx"].flatMap((name) => {
      const times = metrics[`status_${name}`]?.values["count"] ?? 0;
      return times > 0 ? [[name, times]] : [];
    }),
  );
  const errors = errorsOf(metrics);
  const failed = Object.values(errors).reduce((sum, times) => sum + times, 0);
  const wrong = Math.round((valuesOf("http_req_failed")["rate"] ?? 0) * sent);
  const complete = completePlan(plan);
  const seconds = Math.max(0, (state?.testRunDurationMs ?? 0) - complete.warmUp) / 1000;
  const answered = sent - failed;
  const service = figuresOf(valuesOf("http_req_duration"), answered);
  const hoped = figuresOf(metrics[hopedForDuration]?.values ?? {}, sent - wrong);
  const nothing = latencyFigures(emptyHistogram("fine"));
  const histogram = encodeHistogram(emptyHistogram("fine"));
  const [target] = plan.targets;
  const figures: LoadResult["targets"][number] = {
    label: labelOf(target),
    url: summarizePlan(complete).targets[0]?.requests[0]?.url ?? "",
    seconds,
    throughput: seconds > 0 ? answered / seconds : 0,
    throughputConfidence: null,
    ...{ requests: answered, sent, status, unexpected: Math.max(0, wrong - failed) },
    ...{
      errors,
      failed,
      censored: 0,
      cut: 0,
      retried: 0,
      connections: 0,
    },
    notSent: valuesOf("dropped_iterations")["count"] ?? 0,
    bytesIn: valuesOf("data_received")["count"] ?? 0,
    bytesOut: valuesOf("data_sent")["count"] ?? 0,
    oddities: {},
    ...{
      latency: hoped.count > 0 ? hoped : service,
      latencyOf: hoped.count > 0 ? "expected" : "all",
      service,
      lateness: nothing,
      generatorLateness: nothing,
      connect: nothing,
    },
    ...{
      byClass: {},
      series: [],
      histograms: { latency: histogram, service: histogram, lateness: histogram },
    },
    ...{ spectrum: [], blocks: [], warmUp: { seconds: complete.warmUp / 1000, requests: 0 } },
    ...{ samples: [], errorSamples: [] },
  };
  return {
    schemaVersion: 1,
    startedAt: startedAt.toISOString(),
    outcome: "completed",
    plan: summarizePlan(complete),
    targets: [figures],
    generator: {
      ...{ engine: "k6", workers: 1, utilization: 0, cpu: 0, cpuPerRequest: null, achieved: null },
      ...{ health: "healthy", bottleneck: null },
    },
    environment: describeEnvironment([]),
  };
}

function errorsOf(metrics: z.infer<typeof summary>["metrics"]): Readonly<Partial<Record<ErrorKind, number>>> {
  return Object.fromEntries(
    errorKinds.flatMap((kind) => {
      const times = metrics[`error_${kind.replace("-", "_")}`]?.values["count"] ?? 0;
      return times > 0 ? [[kind, times] as const] : [];
    }),
  );
}

function parse(text: string): z.infer<typeof summary> {
  try {
    return summary.parse(JSON.parse(text));
  } catch {
    throw new UserError("The summary that k6 wrote cannot be read; try another version of k6.");
  }
}

function figuresOf(values: Values, count: number): LatencyFigures {
  // Without answers k6 says 0 ms.
  const value = (name: string) => (count > 0 ? (values[name] ?? null) : null);
  const unknown = { p50: null, p75: null, p90: null, p95: null, p99: null, p99_9: null };
  return {
    count,
    p50: value("med"),
    p75: value("p(75)"),
    p90: value("p(90)"),
    p95: value("p(95)"),
    p99: value("p(99)"),
    p99_9: value("p(99.9)"),
    mean: value("avg"),
    max: value("max"),
    confidence: unknown,
  };
}
