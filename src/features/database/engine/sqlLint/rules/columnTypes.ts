import type { ColumnDef, Constraint } from "libpg-query";
import type { SqlStatement } from "../../sql/parseSql.ts";
import { definedColumns } from "../ast.ts";
import { type ColumnType, typeOf } from "../columnType.ts";
import { inCaseOf } from "../edits.ts";
import type { TextEdit } from "../finding.ts";

/** A column whose type a rule may have something to say about. */
export interface TypedColumn {
  readonly column: ColumnDef;
  readonly constraints: readonly Constraint[];
  readonly type: ColumnType;
  /** Where its type stands. */
  readonly start: number;
}

/** Columns that a statement defines, with their types. */
export function typedColumns(statement: SqlStatement): readonly TypedColumn[] {
  return definedColumns(statement.node).flatMap(({ column, constraints }) => {
    const type = typeOf(column.typeName);
    if (!type) return [];
    return [{ column, constraints, type, start: statement.offsetOf(column.typeName?.location) }];
  });
}

/** Replaces the words that a type starts with; its numbers in parentheses stay unless they are named too. */
export function retype(
  statement: SqlStatement,
  { start }: TypedColumn,
  to: string,
  what: "word" | "with its length" = "word",
): readonly TextEdit[] {
  const text = statement.text.slice(start - statement.start);
  const pattern =
    what === "word"
      ? /^(?:timestamp\s+without\s+time\s+zone|\w+)/i
      : /^(?:character\s+varying|\w+)(?:\s*\(\s*\d+\s*\))?/i;
  const word = pattern.exec(text)?.[0] ?? "";
  return [{ start, end: start + word.length, text: inCaseOf(statement, to) }];
}

/** The place of a column's type, to underline. */
export function typeSpan(statement: SqlStatement, { start }: TypedColumn) {
  const rest = statement.text.slice(start - statement.start);
  return { start, end: start + (/^[\w."]+/.exec(rest)?.[0].length ?? 1) };
}
