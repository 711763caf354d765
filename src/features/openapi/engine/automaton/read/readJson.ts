import { isContainer, type Json } from "../json.ts";
import { jsonRanges } from "./jsonRanges.ts";
import { requirePlainKey, type ReadText } from "./readDocument.ts";

/** Reads strict JSON. Undefined when the text is not, or has duplicate keys. */
export function readJson(text: string): ReadText | undefined {
  // Spectral's parser starts a line after a lone carriage return.
  if (/\r(?!\n)/.test(text)) return undefined;
  const data = parse(text);
  if (data === undefined || countKeys(data) !== countColons(text)) return undefined;
  return { data, problems: [], rangeOf: jsonRanges(text) };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function countKeys(value: Json): number {
  if (!isContainer(value)) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countKeys(item);
    return count;
  }
  for (const key of Object.keys(value)) {
    requirePlainKey(key);
    count += 1 + countKeys(value[key] ?? null);
  }
  return count;
}

/** Colons outside of strings: as many as properties were written. */
function countColons(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at = endOfString(text, at);
    // The strings of JSON that are keys have a colon behind them.
    while (isSpace(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) === colon) count++;
  }
  return count;
}

const colon = 58;
const quote = 34;
const backslash = 92;

/** Offset after a string that starts at an offset. */
export function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); ; at = text.indexOf('"', at + 1)) {
    if (at < 0) return text.length;
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

export function isQuote(code: number): boolean {
  return code === quote;
}
