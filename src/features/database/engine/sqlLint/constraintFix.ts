import type { SqlStatement } from "../sql/parseSql.ts";
import { alterSourceOf } from "./alterSource.ts";
import { type AddedConstraint, readColumns, strings } from "./ast.ts";
import { afterCommit, inCaseOf, insertAt } from "./edits.ts";
import type { SqlFix, TextEdit } from "./finding.ts";
import type { StatementContext } from "./rule.ts";
import { quoteName } from "./tableName.ts";

/**
 * Adds a CHECK or a foreign key NOT VALID and validates it once its lock is gone. A constraint without a name gets
 * the one that Postgres would choose, so that it can be validated by it.
 */
export function validateLater(
  statement: SqlStatement,
  { constraint, command, relation }: AddedConstraint,
  context: StatementContext,
): SqlFix | undefined {
  const { head, commands } = alterSourceOf(statement);
  const span = commands[command.index];
  if (!span) return undefined;
  const chosen = constraint.conname ?? chosenName(relation.relname ?? "", constraint);
  const name = quoteName(chosen);
  const start = statement.offsetOf(constraint.location);
  const naming: readonly TextEdit[] =
    constraint.conname === undefined
      ? [insertAt(start, `${inCaseOf(statement, "CONSTRAINT")} ${name} `)]
      : [];
  const validate = `${head} ${inCaseOf(statement, "VALIDATE CONSTRAINT")} ${name}`;
  return {
    title: "Add it NOT VALID and validate it later",
    kind: context.transaction?.by === "tool" ? "suggested" : "safe",
    edits: [
      ...naming,
      insertAt(span.end, ` ${inCaseOf(statement, "NOT VALID")}`),
      afterCommit(statement, context, validate),
    ],
  };
}

const suffixes: Readonly<Record<string, string>> = {
  CONSTR_CHECK: "check",
  CONSTR_FOREIGN: "fkey",
  CONSTR_NOTNULL: "not_null",
  CONSTR_UNIQUE: "key",
  CONSTR_PRIMARY: "pkey",
};

/** The name that Postgres gives a constraint of one kind: table, column, suffix; cut to 63 bytes like there. */
export function chosenName(table: string, constraint: AddedConstraint["constraint"]): string {
  const isPrimary = constraint.contype === "CONSTR_PRIMARY";
  const keys = [...strings(constraint.keys), ...strings(constraint.fk_attrs)];
  const read = [...new Set(readColumns(constraint.raw_expr))];
  // A CHECK over several columns has none of them in its name.
  const columns = isPrimary ? [] : keys.length > 0 ? keys : read.length === 1 ? read : [];
  const suffix = suffixes[constraint.contype ?? ""] ?? "check";
  return [table, ...columns].join("_").slice(0, 62 - suffix.length) + `_${suffix}`;
}
