import { alterCommands } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const moveTable: SqlRule = {
  id: "move-table-rewrites",
  title: "Changing tablespace, access method or logging copies the table",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "rewrite",
  why: "SET TABLESPACE, SET ACCESS METHOD, SET LOGGED and SET UNLOGGED write the whole table anew while reads and writes wait. UNLOGGED also means: empty after a crash, absent on replicas.",
  fineWhen: "The table is small.",
  instead: "A new table of the wanted kind that rows are moved to, or pg_repack.",
  versions: "SET ACCESS METHOD from 15.",
  references: [manual("sql-altertable.html")],
  bad: "ALTER TABLE orders SET UNLOGGED;",
  good: "ALTER TABLE orders SET (fillfactor = 90);",
  *detect({ node }) {
    for (const { relation } of alterCommands(
      node,
      "AT_SetLogged",
      "AT_SetUnLogged",
      "AT_SetTableSpace",
      "AT_SetAccessMethod",
    )) {
      yield {
        message: `All of ${show(nameOf(relation))} is copied while reads and writes wait; move the rows to a new table, or use pg_repack.`,
        table: nameOf(relation),
      };
    }
  },
};
