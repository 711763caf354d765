import { as } from "../ast.ts";
import { insertAfter } from "../edits.ts";
import type { SqlRule } from "../rule.ts";
import { nameOfList, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const dropIndex: SqlRule = {
  id: "drop-index-blocks-table",
  title: "DROP INDEX locks the table of the index",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "Dropping an index takes ACCESS EXCLUSIVE on its table. It is over at once, but it has to wait for every running query, and everything that comes after waits behind it.",
  fineWhen: "lock_timeout is set and a retry is cheap, or the table is hardly used.",
  instead:
    "DROP INDEX CONCURRENTLY, outside of a transaction, one index at a time. It is not for an index that belongs to a constraint, nor for the parent of partitioned indexes.",
  references: [manual("sql-dropindex.html")],
  aliases: ["require-concurrent-index-deletion"],
  bad: "DROP INDEX orders_status_idx;",
  good: "DROP INDEX CONCURRENTLY orders_status_idx;",
  *detect(statement, { transaction, siblings, index }) {
    const drop = as(statement.node, "DropStmt");
    if (drop?.removeType !== "OBJECT_INDEX" || drop.concurrent) return;
    const names = (drop.objects ?? []).flatMap((object) => nameOfList(object) ?? []);
    const created = siblings.slice(0, index).map(({ node }) => as(node, "IndexStmt")?.idxname);
    if (names.every(({ name }) => created.includes(name))) return;
    const edit = insertAfter(statement, "index", "CONCURRENTLY");
    const single = names.length === 1 && drop.behavior !== "DROP_CASCADE";
    yield {
      message: `Dropping ${names.map(show).join(", ")} locks the table against reads and writes; drop it CONCURRENTLY, outside of a transaction.`,
      ...(edit &&
        single &&
        !transaction && { fix: { title: "Drop the index concurrently", kind: "safe", edits: [edit] } }),
    };
  },
};
