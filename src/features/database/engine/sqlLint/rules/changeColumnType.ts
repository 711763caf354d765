import { alterCommands, as } from "../ast.ts";
import { type ColumnType, keepsFiles, showType, typeOf, typeOfText } from "../columnType.ts";
import type { SqlRule, StatementContext } from "../rule.ts";
import { nameOf, show, type TableName } from "../tableName.ts";
import { manual } from "./references.ts";

export const changeColumnType: SqlRule = {
  id: "change-column-type-rewrites",
  title: "ALTER COLUMN TYPE rewrites the table",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "rewrite",
  why: "Unless the stored bytes mean the same in both types, every row and every index on the column is written anew while reads and writes wait. A value that does not fit makes all of it fail at the end.",
  fineWhen:
    "The change only widens: varchar(20) to varchar(50) or text, numeric(10,2) to numeric(12,2), cidr to inet; or the table is small. Views and policies on the column have to be dropped in any case.",
  instead:
    "Add a column of the new type, keep both in step with a trigger, fill it in batches, then swap the names.",
  versions: "timestamp to timestamptz keeps the files when the session's TimeZone is UTC, from 12.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")],
  aliases: ["changing-column-type", "E5"],
  bad: "ALTER TABLE orders ALTER COLUMN age TYPE bigint;",
  good: "CREATE TABLE notes (body varchar(20));\nALTER TABLE notes ALTER COLUMN body TYPE text;",
  *detect({ node }, context) {
    for (const { relation, command } of alterCommands(node, "AT_AlterColumnType")) {
      const table = nameOf(relation);
      const definition = as(command.def, "ColumnDef");
      const to = typeOf(definition?.typeName);
      if (!to || context.known.isCreatedEnum(definition?.typeName)) continue;
      const from = oldType(table, command.name ?? "", context);
      if (from && !definition?.raw_default && keepsFiles(from, to)) continue;
      const what = from
        ? `From ${showType(from)} to ${showType(to)}`
        : `Unless the old type fits into ${showType(to)} as it is, changing it`;
      yield {
        message: `${what} rewrites all of ${show(table)} and its indexes while reads and writes wait; add a new column, fill it in batches and swap.`,
        table,
      };
    }
  },
};

function oldType(
  table: TableName,
  column: string,
  { known, catalog }: StatementContext,
): ColumnType | undefined {
  const facts = catalog?.tableFacts(table)?.columns.find(({ name }) => name === column);
  return known.columnType(table, column) ?? (facts && typeOfText(facts.type));
}
