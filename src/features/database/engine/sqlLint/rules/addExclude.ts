import { addedConstraints } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const addExclude: SqlRule = {
  id: "add-exclusion-builds-index",
  title: "A new EXCLUDE constraint builds its index while everything waits",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "index build",
  why: "The index is built under ACCESS EXCLUSIVE. There is neither NOT VALID nor USING INDEX for this kind of constraint.",
  fineWhen: "The table is small.",
  instead: "A maintenance window, or a new table with the constraint that the rows are moved to.",
  references: [manual("sql-createtable.html#SQL-CREATETABLE-EXCLUDE")],
  aliases: ["E8"],
  bad: "ALTER TABLE orders ADD CONSTRAINT orders_period_excl EXCLUDE USING gist (period WITH &&);",
  good: "CREATE INDEX CONCURRENTLY orders_period_idx ON orders USING gist (period);",
  *detect({ node }) {
    for (const { relation } of addedConstraints(node, "CONSTR_EXCLUSION")) {
      yield {
        message: `Reads and writes of ${show(nameOf(relation))} wait while the index is built, and there is no online form; plan a maintenance window.`,
        table: nameOf(relation),
      };
    }
  },
};
