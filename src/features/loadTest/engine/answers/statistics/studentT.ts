/** From here on Student's t is the normal distribution as far as we care. */
const manyDegrees = 1000;

/**
 * How much farther out the bounds of an interval lie when the spread is known from a few samples only: the quantile
 * of Student's t over that of the normal distribution.
 * @param confidence of the two-sided interval, such as 0.99
 * @param degrees of freedom, a whole number from 1
 */
export function smallSampleWidening(confidence: number, degrees: number): number {
  return bound(confidence, Math.min(degrees, manyDegrees)) / bound(confidence, manyDegrees);
}

/** What |t| stays below with this probability, by bisection. */
function bound(confidence: number, degrees: number): number {
  let [low, high] = [0, 1e4];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (within(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return low;
}

/** Probability that |t| is at most this (Abramowitz and Stegun, 26.7.3 and 26.7.4). */
function within(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let series = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power < degrees; power += 2) {
    term *= (Math.cos(angle) ** 2 * (power - 1)) / power;
    series += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * series) : Math.sin(angle) * series;
}
