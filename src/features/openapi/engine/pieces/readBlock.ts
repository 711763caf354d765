import { movedDown } from "../../../../shared/textRange.ts";
import {
  isContainer,
  isObject,
  memberOf,
  type Container,
  type Json,
  type JsonObject,
} from "../automaton/json.ts";
import { changedBlock, type ChangedBlock, type ChangedLines } from "./changedBlock.ts";
import { readLines, type FindRange, type ReadPiece } from "./readPiece.ts";
import { countLines, type Format } from "./segment.ts";

/** A piece after an edit, of which only what is below a key was read again. */
export interface ReadBlock {
  readonly read: ReadPiece;
  /** Keys to what was read, that of the piece first. */
  readonly path: readonly string[];
  readonly value: JsonObject;
  /** Finds ranges below that path, as far as the block tells; lines count from the first of the piece. */
  readonly find: FindRange;
  readonly lines: ChangedLines;
  /** Line behind it, before the edit. */
  readonly end: number;
}

/**
 * Reads what an edit changed in a piece, and takes the rest from before: objects that are not on the way to the change
 * stay the same. Undefined when all has to be read.
 */
export function readBlock(
  known: { readonly text: string; readonly read: ReadPiece },
  text: string,
  format: Format,
): ReadBlock | undefined {
  const block = changedBlock(known.text, text, format);
  if (!block) return undefined;
  const { path, line, lines } = block;
  const whole = { [known.read.key]: known.read.value };
  if (!isObject(valueAt(whole, block))) return undefined;
  const after = readLines(block.after, format);
  if (!after || !isObject(after.data)) return undefined;
  // Brackets may be closed by lines that are no part of the block.
  if (format === "json" && !readLines(block.before, format)) return undefined;
  const length = countLines(block.after);
  const replaced = replacedAt(whole, path, after.data);
  return {
    read: { key: known.read.key, value: memberOf(replaced, known.read.key) ?? null },
    path,
    value: after.data,
    find: (below) => {
      const range = after.find(below);
      // What ends the block ends where the next key starts, wherever that is; what has no place has none here either.
      const isPlaced = range && range.start.character >= 0 && range.end.character >= 0;
      return isPlaced && range.end.line < length ? movedDown(range, line) : undefined;
    },
    lines,
    end: line + countLines(block.before),
  };
}

/** The value at the path of a block; undefined when there is something else on the way. */
function valueAt(value: Json, { path, items }: Pick<ChangedBlock, "path" | "items">): Json | undefined {
  let at: Json | undefined = value;
  for (const [depth, key] of path.entries()) {
    if (!isContainer(at) || (Array.isArray(at) ? at.length : undefined) !== items[depth]) return undefined;
    at = memberOf(at, key);
  }
  return at;
}

function replacedAt(whole: Container, [key = "", ...rest]: readonly string[], value: Json): Container {
  const copy: Container = Array.isArray(whole) ? [...whole] : { ...whole };
  const child = memberOf(whole, key);
  (copy as JsonObject)[key] = rest.length > 0 && isContainer(child) ? replacedAt(child, rest, value) : value;
  return copy;
}
