import type { Expectation } from "../answers/expectations.ts";
import type { LoadPlan } from "../plan.ts";

export interface K6Thresholds {
  /** Expressions by metric. */
  readonly thresholds: Readonly<Record<string, readonly string[]>>;
  /** Expectations that k6 cannot hold, as written. */
  readonly leftOut: readonly string[];
}

/** Tags of the scenario that is measured; the warm-up has its own. */
export const measured = "{scenario:measure}";

/** Latency of the answers that were hoped for. */
export const hopedForDuration = "http_req_duration{scenario:measure,expected_response:true}";

/** Expectations as thresholds of k6. Latency is k6's http_req_duration, which excludes DNS, connecting and waiting. */
export function k6Thresholds(expectations: readonly Expectation[], plan: LoadPlan): K6Thresholds {
  const thresholds = new Map<string, string[]>();
  const leftOut: string[] = [];
  for (const expectation of expectations) {
    const threshold = thresholdOf(expectation);
    if (threshold === undefined) leftOut.push(expectation.text);
    else
      thresholds.set(threshold.metric, [...(thresholds.get(threshold.metric) ?? []), threshold.expression]);
  }
  if (plan.pace.kind !== "closed") thresholds.set("dropped_iterations", ["count<1"]);
  return { thresholds: Object.fromEntries(thresholds), leftOut };
}

const percentiles: Readonly<Record<string, string>> = {
  p50: "p(50)",
  p75: "p(75)",
  p90: "p(90)",
  p95: "p(95)",
  p99: "p(99)",
  p99_9: "p(99.9)",
  max: "max",
  mean: "avg",
};

function thresholdOf({
  metric,
  operator,
  bound,
}: Expectation): { readonly metric: string; readonly expression: string } | undefined {
  switch (metric.kind) {
    case "time":
      return metric.of === "lateness"
        ? undefined
        : {
            metric: `http_req_duration${measured}`,
            expression: `${percentiles[metric.figure] ?? "avg"}${operator}${bound}`,
          };
    case "rate":
      return { metric: `http_reqs${measured}`, expression: `rate${operator}${bound}` };
    case "requests":
      return { metric: `http_reqs${measured}`, expression: `count${operator}${bound}` };
    case "errors":
      return metric.unit === "percent"
        ? {
            metric: `http_req_failed${measured}`,
            expression: `rate${operator}${Number((bound / 100).toPrecision(12))}`,
          }
        : undefined;
    case "class":
      return undefined;
  }
}
