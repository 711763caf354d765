import { as } from "../ast.ts";
import { locksOf } from "../locks.ts";
import type { SqlRule } from "../rule.ts";
import { show } from "../tableName.ts";
import { manual } from "./references.ts";

export const dropTrigger: SqlRule = {
  id: "drop-trigger-blocks-table",
  title: "DROP TRIGGER locks its table against reads and writes",
  severity: "hint",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "It takes ACCESS EXCLUSIVE, more than CREATE TRIGGER or DISABLE TRIGGER do.",
  fineWhen: "lock_timeout is set.",
  instead: "DISABLE TRIGGER first, which lets reads go on; drop it later, with lock_timeout set.",
  references: [manual("sql-droptrigger.html")],
  bad: "DROP TRIGGER orders_touch ON orders;",
  good: "SET lock_timeout = '2s';\nDROP TRIGGER orders_touch ON orders;",
  *detect({ node }, { known }) {
    const lock = as(node, "DropStmt")?.removeType === "OBJECT_TRIGGER" ? locksOf(node)[0] : undefined;
    if (!lock || known.hasLockTimeout) return;
    yield {
      message: `Reads and writes of ${show(lock.table)} wait behind this until every running query ends; set lock_timeout, or disable the trigger first.`,
      table: lock.table,
    };
  },
};
