import type { Range } from "../../finding.ts";
import { lineIndex, type LineIndex } from "../../../../../shared/lineIndex.ts";
import { endOfString, isQuote, isSpace } from "./readJson.ts";

interface Extent {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the ranges of values in strict JSON, by path; the closest there is when a path goes on. Each object or array
 * on the way is scanned once.
 */
export function jsonRanges(text: string): (path: readonly string[]) => Range {
  const members = new Map<number, ReadonlyMap<string, Extent>>();
  let lines: LineIndex | undefined;
  const root = extentAt(text, skipSpace(text, 0));
  return (path) => {
    let extent = root;
    for (const part of path) {
      let known = members.get(extent.start);
      if (!known) members.set(extent.start, (known = scanMembers(text, extent.start)));
      const next = known.get(spelled(part));
      if (!next) break;
      extent = next;
    }
    lines ??= lineIndex(text);
    return { start: lines.positionAt(extent.start), end: lines.positionAt(extent.end) };
  };
}

/** Spectral's parser looks for whole numbers as they are printed, so that "01" is not found. */
function spelled(part: string): string {
  const number = Number(part);
  return Number.isInteger(number) ? String(number) : part;
}

const openBrace = 123;
const closeBrace = 125;
const openBracket = 91;
const closeBracket = 93;

function scanMembers(text: string, start: number): ReadonlyMap<string, Extent> {
  const members = new Map<string, Extent>();
  const open = text.charCodeAt(start);
  if (open !== openBrace && open !== openBracket) return members;
  let at = skipSpace(text, start + 1);
  for (let index = 0; !isClosing(text.charCodeAt(at)) && at < text.length; index++) {
    let key = String(index);
    if (open === openBrace) {
      const end = endOfString(text, at);
      key = JSON.parse(text.slice(at, end)) as string;
      at = skipSpace(text, skipSpace(text, end) + 1);
    }
    const extent = extentAt(text, at);
    members.set(key, extent);
    at = skipSpace(text, extent.end);
    // A comma, unless this was the last one.
    if (!isClosing(text.charCodeAt(at))) at = skipSpace(text, at + 1);
  }
  return members;
}

function isClosing(code: number): boolean {
  return code === closeBrace || code === closeBracket;
}

function extentAt(text: string, start: number): Extent {
  const code = text.charCodeAt(start);
  if (isQuote(code)) return { start, end: endOfString(text, start) };
  return {
    start,
    end: code === openBrace || code === openBracket ? endOfContainer(text, start) : endOfWord(text, start),
  };
}

function endOfContainer(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isQuote(code)) at = endOfString(text, at) - 1;
    else if (code === openBrace || code === openBracket) depth++;
    else if (isClosing(code) && --depth === 0) return at + 1;
  }
  return text.length;
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && /[-+.\w]/.test(text.charAt(at))) at++;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}
