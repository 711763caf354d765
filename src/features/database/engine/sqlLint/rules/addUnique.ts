import type { SqlStatement } from "../../sql/parseSql.ts";
import { alterSourceOf } from "../alterSource.ts";
import { addedColumns, type AddedConstraint, addedConstraints, strings } from "../ast.ts";
import { chosenName } from "../constraintFix.ts";
import { inCaseOf, replaceCommand } from "../edits.ts";
import type { SqlFix } from "../finding.ts";
import type { SqlRule, StatementContext } from "../rule.ts";
import { nameOf, quoteName, show, sqlOf } from "../tableName.ts";
import { manual } from "./references.ts";

export const addUnique: SqlRule = {
  id: "add-unique-builds-index",
  title: "A new UNIQUE or PRIMARY KEY builds its index while everything waits",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "index build",
  why: "The index of the constraint is built under ACCESS EXCLUSIVE: reads wait too, other than for a plain CREATE INDEX.",
  fineWhen: "The table is small.",
  instead:
    "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX, which is instant. The columns of a primary key should be NOT NULL before, or they are read under the lock.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX")],
  aliases: ["disallowed-unique-constraint", "adding-primary-key", "adding-serial-primary-key-field", "E7"],
  bad: "ALTER TABLE orders ADD CONSTRAINT orders_note_key UNIQUE (note);",
  good: "CREATE UNIQUE INDEX CONCURRENTLY orders_note_key ON orders (note);\nALTER TABLE orders ADD CONSTRAINT orders_note_key UNIQUE USING INDEX orders_note_key;",
  *detect(statement, context) {
    for (const added of addedConstraints(statement.node, "CONSTR_UNIQUE", "CONSTR_PRIMARY")) {
      if (added.constraint.indexname !== undefined) continue;
      const table = nameOf(added.relation);
      const fix = fixOf(statement, added, context);
      yield {
        message: `Reads and writes of ${show(table)} wait while the index is built; create a unique index CONCURRENTLY and add the constraint USING INDEX.`,
        table,
        ...(fix && { fix }),
      };
    }
    for (const { relation, column, constraints } of addedColumns(statement.node)) {
      if (!constraints.some(({ contype }) => contype === "CONSTR_UNIQUE" || contype === "CONSTR_PRIMARY"))
        continue;
      yield {
        message: `Reads and writes of ${show(nameOf(relation))} wait while the index is built; add ${column.colname ?? "the column"} first, then a unique index CONCURRENTLY, then the constraint USING INDEX.`,
        table: nameOf(relation),
      };
    }
  },
};

function fixOf(
  statement: SqlStatement,
  { relation, constraint, command }: AddedConstraint,
  { transaction }: StatementContext,
): SqlFix | undefined {
  // Within a transaction the index could not be built concurrently.
  if (transaction || constraint.without_overlaps || constraint.options || constraint.indexspace)
    return undefined;
  const sql = (words: string) => inCaseOf(statement, words);
  const name = quoteName(constraint.conname ?? chosenName(relation.relname ?? "", constraint));
  const list = (names: readonly string[]) => `(${names.map(quoteName).join(", ")})`;
  const including = strings(constraint.including);
  const create = [
    sql("CREATE UNIQUE INDEX CONCURRENTLY"),
    name,
    sql("ON"),
    sqlOf(nameOf(relation)),
    list(strings(constraint.keys)),
    ...(including.length > 0 ? [sql("INCLUDE"), list(including)] : []),
    ...(constraint.nulls_not_distinct ? [sql("NULLS NOT DISTINCT")] : []),
  ].join(" ");
  const kind = sql(constraint.contype === "CONSTR_PRIMARY" ? "PRIMARY KEY" : "UNIQUE");
  const deferred = constraint.deferrable ? ` ${sql("DEFERRABLE")}` : "";
  const initially = constraint.initdeferred ? ` ${sql("INITIALLY DEFERRED")}` : "";
  const add = `${alterSourceOf(statement).head} ${sql("ADD CONSTRAINT")} ${name} ${kind} ${sql("USING INDEX")} ${name}${deferred}${initially}`;
  return {
    title: "Build the index concurrently first",
    kind: "safe",
    edits: replaceCommand(statement, command.index, [create, add]),
  };
}
