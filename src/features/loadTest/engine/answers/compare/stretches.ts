import { coarseBuckets, coarseShift, middleOf } from "../../recorder/buckets.ts";
import { decodeHistogram } from "../../recorder/encodeHistogram.ts";
import type { SeriesPoint } from "../../result.ts";
import { quantileShares } from "./comparison.ts";
import type { ComparedFigure } from "./comparison.ts";

/** More stretches make a comparison slower, not surer: neighbouring seconds resemble each other. */
const mostStretches = 40;

/** A part of a run that is drawn as a whole. */
export interface Stretch {
  readonly requests: number;
  readonly seconds: number;
  /** Requests by bucket of latency, over the buckets that occur. */
  readonly counts: Float64Array;
}

/** The stretches of two runs, over the same buckets. */
export interface Stretches {
  readonly runs: readonly [readonly Stretch[], readonly Stretch[]];
  /** A figure of any selection of stretches, in logarithms: ratios are differences. */
  readonly valueOf: (figure: ComparedFigure, stretches: readonly Stretch[]) => number;
}

/** Cuts two runs into stretches, from their windows. */
export function stretchesOf(windows: readonly [readonly SeriesPoint[], readonly SeriesPoint[]]): Stretches {
  const dense = windows.map((run) => joined(run).map(toDense));
  const used = usedBuckets(dense.flat());
  const [before = [], after = []] = dense.map((run) =>
    run.map((stretch) => ({
      ...stretch,
      counts: Float64Array.from(used, (bucket) => stretch.counts[bucket] ?? 0),
    })),
  );
  const logarithms = Float64Array.from(used, (bucket) => Math.log(middleOf(bucket, coarseShift)));
  const pooled = new Float64Array(used.length);
  return {
    runs: [before, after],
    valueOf: (figure, stretches) =>
      figure === "throughput"
        ? Math.log(total(stretches, "requests") / total(stretches, "seconds"))
        : pooledQuantile(quantileShares[figure], stretches, logarithms, pooled),
  };
}

function joined(windows: readonly SeriesPoint[]): readonly (readonly SeriesPoint[])[] {
  const together = Math.ceil(windows.length / mostStretches);
  const count = Math.floor(windows.length / together);
  // What is left over at the end joins the last stretch.
  return Array.from({ length: count }, (_, at) =>
    windows.slice(at * together, at === count - 1 ? undefined : (at + 1) * together),
  );
}

function toDense(windows: readonly SeriesPoint[]): Stretch {
  const counts = new Float64Array(coarseBuckets);
  for (const window of windows) {
    for (const [bucket, times] of decodeHistogram(window.histogram).counts.entries())
      counts[bucket] = (counts[bucket] ?? 0) + times;
  }
  return { requests: total(windows, "requests"), seconds: total(windows, "seconds"), counts };
}

function usedBuckets(stretches: readonly Stretch[]): readonly number[] {
  return Array.from({ length: coarseBuckets }, (_, bucket) => bucket).filter((bucket) =>
    stretches.some(({ counts }) => (counts[bucket] ?? 0) > 0),
  );
}

/** @param pooled is written over: thousands of selections are looked at */
function pooledQuantile(
  share: number,
  stretches: readonly Stretch[],
  values: Float64Array,
  pooled: Float64Array,
): number {
  pooled.fill(0);
  for (const { counts } of stretches) {
    for (let place = 0; place < pooled.length; place++)
      pooled[place] = (pooled[place] ?? 0) + (counts[place] ?? 0);
  }
  const rank = share * pooled.reduce((sum, times) => sum + times, 0);
  let below = 0;
  const at = pooled.findIndex((times) => (below += times) >= rank && below > 0);
  return values[at] ?? Number.NaN;
}

function total<Name extends string>(of: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return of.reduce((sum, each) => sum + each[name], 0);
}
