import { addedColumns } from "../ast.ts";
import { typeOf } from "../columnType.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const addSerialColumn: SqlRule = {
  id: "add-serial-column",
  title: "A new serial or identity column rewrites the table",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "rewrite",
  why: "Each row gets a number of its own from the sequence, so the whole table is written anew under ACCESS EXCLUSIVE.",
  fineWhen: "The table is small.",
  instead:
    "Add a bigint column without a default, create a sequence and make it the default, fill old rows in batches, then add NOT NULL; or move the rows to a new table.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")],
  aliases: ["adding-serial-primary-key-field", "E11"],
  bad: "ALTER TABLE orders ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;",
  good: "ALTER TABLE orders ADD COLUMN number bigint;",
  *detect({ node }) {
    for (const { relation, column, constraints } of addedColumns(node)) {
      const isSerial = /^(?:big|small)?serial[248]?$/.test(typeOf(column.typeName)?.name ?? "");
      if (!isSerial && !constraints.some(({ contype }) => contype === "CONSTR_IDENTITY")) continue;
      yield {
        message: `Numbering the rows rewrites all of ${show(nameOf(relation))} while reads and writes wait; add a plain bigint column, give it a sequence and fill it in batches.`,
        table: nameOf(relation),
      };
    }
  },
};
