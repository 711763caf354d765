import { coarseBuckets } from "./buckets.ts";
import { maxWindows, type RecorderMemory, windowScalar, windowScalars } from "./layout.ts";

/**
 * Joins neighbouring windows in pairs, in place, so that a long run needs no more memory than a short one.
 * @param before how many windows precede the start of measuring, which stays a border between windows
 */
export function joinWindows({ windows, windowHistograms }: RecorderMemory, before: number): void {
  for (let index = 0; index < maxWindows; index++) {
    const target = Math.floor((index - before) / 2) + Math.ceil(before / 2);
    if (target === index) continue;
    for (let place = 0; place < windowScalars; place++) {
      const value = windows[index * windowScalars + place] ?? 0;
      const into = target * windowScalars + place;
      const there = windows[into] ?? 0;
      windows[into] = place === windowScalar.max ? Math.max(there, value) : there + value;
      windows[index * windowScalars + place] = 0;
    }
    for (let bucket = 0; bucket < coarseBuckets; bucket++) {
      const value = windowHistograms[index * coarseBuckets + bucket] ?? 0;
      if (value === 0) continue;
      const into = target * coarseBuckets + bucket;
      windowHistograms[into] = (windowHistograms[into] ?? 0) + value;
      windowHistograms[index * coarseBuckets + bucket] = 0;
    }
  }
}
