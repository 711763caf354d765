/** Bounds that hold the true value with the confidence they were computed for. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Numbers in ascending order, as a copy. */
export function ascending(values: Iterable<number>): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

/**
 * The q-quantile of numbers in ascending order, interpolated between neighbours (type 7 of Hyndman and Fan, 1996).
 * NaN when there are none.
 */
export function quantileOf(sorted: readonly number[], q: number): number {
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

export function median(values: Iterable<number>): number {
  return quantileOf(ascending(values), 0.5);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * How many samples the q-quantile needs before a two-sided interval of 95 % has an upper bound at all
 * (n ≥ ln 0.025 / ln q): 72 for P95, 368 for P99, 3,688 for P99.9.
 */
export function samplesNeeded(q: number): number {
  return Math.ceil(Math.log(0.025) / Math.log(q));
}
