import { yamlHeader } from "./cutYaml.ts";
import type { Format } from "./segment.ts";

/** The smallest part of a piece that an edit is in and that can be read on its own: what is below a key. */
export interface ChangedBlock {
  /** Keys and indexes to it, the key of the piece first. */
  readonly path: readonly string[];
  /** How many items arrays on the way have, by the depth of their path; undefined where there is an object. */
  readonly items: readonly (number | undefined)[];
  /** What is below the key, before and after the edit: whole lines. */
  readonly before: string;
  readonly after: string;
  /** Line that it starts in, from the first of the piece. */
  readonly line: number;
  readonly lines: ChangedLines;
}

/** Lines of a piece that an edit changed. */
export interface ChangedLines {
  readonly first: number;
  /** Line behind them, before and after the edit. */
  readonly endBefore: number;
  readonly endAfter: number;
}

/** A line that opens the object below its key, or an item of an array. */
interface Header {
  readonly key: string;
  /** How many items the array has that it is one of. */
  readonly items: number | undefined;
  readonly isArray: boolean;
  readonly indent: number;
  /** Offset behind the line. */
  readonly end: number;
}

/**
 * Finds what an edit of a piece changed, as far as indentation tells. Undefined when that is the whole piece, or when it
 * is hard to tell.
 */
export function changedBlock(before: string, after: string, format: Format): ChangedBlock | undefined {
  const start = startOfDifference(before, after);
  const tail = lengthOfSameTail(before, after, start);
  const indent = Math.min(
    leastIndent(before.slice(start, before.length - tail)),
    leastIndent(after.slice(start, after.length - tail)),
  );
  const headers = headersAbove(after, start, indent, format);
  const header = headers?.at(-1);
  if (!headers || !header || headers.length < 2) return undefined;
  const end = endOfBlock(after, after.length - tail, header.indent, format);
  const rest = after.length - end;
  if (format === "json" && !closesBlock(after, end, header.indent)) return undefined;
  const first = countFeeds(after, 0, start);
  return {
    path: headers.map(({ key }) => key),
    items: headers.map(({ items }) => items),
    before: before.slice(header.end, before.length - rest),
    after: after.slice(header.end, end),
    line: countFeeds(after, 0, header.end),
    lines: {
      first,
      endBefore: first + countFeeds(before, start, before.length - tail),
      endAfter: first + countFeeds(after, start, after.length - tail),
    },
  };
}

/** Offset of the first line that differs. */
function startOfDifference(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let at = 0;
  // Long texts are compared in steps first.
  while (at + step <= most && before.startsWith(after.slice(at, at + step), at)) at += step;
  while (at < most && before.charCodeAt(at) === after.charCodeAt(at)) at++;
  return startOfLine(after, at);
}

/** Offset of the start of the line that an offset is in. */
function startOfLine(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

const step = 256;

/** Length of the lines at the end that are the same, and start behind an offset. */
function lengthOfSameTail(before: string, after: string, start: number): number {
  const most = Math.min(before.length, after.length) - start;
  let length = 0;
  while (
    length + step <= most &&
    before.endsWith(after.slice(after.length - length - step, after.length - length), before.length - length)
  )
    length += step;
  while (
    length < most &&
    before.charCodeAt(before.length - 1 - length) === after.charCodeAt(after.length - 1 - length)
  )
    length++;
  // The first line of the tail starts behind a line feed that is the same, too.
  const feed = after.indexOf("\n", after.length - length);
  return feed < 0 ? 0 : after.length - feed - 1;
}

/** The least indentation of lines with something on them. */
function leastIndent(lines: string): number {
  let least = Infinity;
  for (let at = 0; at < lines.length; at = endOfLine(lines, at)) {
    const indent = indentAt(lines, at);
    if (indent !== undefined) least = Math.min(least, indent);
  }
  return least;
}

/**
 * The keys that lead to a line, from that of the piece on, as far as each of them is alone on its line. Undefined when
 * the first one is not.
 */
function headersAbove(
  text: string,
  start: number,
  below: number,
  format: Format,
): readonly Header[] | undefined {
  const lines: { readonly at: number; readonly indent: number }[] = [];
  if (!Number.isFinite(below)) return undefined;
  let indent = below;
  for (let end = start; end > 0;) {
    const at = startOfLine(text, end - 1);
    const own = indentAt(text, at);
    if (own !== undefined && own < indent && !(format === "yaml" && text.charAt(at + own) === "#")) {
      indent = own;
      lines.push({ at, indent: own });
    }
    end = at;
  }
  const headers: Header[] = [];
  for (const { at, indent: own } of lines.reverse()) {
    const header =
      headers.at(-1)?.isArray === true ? itemAt(text, at, headers.at(-1)) : headerAt(text, at, format);
    if (!header) break;
    headers.push({ ...header, indent: own, end: endOfLine(text, at) });
  }
  while (headers.at(-1)?.isArray === true) headers.pop();
  return headers;
}

type Opening = Pick<Header, "key" | "items" | "isArray">;

function headerAt(text: string, at: number, format: Format): Opening | undefined {
  const line = text.slice(at, endOfLine(text, at));
  if (format === "json") {
    const [, key, bracket] = jsonHeader.exec(line) ?? [];
    return key === undefined ? undefined : { key, items: undefined, isArray: bracket === "[" };
  }
  const [, one, two, three] = yamlHeader.exec(line) ?? [];
  const key = one ?? two ?? three;
  return key === undefined ? undefined : { key, items: undefined, isArray: false };
}

/** An item of an array in JSON that starts with a line, where each item does. */
function itemAt(text: string, at: number, array: Header | undefined): Opening | undefined {
  if (!array || !/^[ \t]*\{[ \t]*\r?\n$/.test(text.slice(at, endOfLine(text, at)))) return undefined;
  const indent = indentAt(text, at);
  let index = 0;
  let items = 0;
  for (let line = array.end; line < text.length; line = endOfLine(text, line)) {
    const own = indentAt(text, line) ?? Infinity;
    if (own <= array.indent) break;
    if (own !== indent || /[}\]]/.test(text.charAt(line + own))) continue;
    if (line === at) index = items;
    items++;
  }
  return { key: String(index), items, isArray: false };
}

const jsonHeader = /^[ \t]*"([^"\\]*)"[ \t]*:[ \t]*([[{])[ \t]*\r?\n?$/;

/** Offset of the next line that is no deeper than a header. */
function endOfBlock(text: string, from: number, indent: number, format: Format): number {
  for (let at = from; at < text.length; at = endOfLine(text, at)) {
    const own = indentAt(text, at);
    if (own !== undefined && own <= indent && !(format === "yaml" && text.charAt(at + own) === "#"))
      return at;
  }
  return text.length;
}

function closesBlock(text: string, at: number, indent: number): boolean {
  return indentAt(text, at) === indent && /^\s*\},?\s*$/.test(text.slice(at, endOfLine(text, at)));
}

/** Indentation of the line at an offset; undefined when nothing is on it. */
function indentAt(text: string, at: number): number | undefined {
  let end = at;
  while (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 9) end++;
  const code = text.charCodeAt(end);
  return Number.isNaN(code) || code === 10 || code === 13 ? undefined : end - at;
}

function endOfLine(text: string, at: number): number {
  const feed = text.indexOf("\n", at);
  return feed < 0 ? text.length : feed + 1;
}

function countFeeds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
