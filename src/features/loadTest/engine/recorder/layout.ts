import { coarseBuckets, fineBuckets } from "./buckets.ts";

/**
 * Where a worker keeps its figures about a target: one shared block of memory with a single writer, read by the
 * coordinator while it grows. A reader may see a request counted in one place and not yet in another.
 */
export interface RecorderMemory {
  readonly scalars: Float64Array;
  /** Answers by status. */
  readonly statuses: Uint32Array;
  /** Fine histograms, one after the other in the order of {@link histogramNames}. */
  readonly histograms: Uint32Array;
  /** Sum and maximum (ms) of each fine histogram. */
  readonly extremes: Float64Array;
  /** {@link windowScalars} of each window. */
  readonly windows: Float64Array;
  /** A coarse histogram of each window. */
  readonly windowHistograms: Uint32Array;
}

/** Latency by class of status, those hoped for and those not, then the rest. */
export const histogramNames = [
  ...["2xx", "3xx", "4xx", "429", "5xx"],
  ...["unexpected 2xx", "unexpected 3xx", "unexpected 4xx", "unexpected 429", "unexpected 5xx"],
  ...["censored", "service", "lateness", "generatorLateness", "connect"],
] as const;

export const histogramAt = { censored: 10, service: 11, lateness: 12, generatorLateness: 13, connect: 14 };
/** From a class's histogram to the one of those that were not hoped for. */
export const unexpectedOffset = 5;

/** Places in `scalars`; errors and oddities follow in the order of their lists. */
export const scalar = {
  sent: 0,
  cut: 1,
  notSent: 2,
  retried: 3,
  connections: 4,
  bytesIn: 5,
  bytesOut: 6,
  warmUpRequests: 7,
  /** Length of a window, in ms. */
  windowLength: 8,
  /** Windows before measuring starts. */
  windowsBefore: 9,
  errors: 10,
  oddities: 20,
} as const;
const scalarCount = 32;

/** Places among a window's scalars; the classes follow. */
export const windowScalar = { requests: 0, errors: 1, bytesIn: 2, sum: 3, max: 4, classes: 5 } as const;
export const windowScalars = 10;

/** More windows than this are joined in pairs. */
export const maxWindows = 640;

const statusCount = 1000;

/** Bytes in the order of the views. */
const sizes = {
  scalars: scalarCount * 8,
  extremes: histogramNames.length * 2 * 8,
  windows: maxWindows * windowScalars * 8,
  statuses: statusCount * 4,
  histograms: histogramNames.length * fineBuckets * 4,
  windowHistograms: maxWindows * coarseBuckets * 4,
};

/** Fresh memory for a recorder, all zero: untouched parts cost nothing. */
export function allocateRecorderMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0));
}

export function viewRecorderMemory(memory: SharedArrayBuffer): RecorderMemory {
  let at = 0;
  const next = (bytes: number) => {
    at += bytes;
    return at - bytes;
  };
  return {
    scalars: new Float64Array(memory, next(sizes.scalars), scalarCount),
    extremes: new Float64Array(memory, next(sizes.extremes), histogramNames.length * 2),
    windows: new Float64Array(memory, next(sizes.windows), maxWindows * windowScalars),
    statuses: new Uint32Array(memory, next(sizes.statuses), statusCount),
    histograms: new Uint32Array(memory, next(sizes.histograms), histogramNames.length * fineBuckets),
    windowHistograms: new Uint32Array(memory, next(sizes.windowHistograms), maxWindows * coarseBuckets),
  };
}
