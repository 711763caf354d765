import type { TableFacts } from "../facts.ts";
import type { Thresholds } from "../thresholds.ts";

/** A table that is read whole faster than an index is searched. */
export function isSmall({ rows, bytes }: TableFacts, { smallRows, smallBytes }: Thresholds): boolean {
  return rows < smallRows && bytes < smallBytes * 4;
}

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
