import { alterCommands, as } from "../ast.ts";
import { typeOf } from "../columnType.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const recreateEnum: SqlRule = {
  id: "recreate-enum-rewrites",
  title: "Replacing an enum rewrites every table that uses it",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "rewrite",
  why: "Postgres cannot remove a value. Moving a column to a new type casts every row, under ACCESS EXCLUSIVE, for each table with such a column.",
  fineWhen: "The table is small.",
  instead:
    "Leave the value unused, forbid it with a CHECK, or keep the values in a table with a foreign key.",
  references: [manual("datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS")],
  aliases: ["W13"],
  bad: "CREATE TYPE order_state AS ENUM ('new');\nALTER TABLE orders ALTER COLUMN state TYPE order_state USING state::text::order_state;",
  good: "ALTER TABLE orders ADD CONSTRAINT orders_state_check CHECK (state <> 'paid') NOT VALID;",
  *detect({ node }, { known }) {
    for (const { relation, command } of alterCommands(node, "AT_AlterColumnType")) {
      const type = as(command.def, "ColumnDef")?.typeName;
      if (!known.isCreatedEnum(type)) continue;
      yield {
        message: `Casting ${command.name ?? "the column"} to ${typeOf(type)?.name ?? "the new type"} rewrites all of ${show(nameOf(relation))} while reads and writes wait; forbid the old value with a CHECK instead.`,
        table: nameOf(relation),
      };
    }
  },
};
