/**
 * Log-linear buckets over ticks of 0.1 µs: exact below 2048 ticks (0.2 ms), 1024 buckets per power of two above,
 * so that a value lies within 0.05 % of its bucket's middle. 32 bits of ticks reach 429 s.
 */
export const ticksPerMs = 10_000;
export const maxTicks = 0xffff_ffff;
export const fineBuckets = 23_552;

/** Sixteen neighbouring fine buckets make a coarse one: within 0.8 %, or 0.8 µs below 0.2 ms. */
export const coarseShift = 4;
export const coarseBuckets = fineBuckets >> coarseShift;

/** Ticks of a time in ms, cut to what the buckets reach. */
export function toTicks(ms: number): number {
  const ticks = ms * ticksPerMs;
  return ticks <= 0 ? 0 : ticks >= maxTicks ? maxTicks : (ticks + 0.5) >>> 0;
}

/** The fine bucket of a value in ticks. */
export function fineBucket(ticks: number): number {
  if (ticks < 2048) return ticks;
  const shift = 21 - Math.clz32(ticks);
  return shift * 1024 + (ticks >>> shift);
}

/** The smallest value of a fine bucket, in ticks. */
export function lowestOf(bucket: number): number {
  if (bucket < 2048) return bucket;
  const shift = (bucket >>> 10) - 1;
  return ((bucket & 1023) + 1024) * 2 ** shift;
}

/** The middle of a bucket, in ms; `shift` is 0 for fine and {@link coarseShift} for coarse buckets. */
export function middleOf(bucket: number, shift: number): number {
  const from = lowestOf(bucket << shift);
  const to = lowestOf((bucket + 1) << shift);
  // A fine bucket below 2048 holds one value; its neighbour is the next.
  return (from + to - 1) / 2 / ticksPerMs;
}
