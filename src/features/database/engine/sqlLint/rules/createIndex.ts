import { as } from "../ast.ts";
import { insertAfter } from "../edits.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const createIndex: SqlRule = {
  id: "create-index-blocks-writes",
  title: "CREATE INDEX blocks writes while it builds",
  severity: "warning",
  harm: "locking",
  locks: { orders: "SHARE" },
  effect: "index build",
  why: "A plain index build reads the whole table under a SHARE lock: every INSERT, UPDATE and DELETE waits until it is done, minutes on a large table.",
  fineWhen: "The table is small or new, or nothing writes to it during the deployment.",
  instead:
    "CREATE INDEX CONCURRENTLY, outside of a transaction and with a name. It takes longer and blocks nobody; when it fails it leaves an invalid index that has to be dropped before the next attempt.",
  references: [manual("sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")],
  aliases: ["require-concurrent-index-creation", "E6"],
  bad: "CREATE INDEX orders_note_idx ON orders (note);",
  good: "CREATE INDEX CONCURRENTLY orders_note_idx ON orders (note);",
  *detect(statement, { transaction, known, catalog }) {
    const index = as(statement.node, "IndexStmt");
    if (!index?.relation || index.concurrent) return;
    const table = nameOf(index.relation);
    const partitioned = known.isPartitioned(table) || catalog?.tableFacts(table)?.partitioned === true;
    const edit = insertAfter(statement, "index", "CONCURRENTLY");
    yield {
      message: `Writes to ${show(table)} wait until the index is built; ${partitioned ? "create it ON ONLY the parent, then CONCURRENTLY on each partition, and attach these" : "create it CONCURRENTLY, outside of a transaction"}.`,
      table,
      // Within a transaction the statement would fail, and so it does on a partitioned table.
      ...(edit &&
        !transaction &&
        !partitioned && {
          fix: { title: "Create the index concurrently", kind: "safe", edits: [edit] },
        }),
    };
  },
};
