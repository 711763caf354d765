import type { Node, ParseResult } from "libpg-query";
import { byteOffsets } from "./byteOffsets.ts";

/** A statement as Postgres' own grammar reads it; offsets count UTF-16 units of the text that was parsed. */
export interface ParsedStatement {
  readonly node: Node;
  /** Offset of the statement; the space and comments before it belong to it. */
  readonly start: number;
  readonly end: number;
}

export type ParseOutcome =
  | { readonly statements: readonly ParsedStatement[]; offsetOf(location: number | undefined): number }
  | { readonly error: string; readonly offset: number };

/** Postgres' parser (its newest supported major), once its WebAssembly is loaded. */
export interface SqlParser {
  /** Parses statements without running anything; never throws on SQL, however broken. */
  parse(text: string): ParseOutcome;
}

let loading: Promise<SqlParser> | undefined;

/** Loads the parser on first use, about 25 ms; the same one is returned from then on. */
export function loadSqlParser(): Promise<SqlParser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<SqlParser> {
  // Evaluating the module starts the load of libpg-query.wasm, which lies next to the bundle.
  const { loadModule, parseSync, hasSqlDetails } = await import("libpg-query");
  await loadModule();
  return {
    parse(text) {
      const nul = text.indexOf("\u0000");
      if (nul >= 0) return { error: "a NUL character cannot be part of SQL", offset: nul };
      if (text === "") return { statements: [], offsetOf: () => 0 };
      try {
        return read(parseSync(text), text);
      } catch (error) {
        if (!hasSqlDetails(error)) return { error: reasonOf(error), offset: 0 };
        return {
          error: error.message,
          offset: offsetOfCodePoint(text, error.sqlDetails?.cursorPosition ?? 0),
        };
      }
    },
  };
}

function read({ stmts = [] }: ParseResult, text: string): ParseOutcome {
  const toOffset = byteOffsets(text);
  const statements = stmts.flatMap(({ stmt, stmt_location = 0, stmt_len = 0 }) =>
    stmt === undefined
      ? []
      : [
          {
            node: stmt,
            start: toOffset(stmt_location),
            end: stmt_len === 0 ? text.length : toOffset(stmt_location + stmt_len),
          },
        ],
  );
  return { statements, offsetOf: (location = 0) => toOffset(Math.max(0, location)) };
}

/** Postgres counts the place of an error in characters, other than the locations of nodes. */
function offsetOfCodePoint(text: string, count: number): number {
  let offset = 0;
  for (const character of text) {
    if (count-- <= 0) break;
    offset += character.length;
  }
  return Math.min(offset, text.length);
}

/** Deep nesting exhausts the stack of the WebAssembly or of the reader of its answer. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return "it is nested too deeply";
  return error instanceof Error ? error.message : String(error);
}
