import { coarseBuckets, coarseShift, fineBucket, fineBuckets, middleOf, toTicks } from "./buckets.ts";

export type Resolution = "fine" | "coarse";

/** Counts per bucket, with the exact sum and maximum (ms). */
export interface Histogram {
  readonly resolution: Resolution;
  readonly counts: Uint32Array | Float64Array;
  count: number;
  sum: number;
  max: number;
}

export function emptyHistogram(resolution: Resolution): Histogram {
  const buckets = resolution === "fine" ? fineBuckets : coarseBuckets;
  return { resolution, counts: new Float64Array(buckets), count: 0, sum: 0, max: 0 };
}

/** Adds a value (ms). */
export function recordValue(into: Histogram, ms: number, times = 1): void {
  const bucket = fineBucket(toTicks(ms)) >> shiftOf(into.resolution);
  into.counts[bucket] = (into.counts[bucket] ?? 0) + times;
  into.count += times;
  into.sum += ms * times;
  into.max = Math.max(into.max, ms);
}

/** All that histograms hold together, as a fine one. The only one that holds anything is returned as it is. */
export function joinHistograms(histograms: readonly Histogram[]): Histogram {
  const [first, ...others] = histograms.filter(({ count }) => count > 0);
  if (first && others.length === 0) return first;
  const all = emptyHistogram("fine");
  for (const histogram of first ? [first, ...others] : []) addHistogram(all, histogram);
  return all;
}

/** Adds all that another histogram holds; a fine one can be added to a coarse one, not the other way round. */
export function addHistogram(into: Histogram, from: Histogram): void {
  if (from.resolution === "coarse" && into.resolution === "fine") {
    throw new RangeError("A coarse histogram cannot be added to a fine one.");
  }
  const shift = shiftOf(into.resolution) - shiftOf(from.resolution);
  const { counts } = from;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const times = counts[bucket] ?? 0;
    if (times > 0) into.counts[bucket >> shift] = (into.counts[bucket >> shift] ?? 0) + times;
  }
  into.count += from.count;
  into.sum += from.sum;
  into.max = Math.max(into.max, from.max);
}

/**
 * The value (ms) at a rank from 1 (smallest) to count: the middle of its bucket, never above the maximum.
 * 0 for an empty histogram.
 */
export function valueAtRank(of: Histogram, rank: number): number {
  const shift = shiftOf(of.resolution);
  let below = 0;
  for (let bucket = 0; bucket < of.counts.length; bucket++) {
    below += of.counts[bucket] ?? 0;
    if (below >= rank && below > 0) return Math.min(middleOf(bucket, shift), of.max);
  }
  return of.max;
}

/** {@link valueAtRank} for many ranks: the buckets are walked once. */
export function rankReader(of: Histogram): (rank: number) => number {
  const shift = shiftOf(of.resolution);
  const buckets: number[] = [];
  const upTo: number[] = [];
  let below = 0;
  for (let bucket = 0; bucket < of.counts.length; bucket++) {
    const times = of.counts[bucket] ?? 0;
    if (times === 0) continue;
    below += times;
    buckets.push(bucket);
    upTo.push(below);
  }
  return (rank) => {
    let [low, high] = [0, upTo.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) < rank) low = middle + 1;
      else high = middle;
    }
    const bucket = buckets[low];
    return bucket === undefined ? of.max : Math.min(middleOf(bucket, shift), of.max);
  };
}

/** The smallest value (ms) that at least this share (0 to 1) of all values do not exceed. */
export function quantile(of: Histogram, share: number): number {
  return valueAtRank(of, rankOf(share, of.count));
}

/** The rank of a quantile; the tolerance keeps 0.95 × 100 from becoming 96. */
export function rankOf(share: number, count: number): number {
  return Math.min(count, Math.max(1, Math.ceil(share * count - 1e-9)));
}

/** How many values lie in buckets above the one of this value (ms). */
export function countAbove(of: Histogram, ms: number): number {
  let above = 0;
  for (let at = (fineBucket(toTicks(ms)) >> shiftOf(of.resolution)) + 1; at < of.counts.length; at++) {
    above += of.counts[at] ?? 0;
  }
  return above;
}

function shiftOf(resolution: Resolution): number {
  return resolution === "fine" ? 0 : coarseShift;
}
