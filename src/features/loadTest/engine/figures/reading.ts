import { coarseBuckets, fineBuckets } from "../recorder/buckets.ts";
import { emptyHistogram, type Histogram, joinHistograms } from "../recorder/histogram.ts";
import {
  histogramNames,
  maxWindows,
  type RecorderMemory,
  scalar,
  windowScalar,
  windowScalars,
} from "../recorder/layout.ts";

/** What all workers have recorded about a target, added up. */
export interface Reading {
  readonly scalars: Float64Array;
  readonly statuses: Float64Array;
  /** In the order of `histogramNames`. */
  readonly histograms: readonly Histogram[];
}

export function readRecorders(memories: readonly RecorderMemory[]): Reading {
  const scalars = new Float64Array(memories[0]?.scalars.length ?? 0);
  const statuses = new Float64Array(memories[0]?.statuses.length ?? 0);
  const histograms = histogramNames.map((_, index) =>
    joinHistograms(memories.map((memory) => copyOf(memory, index))),
  );
  for (const memory of memories) {
    memory.scalars.forEach((value, at) => (scalars[at] = (scalars[at] ?? 0) + value));
    memory.statuses.forEach((value, at) => (statuses[at] = (statuses[at] ?? 0) + value));
  }
  return { scalars, statuses, histograms };
}

/** Copied, because it grows while it is looked at. */
function copyOf({ histograms, extremes }: RecorderMemory, index: number): Histogram {
  const counts = histograms.slice(index * fineBuckets, (index + 1) * fineBuckets);
  const count = total(counts);
  return {
    resolution: "fine",
    counts,
    count,
    sum: extremes[index * 2] ?? 0,
    max: extremes[index * 2 + 1] ?? 0,
  };
}

/** A window as all workers together saw it. */
export interface WindowReading {
  /** In ms since measuring started. */
  readonly at: number;
  readonly length: number;
  readonly requests: number;
  readonly errors: number;
  readonly bytesIn: number;
  readonly classes: readonly number[];
  /** Coarse, of the latency. */
  readonly histogram: Histogram;
}

/** The windows whose start lies in [from, to) ms after measuring started, in time order. */
export function readWindows(
  memories: readonly RecorderMemory[],
  from: number,
  to: number,
): readonly WindowReading[] {
  // Workers double their windows as time passes, each for itself; the longest holds for all.
  const length = Math.max(...memories.map(({ scalars }) => scalars[scalar.windowLength] ?? 0));
  const first = Math.ceil(from / length);
  const last = Math.ceil(to / length);
  return Array.from({ length: Math.max(0, last - first) }, (_, offset) =>
    readWindow(memories, (first + offset) * length, length),
  );
}

function readWindow(memories: readonly RecorderMemory[], at: number, length: number): WindowReading {
  const sums = new Float64Array(windowScalars);
  const histogram = emptyHistogram("coarse");
  for (const memory of memories) {
    const own = memory.scalars[scalar.windowLength] ?? length;
    const before = memory.scalars[scalar.windowsBefore] ?? 0;
    const start = Math.round(at / own) + before;
    for (let index = Math.max(0, start); index < start + Math.round(length / own); index++) {
      if (index < maxWindows) addWindow(memory, index, sums, histogram);
    }
  }
  histogram.count = total(histogram.counts);
  histogram.sum = sums[windowScalar.sum] ?? 0;
  histogram.max = sums[windowScalar.max] ?? 0;
  return {
    at,
    length,
    requests: sums[windowScalar.requests] ?? 0,
    errors: sums[windowScalar.errors] ?? 0,
    bytesIn: sums[windowScalar.bytesIn] ?? 0,
    classes: Array.from(sums.subarray(windowScalar.classes)),
    histogram,
  };
}

function addWindow(
  { windows, windowHistograms }: RecorderMemory,
  index: number,
  sums: Float64Array,
  { counts }: Histogram,
): void {
  for (let place = 0; place < windowScalars; place++) {
    const value = windows[index * windowScalars + place] ?? 0;
    const there = sums[place] ?? 0;
    sums[place] = place === windowScalar.max ? Math.max(there, value) : there + value;
  }
  for (let bucket = 0; bucket < coarseBuckets; bucket++) {
    counts[bucket] = (counts[bucket] ?? 0) + (windowHistograms[index * coarseBuckets + bucket] ?? 0);
  }
}

function total(counts: Uint32Array | Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
