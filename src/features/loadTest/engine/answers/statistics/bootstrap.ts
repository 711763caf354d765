import { ascending, type Interval, median, quantileOf } from "./order.ts";
import type { Random } from "./random.ts";

const resamples = 2000;

/**
 * Percentile-bootstrap interval of a statistic of independent samples (Efron and Tibshirani, 1993).
 * Each resample draws blocks of neighbours from every sample, because the seconds of a run resemble each other
 * (moving-block bootstrap, Künsch 1989).
 */
export function bootstrapInterval(
  samples: readonly (readonly number[])[],
  statistic: (samples: readonly (readonly number[])[]) => number,
  confidence: number,
  random: Random,
): Interval {
  const statistics = ascending(
    Array.from({ length: resamples }, () => statistic(samples.map((sample) => resample(sample, random)))),
  );
  const tail = (1 - confidence) / 2;
  return { low: quantileOf(statistics, tail), high: quantileOf(statistics, 1 - tail) };
}

/** The difference of the medians of two samples, `after` minus `before`, and its bootstrap interval. */
export function medianShift(
  before: readonly number[],
  after: readonly number[],
  confidence: number,
  random: Random,
): { readonly estimate: number; readonly interval: Interval } {
  const difference = ([one, other]: readonly (readonly number[])[]) =>
    median(other ?? []) - median(one ?? []);
  return {
    estimate: difference([before, after]),
    interval: bootstrapInterval([before, after], difference, confidence, random),
  };
}

function resample(sample: readonly number[], random: Random): readonly number[] {
  const blockLength = Math.max(1, Math.round(Math.cbrt(sample.length)));
  const drawn: number[] = [];
  while (drawn.length < sample.length) {
    const start = Math.floor(random() * (sample.length - blockLength + 1));
    drawn.push(...sample.slice(start, start + blockLength));
  }
  return drawn.slice(0, sample.length);
}
