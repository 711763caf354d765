import { locksOf } from "../locks.ts";
import type { SqlRule } from "../rule.ts";
import { keyOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const severalTablesLocked: SqlRule = {
  id: "several-tables-locked",
  title: "One transaction locks several tables, one after the other",
  severity: "hint",
  harm: "locking",
  why: "The first table stays locked while the second lock is waited for. An application that uses both in the other order deadlocks with it.",
  fineWhen: "lock_timeout is set, and the changes have to be seen together.",
  instead: "A transaction for each table.",
  references: [manual("explicit-locking.html#LOCKING-DEADLOCKS")],
  bad: "BEGIN;\nALTER TABLE orders ADD COLUMN channel text;\nALTER TABLE users ADD COLUMN channel text;\nCOMMIT;",
  good: "ALTER TABLE orders ADD COLUMN channel text;\nALTER TABLE users ADD COLUMN channel text;",
  *detect({ node }, { transaction, known }) {
    if (!transaction || known.hasLockTimeout) return;
    const [held, ...others] = known.lockedBy(transaction);
    // Said at the second table; at the third it is no news.
    if (!held || others.some((table) => keyOf(table) !== keyOf(held))) return;
    const asked = locksOf(node).find(
      ({ table, mode }) =>
        mode === "ACCESS EXCLUSIVE" && keyOf(table) !== keyOf(held) && !known.isCreated(table),
    );
    if (!asked) return;
    yield {
      message: `${show(held)} stays locked against reads and writes while the lock on ${show(asked.table)} is waited for; give each table a transaction of its own.`,
    };
  },
};
