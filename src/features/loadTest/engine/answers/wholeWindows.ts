import type { LoadResult, SeriesPoint } from "../result.ts";

/** Windows that were measured to their end, warm-up included: the last one is usually cut short by the end of the run. */
export function wholeWindows(
  series: readonly SeriesPoint[],
  { targets }: Pick<LoadResult, "targets">,
): readonly SeriesPoint[] {
  // Two targets share the time in turns.
  const end = targets.reduce((sum, { seconds }) => sum + seconds, 0);
  return series.filter(({ at, seconds }) => at + seconds <= end + seconds * 0.05);
}

/** Whole windows after the warm-up in which something was answered. */
export function measuredWindows(
  series: readonly SeriesPoint[],
  result: Pick<LoadResult, "targets">,
): readonly SeriesPoint[] {
  return wholeWindows(series, result).filter(({ at, requests }) => at >= 0 && requests > 0);
}
