import type { Range } from "../finding.ts";
import { isObject, type Json } from "../automaton/json.ts";
import { readJson } from "../automaton/read/readJson.ts";
import { readYaml } from "../automaton/read/readYaml.ts";
import type { Format } from "./segment.ts";

/** An entry of a section, read on its own. */
export interface ReadPiece {
  readonly key: string;
  readonly value: Json;
}

/** Reads the entry that a piece is. Undefined when it is none, or has anything that concerns other pieces. */
export function readPiece(text: string, format: Format): ReadPiece | undefined {
  const data = read(text, format)?.data;
  if (!isObject(data ?? null)) return undefined;
  const entries = Object.entries(data as Record<string, Json>);
  const [entry] = entries;
  return entry && entries.length === 1 ? { key: entry[0], value: entry[1] } : undefined;
}

/** Finds ranges in a piece, by the path from its key on; lines count from the piece's first. */
export function pieceRanges(text: string, format: Format): (path: readonly string[]) => Range | undefined {
  const reader = read(text, format);
  if (!reader || format === "yaml") return (path) => reader?.rangeOf(path);
  return (path) => {
    const range = reader.rangeOf(path);
    return range && { start: unwrapped(range.start), end: unwrapped(range.end) };
  };
}

function read(text: string, format: Format): ReturnType<typeof readYaml> {
  return format === "yaml" ? readYaml(text) : readJson(`{${withoutComma(text)}}`);
}

/** An entry in JSON is read with a brace in front. */
function unwrapped({ line, character }: Range["start"]): Range["start"] {
  return { line, character: line === 0 ? character - 1 : character };
}

function withoutComma(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(",") ? trimmed.slice(0, -1) : trimmed;
}
