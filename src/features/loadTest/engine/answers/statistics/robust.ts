import { median } from "./order.ts";

/** Turns the median absolute deviation of normal values into their standard deviation. */
const deviationsOfMad = 1.4826;
/** A value this many standard deviations above the median is not of the same kind as the others. */
const farDeviations = 3.5;

/**
 * Which values stand out upwards, by the median absolute deviation (Iglewicz and Hoaglin, 1993), the farthest first.
 * @param atLeast what a value must exceed the median by besides: steady values deviate by nothing
 * @param most how many are returned at most
 * @returns their places
 */
export function outliersAbove(values: readonly number[], atLeast: number, most: number): readonly number[] {
  const middle = median(values);
  const deviation = deviationsOfMad * median(values.map((value) => Math.abs(value - middle)));
  const border = middle + Math.max(atLeast, farDeviations * deviation);
  return [...values.entries()]
    .filter(([, value]) => value > border)
    .sort(([, one], [, other]) => other - one)
    .slice(0, most)
    .map(([place]) => place);
}

/**
 * How far a series moves from the middle of its first half to the middle of its second: the Theil–Sen slope, the
 * median of the slopes of all pairs, which a quarter of wild values does not move.
 */
export function driftOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const slopes = values.flatMap((from, at) =>
    values.slice(at + 1).map((to, ahead) => (to - from) / (ahead + 1)),
  );
  return (median(slopes) * values.length) / 2;
}
