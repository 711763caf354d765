import { ascending, type Interval, quantileOf } from "./order.ts";
import type { Random } from "./random.ts";
import { smallSampleWidening } from "./studentT.ts";

const resamples = 1000;

/** A statistic of a sample, such as a quantile of all that its members hold. */
export type Statistic<Member> = (sample: readonly Member[]) => number;

/** By how much a statistic differs between two samples, and where the difference lies for certain. */
export interface SampleShift {
  readonly estimate: number;
  readonly interval: Interval;
}

/**
 * The difference of a statistic of two samples, `after` minus `before`, and its bootstrap interval (Efron and
 * Tibshirani, 1993). Each resample draws blocks of neighbours, because the seconds of a run resemble each other; the
 * sample is a circle, so that its ends are drawn as often as its middle (Politis and Romano, 1992). A handful of
 * members shows too little of its own spread: the interval is widened as Student's t is against the normal.
 * @param confidence 0.99: as seldom as one time in a hundred the true difference lies outside
 */
export function sampleShift<Member>(
  [before, after]: readonly [readonly Member[], readonly Member[]],
  statistic: Statistic<Member>,
  confidence: number,
  random: Random,
): SampleShift {
  const difference = (one: readonly Member[], other: readonly Member[]) => statistic(other) - statistic(one);
  const estimate = difference(before, after);
  const differences = ascending(
    Array.from({ length: resamples }, () => difference(resample(before, random), resample(after, random))),
  );
  const tail = (1 - confidence) / 2;
  const widening = smallSampleWidening(confidence, Math.min(before.length, after.length) - 1);
  const widened = (bound: number) => estimate + (bound - estimate) * widening;
  return {
    estimate,
    interval: {
      low: widened(quantileOf(differences, tail)),
      high: widened(quantileOf(differences, 1 - tail)),
    },
  };
}

function resample<Member>(sample: readonly Member[], random: Random): readonly Member[] {
  const blockLength = Math.max(1, Math.round(Math.cbrt(sample.length)));
  const twice = [...sample, ...sample];
  const drawn: Member[] = [];
  while (drawn.length < sample.length) {
    const start = Math.floor(random() * sample.length);
    drawn.push(...twice.slice(start, start + Math.min(blockLength, sample.length - drawn.length)));
  }
  return drawn;
}
