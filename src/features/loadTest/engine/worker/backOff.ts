const first = 10;
const longest = 1_000;

/** How long to wait (ms) before connecting again after so many failures in a row; the first costs nothing. */
export function backOff(failures: number): number {
  return failures <= 1 ? 0 : Math.min(longest, first * 2 ** (failures - 2));
}
