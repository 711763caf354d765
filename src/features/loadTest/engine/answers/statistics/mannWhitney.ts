/** How two latency distributions lie to each other, from counts per bucket. */
export interface Dominance {
  /** Probability that a request of the second is slower than one of the first, ties counted half. */
  readonly probability: number;
  /** Cliff's δ: 0 when neither is slower, 1 when every request of the second is. */
  readonly delta: number;
  /** Standard score of the Mann–Whitney U statistic with correction for ties. */
  readonly score: number;
}

/**
 * Mann–Whitney U from two histograms with the same buckets: requests of one bucket are ties. With the many samples
 * of a load test any difference is significant, so the effect is what counts, not the score.
 * @param first counts per bucket, from the lowest value up; undefined when either histogram is empty
 */
export function dominance(first: ArrayLike<number>, second: ArrayLike<number>): Dominance | undefined {
  let [below, slower, tied, total] = [0, 0, 0, 0];
  let [firstTotal, secondTotal] = [0, 0];
  const buckets = Math.max(first.length, second.length);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const a = first[bucket] ?? 0;
    const b = second[bucket] ?? 0;
    const both = a + b;
    slower += b * (below + a / 2);
    tied += both ** 3 - both;
    below += a;
    firstTotal += a;
    secondTotal += b;
    total += both;
  }
  if (firstTotal === 0 || secondTotal === 0) return undefined;
  const pairs = firstTotal * secondTotal;
  const variance = (pairs / 12) * (total + 1 - tied / (total * (total - 1)));
  return {
    probability: slower / pairs,
    delta: (2 * slower) / pairs - 1,
    score: variance > 0 ? (slower - pairs / 2) / Math.sqrt(variance) : 0,
  };
}
