import type { SqlStatement } from "../sql/parseSql.ts";
import { alterSourceOf, sourceOf, wordsOf } from "./alterSource.ts";
import type { TextEdit } from "./finding.ts";
import type { StatementContext } from "./rule.ts";

/** SQL in the case that the author writes keywords in; names in it are quoted when that matters. */
export function inCaseOf(statement: SqlStatement, sql: string): string {
  return /^[a-z]/.test(statement.text) ? lowerKeywords(sql) : sql;
}

/** Lower case outside of quotes. */
function lowerKeywords(sql: string): string {
  return sql
    .split(/("(?:[^"]|"")*"|'(?:[^']|'')*')/)
    .map((part, index) => (index % 2 === 0 ? part.toLowerCase() : part))
    .join("");
}

/** Puts words behind the first occurrence of a keyword, or of the last of several in a row. */
export function insertAfter(statement: SqlStatement, keyword: string, words: string): TextEdit | undefined {
  const token = findWord(statement, keyword);
  return token && { start: token.end, end: token.end, text: ` ${inCaseOf(statement, words)}` };
}

/** Replaces a word of a statement, the first one that is not quoted. */
export function replaceWord(
  statement: SqlStatement,
  keyword: string,
  words: string,
  from = statement.start,
): TextEdit | undefined {
  const token = findWord(statement, keyword, from);
  return token && { start: token.start, end: token.end, text: inCaseOf(statement, words) };
}

export function findWord(statement: SqlStatement, keyword: string, from = statement.start) {
  return wordsOf(statement).find(
    (token) =>
      token.kind === "word" &&
      token.start >= from &&
      sourceOf(statement, token).toLowerCase() === keyword.toLowerCase(),
  );
}

/** Puts text at an offset. */
export function insertAt(offset: number, text: string): TextEdit {
  return { start: offset, end: offset, text };
}

/** Puts statements, each without its semicolon, before another. */
export function before(statement: SqlStatement, ...statements: readonly string[]): TextEdit {
  return insertAt(statement.start, statements.map((sql) => `${sql};\n`).join(""));
}

/** Puts statements, each without its semicolon, behind another. */
export function behind(statement: SqlStatement, ...statements: readonly string[]): TextEdit {
  const open = statement.next === statement.end ? ";" : "";
  return insertAt(statement.next, `${open}${statements.map((sql) => `\n${sql};`).join("")}`);
}

/** Takes a statement out of a script, with its line when it has that for itself. */
export function without(statement: SqlStatement, script: string): TextEdit {
  const { start, next } = statement;
  const lineStart = script.lastIndexOf("\n", start - 1) + 1;
  const restOfLine = /^[^\S\n]*\n/.exec(script.slice(next))?.[0];
  const isAlone = restOfLine !== undefined && script.slice(lineStart, start).trim() === "";
  return isAlone
    ? { start: lineStart, end: next + restOfLine.length, text: "" }
    : { start, end: next, text: "" };
}

/**
 * Puts statements where the lock of this one is gone: behind it when it commits by itself, behind the COMMIT of the
 * script, or, when a tool keeps the whole file in one transaction, as a note for the next migration.
 */
export function afterCommit(
  statement: SqlStatement,
  { transaction }: StatementContext,
  ...statements: readonly string[]
): TextEdit {
  if (!transaction) return behind(statement, ...statements);
  if (transaction.end) return behind(transaction.end, ...statements);
  const open = statement.next === statement.end ? ";" : "";
  const notes = statements.map((sql) => `\n-- in the next migration: ${sql.replaceAll("\n", " ")};`).join("");
  return insertAt(statement.next, `${open}${notes}`);
}

/**
 * Replaces one sub-command of ALTER TABLE by statements of its own; the others stay in the statement, in front.
 * @param statements without semicolons.
 */
export function replaceCommand(
  statement: SqlStatement,
  index: number,
  statements: readonly string[],
): readonly TextEdit[] {
  const { commands } = alterSourceOf(statement);
  const own = commands[index];
  if (!own) return [];
  if (commands.length === 1)
    return [{ start: statement.start, end: statement.end, text: statements.join(";\n") }];
  const following = commands[index + 1];
  const previous = commands[index - 1];
  const cut = following
    ? { start: own.start, end: following.start }
    : { start: previous?.end ?? own.start, end: own.end };
  return [{ ...cut, text: "" }, behind(statement, ...statements)];
}
