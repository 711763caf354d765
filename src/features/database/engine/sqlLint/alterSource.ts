import type { SqlStatement } from "../sql/parseSql.ts";
import { type Token, tokensOf } from "../sql/tokens.ts";

/** A part of the text, as UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The source of an ALTER TABLE, taken apart without losing how it was written. */
export interface AlterSource {
  /** "ALTER TABLE IF EXISTS ONLY shop.orders", as written but for comments. */
  readonly head: string;
  /** Where each sub-command stands, commas not included. */
  readonly commands: readonly Span[];
}

/** Tokens of a statement that are neither space nor comment; offsets of the whole text. */
export function wordsOf(statement: SqlStatement): readonly Token[] {
  return [...tokensOf(statement.text)]
    .filter(({ kind }) => kind !== "space" && kind !== "comment")
    .map(({ kind, start, end }) => ({ kind, start: statement.start + start, end: statement.start + end }));
}

/** The text of a token within its statement. */
export function sourceOf(statement: SqlStatement, { start, end }: Span): string {
  return statement.text.slice(start - statement.start, end - statement.start);
}

/** Takes ALTER TABLE apart. */
export function alterSourceOf(statement: SqlStatement): AlterSource {
  const tokens = wordsOf(statement);
  const lower = tokens.map((token) => sourceOf(statement, token).toLowerCase());
  let at = 2;
  if (lower[at] === "if") at += 2;
  if (lower[at] === "only") at++;
  at++;
  while (lower[at] === ".") at += 2;
  if (lower[at] === "*") at++;
  return {
    head: withoutComments(statement, tokens[at - 1]?.end),
    commands: splitAtCommas(tokens.slice(at), lower.slice(at)),
  };
}

/** The text of a statement, or its start up to an offset, on one line: a comment would swallow what is put behind. */
export function withoutComments(statement: SqlStatement, end = statement.end): string {
  let plain = "";
  for (const { kind, start, end: tokenEnd } of tokensOf(statement.text, 0, end - statement.start)) {
    if (kind !== "comment" && kind !== "space") plain += statement.text.slice(start, tokenEnd);
    else if (!plain.endsWith(" ")) plain += " ";
  }
  return plain.trim();
}

function splitAtCommas(tokens: readonly Token[], texts: readonly string[]): readonly Span[] {
  const spans: Span[] = [];
  let depth = 0;
  let start: number | undefined;
  let end = 0;
  tokens.forEach((token, index) => {
    const text = texts[index];
    if (text === "," && depth === 0 && start !== undefined) {
      spans.push({ start, end });
      start = undefined;
      return;
    }
    if (text === "(" || text === "[") depth++;
    if (text === ")" || text === "]") depth--;
    start ??= token.start;
    end = token.end;
  });
  if (start !== undefined) spans.push({ start, end });
  return spans;
}
