import type { TextChange } from "./pieceTable.ts";

/** The smallest change that makes one text another one, where editors can point at. */
export function changeBetween(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  if (splits(before, start) || splits(after, start)) start--;
  let tail = 0;
  while (
    tail < most - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++;
  if (tail > 0 && (splits(before, before.length - tail) || splits(after, after.length - tail))) tail--;
  return {
    range: { start: positionAt(before, start), end: positionAt(before, before.length - tail) },
    text: after.slice(start, after.length - tail),
  };
}

const carriageReturn = 13;
const lineFeed = 10;

/** Tells whether an offset is between a carriage return and its line feed. */
function splits(text: string, offset: number): boolean {
  return text.charCodeAt(offset - 1) === carriageReturn && text.charCodeAt(offset) === lineFeed;
}

/** Editors end lines at lone carriage returns, too. */
function positionAt(text: string, offset: number): TextChange["range"]["start"] {
  let line = 0;
  let start = 0;
  for (let at = 0; at < offset; at++) {
    const code = text.charCodeAt(at);
    const isEnd = code === lineFeed || (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed);
    if (!isEnd) continue;
    line++;
    start = at + 1;
  }
  return { line, character: offset - start };
}
