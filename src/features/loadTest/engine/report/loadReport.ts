import type { CheckResult } from "../answers/verdict.ts";
import type { BaselineComparison } from "../answers/compare/compareBaseline.ts";
import type { Comparison } from "../answers/compare/comparison.ts";
import type { ExpectationResult } from "../answers/expectations.ts";
import type { ScalingAdvice } from "../answers/scaling/scalingAdvice.ts";
import type { LoadResult } from "../result.ts";

/** Everything that a load test answered; what was not asked for is absent. */
export interface LoadReport {
  readonly result: LoadResult;
  readonly expectations: readonly ExpectationResult[];
  /** The second target against the first. */
  readonly comparison?: Comparison | undefined;
  readonly baseline?: BaselineComparison | undefined;
  readonly scaling?: ScalingAdvice | undefined;
  readonly rateLimit?: readonly CheckResult[] | undefined;
  /** Things that a reader must know, one sentence each. */
  readonly notes: readonly string[];
}

/** Tells whether everything that was expected came true. */
export function passes({ expectations, baseline, rateLimit, result }: LoadReport): boolean {
  return (
    expectations.every(({ ok }) => ok) &&
    (baseline?.regressions.length ?? 0) === 0 &&
    (rateLimit ?? []).every(({ outcome }) => outcome !== "failed") &&
    result.targets.every(({ requests }) => requests > 0)
  );
}

/** What a reader must know before the first figure: the generator's own limits, and rate limiters in the way. */
export function cautions({ result, rateLimit }: Pick<LoadReport, "result" | "rateLimit">): readonly string[] {
  const { generator, targets, outcome } = result;
  const limited = targets.filter(({ status, requests }) => (status["429"] ?? 0) > requests * 0.005);
  return [
    ...(generator.bottleneck === null ? [] : [generator.bottleneck]),
    ...(outcome === "stopped" ? ["Stopped early: these are the figures up to then."] : []),
    ...targets
      .filter(({ requests }) => requests === 0)
      .map(({ label }) => `No request to ${label} was answered; see the errors below.`),
    ...(rateLimit === undefined
      ? limited.map(
          ({ label, status, requests }) =>
            `This measures a rate limiter: ${(((status["429"] ?? 0) / requests) * 100).toFixed(1)} % of the answers of ${label} are 429. Raise its limit for the test, or check it with --expect-rate-limit.`,
        )
      : []),
    ...targets
      .filter(({ latencyOf, requests }) => latencyOf === "all" && requests > 0)
      .map(
        ({ label }) => `No answer of ${label} was the one hoped for; the latency is that of every answer.`,
      ),
  ];
}

/** What to measure next: a closed loop hides what users of a busy service feel. */
export function nextStep({ result, scaling }: Pick<LoadReport, "result" | "scaling">): readonly string[] {
  const [target, ...others] = result.targets;
  const isClosed = result.plan.pace.kind === "closed" && result.generator.engine !== "k6";
  if (!isClosed || scaling !== undefined || target === undefined || others.length > 0) return [];
  const rate = roundedDown(target.throughput * 0.7);
  return rate < 1 || target.requests === 0
    ? []
    : [
        `A closed loop waits while the server stalls, so stalls count less than users feel them; --rate ${rate} (70 % of this throughput) shows what they feel.`,
      ];
}

/** Two significant digits. */
function roundedDown(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.floor(value / unit) * unit;
}
