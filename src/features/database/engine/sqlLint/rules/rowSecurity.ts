import { alterTable, as } from "../ast.ts";
import { locksOf } from "../locks.ts";
import type { SqlRule } from "../rule.ts";
import { show } from "../tableName.ts";
import { manual } from "./references.ts";

const verbs: Readonly<Record<string, string>> = {
  AT_EnableRowSecurity: "Enabling row security hides every row that no policy shows",
  AT_DisableRowSecurity: "Disabling row security shows every row to whoever may read the table",
  AT_ForceRowSecurity: "Forcing row security hides rows from the owner too",
  AT_NoForceRowSecurity: "The owner sees every row again",
};

export const rowSecurity: SqlRule = {
  id: "row-security-change",
  title: "Who sees which row changes",
  severity: "info",
  harm: "compatibility",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "Row security decides about access. With it on and no policy, nothing is visible; with it off, everything is. The change takes ACCESS EXCLUSIVE.",
  fineWhen: "The policies were reviewed together with the roles that they are for.",
  instead:
    "Create the policies first, enable row security after them in one transaction, with lock_timeout set.",
  references: [manual("ddl-rowsecurity.html")],
  bad: "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;",
  good: "ALTER TABLE orders SET (fillfactor = 90);",
  *detect({ node }) {
    const lock = locksOf(node)[0];
    if (!lock) return;
    const command = alterTable(node)?.commands.find(
      ({ subtype }) => subtype !== undefined && subtype in verbs,
    );
    const drop = as(node, "DropStmt")?.removeType === "OBJECT_POLICY";
    const policy = as(node, "CreatePolicyStmt") ?? as(node, "AlterPolicyStmt");
    if (!command && !policy && !drop) return;
    const what = command ? (verbs[command.subtype ?? ""] ?? "") : "The policy decides who sees which row";
    yield {
      message: `${what} of ${show(lock.table)}; have it reviewed together with the roles.`,
      table: lock.table,
    };
  },
};
