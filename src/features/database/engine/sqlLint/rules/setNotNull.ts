import { alterSourceOf, withoutComments } from "../alterSource.ts";
import { alterCommands, alterTable } from "../ast.ts";
import { afterCommit, inCaseOf, without } from "../edits.ts";
import type { SqlFix } from "../finding.ts";
import type { SqlRule, StatementContext } from "../rule.ts";
import type { SqlStatement } from "../../sql/parseSql.ts";
import { keyOf, nameOf, quoteName, show, type TableName } from "../tableName.ts";
import { manual } from "./references.ts";

export const setNotNull: SqlRule = {
  id: "set-not-null-scans",
  title: "SET NOT NULL reads the whole table under its lock",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "scan",
  why: "Every row is read to prove that none is null, while reads and writes wait behind ACCESS EXCLUSIVE.",
  fineWhen: "The table is small.",
  instead:
    "Prove it without that lock: before 18 a CHECK (column IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT after a commit, then SET NOT NULL, which takes the check as proof, and DROP CONSTRAINT; from 18 ADD CONSTRAINT … NOT NULL column NOT VALID and VALIDATE CONSTRAINT.",
  versions: "A validated CHECK is taken as proof from 12; NOT NULL constraints can be NOT VALID from 18.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL")],
  aliases: ["adding-not-nullable-field", "E2"],
  bad: "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;",
  good: "ALTER TABLE orders ADD CONSTRAINT orders_note_set CHECK (note IS NOT NULL) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT orders_note_set;\nALTER TABLE orders ALTER COLUMN note SET NOT NULL;\nALTER TABLE orders DROP CONSTRAINT orders_note_set;",
  *detect(statement, context) {
    const { known, catalog } = context;
    for (const { relation, command } of alterCommands(statement.node, "AT_SetNotNull")) {
      const table = nameOf(relation);
      const column = command.name ?? "";
      const facts = catalog?.tableFacts(table);
      const isProven =
        known.isProvenNotNull(table, column) ||
        facts?.columns.some(({ name, notNull }) => name === column && notNull) === true ||
        facts?.constraints.some(
          ({ validated, definition }) =>
            validated && definition.replaceAll('"', "") === `CHECK ((${column} IS NOT NULL))`,
        ) === true;
      if (isProven) continue;
      const fix = fixOf(statement, column, table, context);
      yield {
        message: `All of ${show(table)} is read while reads and writes wait; prove it first with a constraint that is NOT VALID and validated later.`,
        table,
        ...(fix && { fix }),
      };
    }
  },
};

function fixOf(
  statement: SqlStatement,
  column: string,
  table: TableName,
  context: StatementContext,
): SqlFix | undefined {
  const { head, commands } = alterSourceOf(statement);
  const repeats = repeatsBeforeCommit(table, column, context);
  if (commands.length !== 1 || !repeats) return undefined;
  const isNative = context.server.major >= 18;
  const sql = (words: string) => inCaseOf(statement, words);
  const name = quoteName(isNative ? `${table.name}_${column}_not_null` : `${table.name}_${column}_set`);
  const quoted = quoteName(column);
  const add = isNative
    ? `${head} ${sql("ADD CONSTRAINT")} ${name} ${sql("NOT NULL")} ${quoted} ${sql("NOT VALID")}`
    : `${head} ${sql("ADD CONSTRAINT")} ${name} ${sql("CHECK")} (${quoted} ${sql("IS NOT NULL")}) ${sql("NOT VALID")}`;
  const validate = `${head} ${sql("VALIDATE CONSTRAINT")} ${name}`;
  const rest = isNative
    ? [validate]
    : [validate, withoutComments(statement), `${head} ${sql("DROP CONSTRAINT")} ${name}`];
  return {
    title: "Prove that no row is null without blocking",
    kind: context.transaction?.by === "tool" ? "suggested" : "safe",
    edits: [
      { start: statement.start, end: statement.end, text: add },
      ...repeats.map((repeat) => without(repeat, context.script.text)),
      afterCommit(statement, context, ...rest),
    ],
  };
}

/**
 * Statements of the same transaction that say it again, and would read the table before the proof is there; undefined
 * when one of them does something else too, or takes it back.
 */
function repeatsBeforeCommit(
  table: TableName,
  column: string,
  { transaction, siblings, index }: StatementContext,
): readonly SqlStatement[] | undefined {
  if (!transaction) return [];
  const isAboutColumn = ({ node }: SqlStatement) =>
    alterCommands(node, "AT_SetNotNull", "AT_DropNotNull").some(
      ({ relation, command }) => command.name === column && keyOf(nameOf(relation)) === keyOf(table),
    );
  const repeats = siblings.slice(index + 1, transaction.last + 1).filter(isAboutColumn);
  const isPlain = repeats.every(
    ({ node }) =>
      alterTable(node)?.commands.length === 1 && alterCommands(node, "AT_SetNotNull").length === 1,
  );
  return isPlain ? repeats : undefined;
}
