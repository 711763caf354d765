import { as } from "../ast.ts";
import { insertAfter } from "../edits.ts";
import { isConcurrent } from "../locks.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

const kinds: Readonly<Record<string, string>> = {
  REINDEX_OBJECT_INDEX: "index",
  REINDEX_OBJECT_TABLE: "table",
  REINDEX_OBJECT_SCHEMA: "schema",
  REINDEX_OBJECT_DATABASE: "database",
};

export const reindex: SqlRule = {
  id: "reindex-blocks-writes",
  title: "REINDEX blocks writes and queries that use the index",
  severity: "warning",
  harm: "locking",
  locks: { orders: "SHARE" },
  effect: "index build",
  why: "A plain REINDEX holds SHARE on the table and ACCESS EXCLUSIVE on each index while it rebuilds it: writes wait, and so do queries whose plan looks at the index.",
  fineWhen: "In a maintenance window.",
  instead: "REINDEX … CONCURRENTLY, outside of a transaction.",
  versions: "CONCURRENTLY from 12, on partitioned tables from 14.",
  references: [manual("sql-reindex.html#SQL-REINDEX-CONCURRENTLY")],
  aliases: ["require-concurrent-reindex"],
  bad: "REINDEX TABLE orders;",
  good: "REINDEX TABLE CONCURRENTLY orders;",
  *detect(statement, { transaction }) {
    const command = as(statement.node, "ReindexStmt");
    if (!command || isConcurrent(command.params)) return;
    const kind = kinds[command.kind ?? ""];
    const isTable = command.kind === "REINDEX_OBJECT_TABLE" && command.relation;
    const name = command.relation ? show(nameOf(command.relation)) : (command.name ?? "the catalog");
    const edit = kind === undefined ? undefined : insertAfter(statement, kind, "CONCURRENTLY");
    yield {
      message: `Writes, and queries that use an index of ${name}, wait for the rebuild; use CONCURRENTLY, outside of a transaction.`,
      ...(isTable && { table: nameOf(isTable) }),
      ...(edit && !transaction && { fix: { title: "Rebuild concurrently", kind: "safe", edits: [edit] } }),
    };
  },
};
