import { countAbove, type Histogram, rankOf, rankReader } from "../recorder/histogram.ts";
import type { Interval, LatencyFigures, PercentileName, SpectrumPoint } from "../result.ts";

/** The share of values that each percentile is not exceeded by. */
export const shares: Readonly<Record<PercentileName, number>> = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p99_9: 0.999,
};

/** Two-sided 95 %. */
const z = 1.959964;
const alpha = 0.05;
/** Fewer windows than this tell nothing about their variance. */
const fewestWindows = 10;

/**
 * Percentiles with confidence intervals from order statistics. A percentile that even the maximum could lie below
 * (with 2.5 % probability) is null: n < ln 0.025 / ln q.
 * @param windows histograms of stretches of the same run: where their shares of slow requests differ more than
 *   chance explains, requests are not independent and the intervals widen by the design effect
 */
export function latencyFigures(of: Histogram, windows: readonly Histogram[] = []): LatencyFigures {
  const figures = {} as Record<PercentileName, number | null>;
  const valueAt = rankReader(of);
  const confidence = {} as Record<PercentileName, Interval | null>;
  for (const name of Object.keys(shares) as PercentileName[]) {
    const share = shares[name];
    const enough = of.count >= fewestFor(share);
    figures[name] = enough ? valueAt(rankOf(share, of.count)) : null;
    confidence[name] = enough ? confidenceOf({ of, valueAt }, share, windows) : null;
  }
  const empty = of.count === 0;
  return {
    count: of.count,
    ...figures,
    max: empty ? null : of.max,
    mean: empty ? null : of.sum / of.count,
    confidence,
  };
}

/** The fewest values for which a two-sided 95 % interval of a quantile has an upper end. */
export function fewestFor(share: number): number {
  return Math.ceil(Math.log(alpha / 2) / Math.log(share));
}

interface Ranked {
  readonly of: Histogram;
  readonly valueAt: (rank: number) => number;
}

function confidenceOf({ of, valueAt }: Ranked, share: number, windows: readonly Histogram[]): Interval {
  const value = valueAt(rankOf(share, of.count));
  const spread = z * Math.sqrt(of.count * share * (1 - share) * designEffect(value, windows));
  const low = Math.max(1, Math.floor(of.count * share - spread));
  const high = Math.min(of.count, Math.ceil(of.count * share + spread) + 1);
  return [valueAt(low), valueAt(high)];
}

/**
 * How much larger the variance of a share is than for independent requests, at least 1: the variance between
 * windows of the number of values above the quantile, over what the binomial distribution gives (the ratio
 * estimator of cluster sampling, as in Woodruff's interval for quantiles).
 * @param value the quantile, in ms
 */
export function designEffect(value: number, windows: readonly Histogram[]): number {
  const filled = windows.filter(({ count }) => count > 0);
  if (filled.length < fewestWindows) return 1;
  const counts = filled.map(({ count }) => count);
  const above = filled.map((window) => countAbove(window, value));
  const all = sum(counts);
  // The coarse windows put the border elsewhere than the fine histogram; their own share is the reference.
  const ratio = sum(above) / all;
  if (ratio <= 0 || ratio >= 1) return 1;
  const squares = above.map((number, at) => (number - ratio * (counts[at] ?? 0)) ** 2);
  const between = sum(squares) / (filled.length - 1);
  return Math.max(1, between / ((ratio * (1 - ratio) * all) / filled.length));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Points of the percentile spectrum, denser towards the tail, up to what the count supports. */
export function spectrumOf(of: Histogram): readonly SpectrumPoint[] {
  if (of.count === 0) return [];
  const points: SpectrumPoint[] = [];
  const valueAt = rankReader(of);
  const pointsPerDecade = 10;
  for (let step = 0; ; step++) {
    const quantileAt = 1 - 10 ** (-step / pointsPerDecade);
    if (of.count * (1 - quantileAt) < 1) break;
    points.push({ quantile: quantileAt, ms: valueAt(rankOf(quantileAt, of.count)) });
  }
  points.push({ quantile: 1, ms: of.max });
  return points;
}
