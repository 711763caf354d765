import { movedDown, type Range } from "../../../../shared/textRange.ts";
import { isObject, type Json } from "../automaton/json.ts";
import { readJson } from "../automaton/read/readJson.ts";
import type { ReadText } from "../automaton/read/readDocument.ts";
import { readYaml } from "../automaton/read/readYaml.ts";
import type { Format } from "./segment.ts";

/** An entry of a section, read on its own. */
export interface ReadPiece {
  readonly key: string;
  readonly value: Json;
}

/** Finds ranges in a piece, by the path from its key on; lines count from the piece's first. */
export type FindRange = (path: readonly string[]) => Range | undefined;

/**
 * Reads the entry that a piece is. Undefined when it is none, or has anything that concerns other pieces.
 * @param keep is given what finds ranges, which keeps all that was parsed.
 */
export function readPiece(
  text: string,
  format: Format,
  keep: (find: FindRange) => void = () => undefined,
): ReadPiece | undefined {
  const reader = read(text, format);
  const data = reader?.data ?? null;
  if (!reader || !isObject(data)) return undefined;
  const entries = Object.entries(data);
  const [entry] = entries;
  if (!entry || entries.length > 1) return undefined;
  keep(finderOf(reader, format));
  return { key: entry[0], value: entry[1] };
}

/** Reads a file that is one piece. Undefined when it has anything unusual. @param key of the file. */
export function readWhole(
  key: string,
  text: string,
  format: Format,
  keep: (find: FindRange) => void,
): ReadPiece | undefined {
  const reader = format === "json" ? readJson(text) : readYaml(text);
  if (!reader) return undefined;
  keep(finderInWhole(reader));
  return { key, value: reader.data };
}

/** Finds ranges in a file that is one piece. */
export function wholeRanges(text: string, format: Format): FindRange {
  const reader = format === "json" ? readJson(text) : readYaml(text);
  return reader ? finderInWhole(reader) : () => undefined;
}

function finderInWhole(reader: ReadText): FindRange {
  return ([, ...path]) => reader.rangeOf(path);
}

/** Reads whole lines that are all that is below a key; finds ranges of what is in them, lines from the first one. */
export function readLines(
  text: string,
  format: Format,
): { readonly data: Json; readonly find: FindRange } | undefined {
  const isJson = format === "json";
  const reader = isJson ? readJson(`{\n${text}}`) : readYaml(text);
  if (!reader) return undefined;
  const line = isJson ? 1 : 0;
  return {
    data: reader.data,
    find: (path) => {
      const range = reader.rangeOf(path);
      // What is not there is said to be where the brace is that was put in front.
      return range && range.start.line >= line ? movedDown(range, -line) : undefined;
    },
  };
}

/** Finds ranges in a piece that was read before. */
export function pieceRanges(text: string, format: Format): FindRange {
  const reader = read(text, format);
  return reader ? finderOf(reader, format) : () => undefined;
}

function finderOf(reader: ReadText, format: Format): FindRange {
  if (format === "yaml") return (path) => reader.rangeOf(path);
  return (path) => {
    const range = reader.rangeOf(path);
    return range && { start: unwrapped(range.start), end: unwrapped(range.end) };
  };
}

function read(text: string, format: Format): ReadText | undefined {
  return format === "yaml" ? readYaml(text) : readJson(inBraces(text));
}

/** An entry in JSON is read with a brace in front. */
function unwrapped({ line, character }: Range["start"]): Range["start"] {
  return { line, character: line === 0 ? character - 1 : character };
}

/** An entry in JSON as a document of its own: offsets are greater by one. */
export function inBraces(text: string): string {
  const trimmed = text.trimEnd();
  return `{${trimmed.endsWith(",") ? trimmed.slice(0, -1) : trimmed}}`;
}
