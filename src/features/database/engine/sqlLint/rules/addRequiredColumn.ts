import { addedColumns } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { typeOf } from "../columnType.ts";
import { manual } from "./references.ts";

export const addRequiredColumn: SqlRule = {
  id: "add-required-column",
  title: "A NOT NULL column without a default fails on a table with rows",
  severity: "error",
  harm: "failure",
  why: "Existing rows would hold null in the new column, so the statement fails as soon as there is one.",
  fineWhen: "The table is empty.",
  instead:
    "Give it a constant default, which is instant, and drop the default once the application writes the column; or add it nullable, fill it, then SET NOT NULL.",
  references: [manual("sql-altertable.html")],
  aliases: ["adding-required-field", "adding-not-nullable-field"],
  bad: "ALTER TABLE orders ADD COLUMN channel text NOT NULL;",
  good: "ALTER TABLE orders ADD COLUMN channel text NOT NULL DEFAULT 'web';",
  *detect({ node }, { catalog }) {
    for (const { relation, column, constraints } of addedColumns(node)) {
      const kinds = constraints.map(({ contype }) => contype);
      const required = kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_PRIMARY");
      const filled = kinds.some(
        (kind) => kind !== undefined && /^CONSTR_(?:DEFAULT|IDENTITY|GENERATED)$/.test(kind),
      );
      const isSerial = /serial[248]?$/.test(typeOf(column.typeName)?.name ?? "");
      if (!required || filled || isSerial) continue;
      const table = nameOf(relation);
      if (catalog?.tableFacts(table)?.rows === 0) continue;
      yield {
        message: `Rows of ${show(table)} would hold null in ${column.colname ?? "the column"}, so this fails; give it a default, or add it nullable and fill it first.`,
        table,
      };
    }
  },
};
