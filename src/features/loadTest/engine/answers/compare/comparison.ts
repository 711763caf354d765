import type { PercentileName } from "../../result.ts";
import type { Interval } from "../statistics/order.ts";

/** What two measurements are held against each other in. */
export type ComparedFigure = Extract<PercentileName, "p50" | "p95" | "p99"> | "throughput";

export const comparedFigures = [
  "p50",
  "p95",
  "p99",
  "throughput",
] as const satisfies readonly ComparedFigure[];

/** The share of requests that each compared percentile is not exceeded by. */
export const quantileShares: Readonly<Record<Exclude<ComparedFigure, "throughput">, number>> = {
  p50: 0.5,
  p95: 0.95,
  p99: 0.99,
};

/** How the second of two measurements differs from the first in one figure. Shares: 0.12 is 12 %. */
export interface FigureComparison {
  readonly figure: ComparedFigure;
  /** In ms or req/s; null when there are not enough samples. */
  readonly before: number | null;
  readonly after: number | null;
  /** Change of the second against the first; null when it cannot be said. */
  readonly change: number | null;
  /** Where the true change lies, with the confidence of the comparison. */
  readonly interval: Interval | null;
  /** The largest change that comparing a measurement with itself showed here. */
  readonly noise: number | null;
  /** better, worse: beyond noise, for certain; same: no difference can be shown; unknown: too few samples. */
  readonly verdict: "better" | "worse" | "same" | "unknown";
}

export interface Comparison {
  /** What is compared, the one that the others are held against first. */
  readonly labels: readonly [string, string];
  readonly figures: readonly FigureComparison[];
  /** The answer in one sentence. */
  readonly sentence: string;
  /** Why the answer should be taken with care. */
  readonly warnings: readonly string[];
  /** Probability that a request of the second is slower than one of the first; null when it cannot be said. */
  readonly slowerProbability: number | null;
}

/**
 * Judges a change: it must not be zero for certain, and `size` must exceed the noise. More throughput is better, more
 * latency is worse.
 * @param size what is held against the noise: the estimate, or the bound of the interval that is nearer to zero
 */
export function judgeChange(
  figure: ComparedFigure,
  interval: Interval | null,
  size: number | null,
  noise: number | null,
): FigureComparison["verdict"] {
  if (interval === null || size === null || noise === null) return "unknown";
  const grows = interval.low > 0 && size > noise;
  // A change and its reverse are as large: +25 % one way is −20 % the other.
  const shrinks = interval.high < 0 && size < -noise / (1 + noise);
  if (!grows && !shrinks) return "same";
  return grows === (figure === "throughput") ? "better" : "worse";
}
