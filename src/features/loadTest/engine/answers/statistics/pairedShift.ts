import { ascending, type Interval, quantileOf } from "./order.ts";

/** By how much paired measurements differ. */
export interface Shift {
  /** The Hodges–Lehmann estimate: the median of all pairwise means of the differences. */
  readonly estimate: number;
  /** Absent when there are too few pairs for the confidence asked for. */
  readonly interval?: Interval | undefined;
  readonly pairs: number;
}

/**
 * Estimates the centre of paired differences and an exact, distribution-free interval around it, by inverting
 * Wilcoxon's signed-rank test (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, §3.2–3.3).
 * A few wild pairs, as a busy machine produces them, move neither much.
 * @param confidence 0.95 needs six pairs at least, 0.99 eight
 */
export function pairedShift(differences: readonly number[], confidence: number): Shift {
  const averages = walshAverages(differences);
  const outside = outsideRank(differences.length, (1 - confidence) / 2);
  const low = outside === undefined ? undefined : averages[outside];
  const high = outside === undefined ? undefined : averages[averages.length - 1 - outside];
  return {
    estimate: quantileOf(averages, 0.5),
    interval: low === undefined || high === undefined ? undefined : { low, high },
    pairs: differences.length,
  };
}

/** The means of all pairs of differences, each with itself too, in ascending order. */
function walshAverages(differences: readonly number[]): readonly number[] {
  return ascending(
    differences.flatMap((one, index) => differences.slice(index).map((other) => (one + other) / 2)),
  );
}

/**
 * How many averages lie outside on each side: the largest rank sum whose cumulated probability under the null
 * hypothesis stays within `tail`. Undefined when not even a rank sum of zero does.
 */
function outsideRank(pairs: number, tail: number): number | undefined {
  const probabilities = rankSumProbabilities(pairs);
  let cumulated = 0;
  for (const [sum, probability] of probabilities.entries()) {
    cumulated += probability;
    if (cumulated > tail) return sum === 0 ? undefined : sum - 1;
  }
  return undefined;
}

/** Probability of each signed-rank sum 0, 1, … of n pairs without ties: subsets of {1 … n} by their sum. */
function rankSumProbabilities(pairs: number): Float64Array {
  const probabilities = new Float64Array((pairs * (pairs + 1)) / 2 + 1);
  probabilities[0] = 1;
  for (let rank = 1; rank <= pairs; rank++) {
    for (let sum = (rank * (rank + 1)) / 2; sum >= 0; sum--) {
      const without = probabilities[sum] ?? 0;
      const withRank = sum >= rank ? (probabilities[sum - rank] ?? 0) : 0;
      probabilities[sum] = (without + withRank) / 2;
    }
  }
  return probabilities;
}
