import { encodeHistogram } from "../recorder/encodeHistogram.ts";
import { quantile } from "../recorder/histogram.ts";
import type { BlockResult, Interval, SeriesPoint, StatusClass } from "../result.ts";
import { statusClasses } from "../result.ts";
import type { WindowReading } from "./reading.ts";

export type LivePoint = Omit<SeriesPoint, "histogram">;

export function seriesPoint(window: WindowReading): SeriesPoint {
  return { ...livePoint(window), histogram: encodeHistogram(window.histogram) };
}

/** A window without its histogram, as it goes to a live display. */
export function livePoint({
  at,
  length,
  requests,
  errors,
  bytesIn,
  classes,
  histogram,
}: WindowReading): LivePoint {
  const figure = (share: number) => (histogram.count === 0 ? null : quantile(histogram, share));
  return {
    at: at / 1000,
    seconds: length / 1000,
    requests,
    errors,
    classes: Object.fromEntries(statusClasses.map((name, index) => [name, classes[index] ?? 0])) as Record<
      StatusClass,
      number
    >,
    bytesIn,
    p50: figure(0.5),
    p95: figure(0.95),
    p99: figure(0.99),
    max: histogram.count === 0 ? null : histogram.max,
  };
}

/** A window of a comparison, which is a turn of its target. */
export function blockResult({ at, length, requests, errors, histogram }: WindowReading): BlockResult {
  return {
    index: Math.round(at / length),
    seconds: length / 1000,
    requests,
    errors,
    histogram: encodeHistogram(histogram),
  };
}

/** Fewer windows than this tell nothing about their variance. */
const fewestWindows = 5;

/** 95 % confidence interval of a throughput (per second) by batch means over windows; null when there are too few. */
export function throughputConfidence(windows: readonly WindowReading[]): Interval | null {
  const count = windows.length;
  if (count < fewestWindows) return null;
  const rates = windows.map(({ requests, length }) => (requests * 1000) / length);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / count;
  const variance = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0) / (count - 1);
  const half = studentT(count - 1) * Math.sqrt(variance / count);
  return [Math.max(0, mean - half), mean + half];
}

/** 97.5 % quantile of Student's t, by the Cornish-Fisher expansion (within 1 % from 4 degrees of freedom on). */
function studentT(degrees: number): number {
  const x = 1.959964;
  const first = (x ** 3 + x) / 4;
  const second = (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96;
  const third = (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384;
  return x + first / degrees + second / degrees ** 2 + third / degrees ** 3;
}
