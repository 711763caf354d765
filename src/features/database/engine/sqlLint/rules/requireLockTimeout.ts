import { before, inCaseOf } from "../edits.ts";
import { blocksTraffic, whatWaits } from "../lockMode.ts";
import { locksOf } from "../locks.ts";
import type { SqlRule, StatementContext } from "../rule.ts";
import type { SqlStatement } from "../../sql/parseSql.ts";
import { show } from "../tableName.ts";
import { manual } from "./references.ts";

export const requireLockTimeout: SqlRule = {
  id: "require-lock-timeout",
  title: "Without lock_timeout even an instant change can stop all traffic",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "A statement that asks for a strong lock waits for every running query on the table. All that come later queue behind it, so one forgotten report makes an instant ALTER TABLE an outage.",
  fineWhen: "The migration tool, the role or the server sets lock_timeout.",
  instead:
    "Set lock_timeout to a second or two before the first such statement, and try the migration again when it fires.",
  versions: "transaction_timeout, which also ends an idle transaction with its locks, from 17.",
  references: [manual("runtime-config-client.html#GUC-LOCK-TIMEOUT")],
  aliases: ["require-timeout-settings", "require-lock-timeout", "E9"],
  bad: "ALTER TABLE orders ADD COLUMN channel text;",
  good: "SET lock_timeout = '2s';\nALTER TABLE orders ADD COLUMN channel text;",
  *detect(statement, context) {
    // Said once, at the first of them.
    if (context.known.hasLockTimeout || context.known.hasAskedForLock) return;
    const lock = strongLock(statement, context);
    if (!lock) return;
    const isLocal = context.transaction !== undefined;
    const sql = inCaseOf(statement, isLocal ? "SET LOCAL lock_timeout = '2s'" : "SET lock_timeout = '2s'");
    yield {
      message: `Until this gets its lock on ${show(lock.table)}, ${whatWaits(lock.mode)} behind it; set lock_timeout first.`,
      fix: { title: "Set lock_timeout to 2 s first", kind: "safe", edits: [before(statement, sql)] },
    };
  },
};

/** Its strongest lock on a table that has users. */
function strongLock({ node }: SqlStatement, { known }: StatementContext) {
  return locksOf(node).find(({ table, mode }) => blocksTraffic(mode) && !known.isCreated(table));
}
