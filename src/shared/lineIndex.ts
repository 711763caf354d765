import type { Position } from "./textRange.ts";

/** Turns offsets of a text into lines and columns, each in logarithmic time. */
export interface LineIndex {
  positionAt(offset: number): Position;
}

/** Indexes a text once. Lines end with "\n" or "\r\n". */
export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return {
    positionAt(offset) {
      const line = lastAtMost(starts, offset);
      return { line, character: offset - (starts[line] ?? 0) };
    },
  };
}

/** Index of the last number that is at most `limit`, in ascending numbers that start with 0. */
export function lastAtMost(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
