import { as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const createTrigger: SqlRule = {
  id: "create-trigger-blocks-writes",
  title: "CREATE TRIGGER makes writes wait, and costs every write from then on",
  severity: "hint",
  harm: "locking",
  locks: { orders: "SHARE ROW EXCLUSIVE" },
  effect: "instant",
  why: "It takes SHARE ROW EXCLUSIVE: it waits for open transactions that wrote to the table, and new writes wait behind it.",
  fineWhen: "lock_timeout is set.",
  instead: "Set lock_timeout and try again when it fires.",
  references: [manual("sql-createtrigger.html")],
  bad: "CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();",
  good: "SET lock_timeout = '2s';\nCREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();",
  *detect({ node }, { known }) {
    const relation = as(node, "CreateTrigStmt")?.relation;
    if (!relation || known.hasLockTimeout) return;
    yield {
      message: `Writes to ${show(nameOf(relation))} wait behind this until every open transaction on it ends; set lock_timeout.`,
      table: nameOf(relation),
    };
  },
};
