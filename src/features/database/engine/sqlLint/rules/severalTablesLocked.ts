import { locksOf, type TableLock } from "../locks.ts";
import type { SqlRule, StatementContext } from "../rule.ts";
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
  *detect({ node }, context) {
    const { transaction, siblings, index, known } = context;
    if (!transaction || known.hasLockTimeout) return;
    const earlier = siblings
      .slice(transaction.first, index)
      .flatMap((other) => exclusive(other.node, context));
    const firstNew = exclusive(node, context).find(
      ({ table }) => !earlier.some((other) => keyOf(other.table) === keyOf(table)),
    );
    const tables = new Set(earlier.map(({ table }) => keyOf(table)));
    // Said at the second table; at the third it is no news.
    if (!firstNew || tables.size !== 1 || !earlier[0]) return;
    yield {
      message: `${show(earlier[0].table)} stays locked against reads and writes while the lock on ${show(firstNew.table)} is waited for; give each table a transaction of its own.`,
    };
  },
};

function exclusive(node: Parameters<typeof locksOf>[0], { known }: StatementContext): readonly TableLock[] {
  return locksOf(node).filter(({ table, mode }) => mode === "ACCESS EXCLUSIVE" && !known.isCreated(table));
}
