import type { Node } from "libpg-query";
import { type LineIndex, lineIndex } from "../../../../shared/lineIndex.ts";
import type { Range } from "../../../../shared/textRange.ts";
import { loadSqlParser, type SqlParser } from "./parser.ts";
import { withoutPlaceholders } from "./placeholders.ts";
import { type SqlPiece, splitSql } from "./splitSql.ts";

/** One statement of a script; offsets count UTF-16 units of the whole text. */
export interface SqlStatement {
  /** Offset of its first token. */
  readonly start: number;
  /** Offset after its last token, without the semicolon. */
  readonly end: number;
  /** Offset after its semicolon; equal to `end` when there is none. */
  readonly next: number;
  /** Its source, from `start` to `end`. */
  readonly text: string;
  readonly range: Range;
  /** The parse tree of Postgres: one key, the kind of the statement. */
  readonly node: Node;
  /** Turns a `location` of the tree (UTF-8 bytes, absent for 0) into an offset of the whole text. */
  offsetOf(location: number | undefined): number;
  /** Rows below COPY … FROM STDIN. */
  readonly copyData?: { readonly start: number; readonly end: number };
}

export interface SqlSyntaxError {
  /** Postgres' own words: 'syntax error at or near "frm"'. */
  readonly message: string;
  /** Where the parser gave up. */
  readonly offset: number;
  /** The statement that is broken. */
  readonly start: number;
  readonly end: number;
}

export interface SqlComment {
  readonly start: number;
  readonly end: number;
  /** With its dashes or its slashes and stars. */
  readonly text: string;
}

/** A script, read. Statements, errors and comments are each in the order of the text. */
export interface SqlScript {
  readonly text: string;
  readonly statements: readonly SqlStatement[];
  /** A broken statement is told here and does not hide the others. */
  readonly errors: readonly SqlSyntaxError[];
  readonly comments: readonly SqlComment[];
  /** Lines that psql itself acts on: "\connect", "\restrict". */
  readonly metaCommands: readonly SqlPiece[];
  readonly lines: LineIndex;
}

/**
 * Reads a script of any number of statements with Postgres' own parser. SQL that does not parse is told in `errors`.
 * Placeholders of migration tools and psql (`${schema}`, `:name`) are taken as names.
 */
export async function parseSql(text: string): Promise<SqlScript> {
  return readScript(text, await loadSqlParser());
}

/** parseSql with a parser that is loaded already. */
export function readScript(text: string, parser: SqlParser): SqlScript {
  const { pieces, comments } = splitSql(text);
  const lines = lineIndex(text);
  const statements: SqlStatement[] = [];
  const errors: SqlSyntaxError[] = [];
  for (const piece of pieces) {
    if (piece.kind === "statement") readPiece(text, piece, parser, lines, { statements, errors });
  }
  return {
    text,
    statements,
    errors,
    comments: comments.map(({ start, end }) => ({ start, end, text: text.slice(start, end) })),
    metaCommands: pieces.filter(({ kind }) => kind === "metaCommand"),
    lines,
  };
}

interface Found {
  readonly statements: SqlStatement[];
  readonly errors: SqlSyntaxError[];
}

function readPiece(text: string, piece: SqlPiece, parser: SqlParser, lines: LineIndex, found: Found): void {
  const source = text.slice(piece.start, piece.end);
  const outcome = parseTolerantly(source, parser);
  if (!("error" in outcome)) {
    for (const { node } of outcome.statements) {
      found.statements.push({
        start: piece.start,
        end: piece.end,
        next: piece.next,
        text: source,
        range: { start: lines.positionAt(piece.start), end: lines.positionAt(piece.end) },
        node,
        offsetOf: (location) => piece.start + outcome.offsetOf(location),
        ...(piece.copyData && { copyData: piece.copyData }),
      });
    }
    return;
  }
  const parts = splitSql(text, { start: piece.start, end: piece.end, ignoreParentheses: true }).pieces;
  if (parts.length > 1) {
    const within = parts.map((part) => (part === parts.at(-1) ? { ...part, next: piece.next } : part));
    for (const part of within) readPiece(text, part, parser, lines, found);
    return;
  }
  const { start, end } = piece;
  found.errors.push({ message: outcome.error, offset: start + outcome.offset, start, end });
}

function parseTolerantly(source: string, parser: SqlParser) {
  const outcome = parser.parse(source);
  if (!("error" in outcome)) return outcome;
  const plain = withoutPlaceholders(source);
  const second = plain === source ? outcome : parser.parse(plain);
  return "error" in second ? outcome : second;
}
