import { as } from "../ast.ts";
import { isConcurrent } from "../locks.ts";
import type { SqlRule } from "../rule.ts";

export const concurrentlyCorrupts: SqlRule = {
  id: "concurrent-build-corrupts-index",
  title: "Concurrent index builds lose rows on Postgres 14.0 to 14.3",
  severity: "error",
  harm: "failure",
  why: "From 14.0 to 14.3 CREATE INDEX CONCURRENTLY and REINDEX CONCURRENTLY can leave rows out of the index when the table changes meanwhile: queries then miss rows, unique indexes let duplicates in.",
  fineWhen: "Nothing writes to the table during the build.",
  instead: "Update the server to the last minor of its major first.",
  versions: "14.0 to 14.3; fixed in 14.4.",
  references: ["https://www.postgresql.org/docs/release/14.4/"],
  bad: "CREATE INDEX CONCURRENTLY orders_note_idx ON orders (note);",
  good: "CREATE INDEX orders_note_idx ON orders (note);",
  *detect({ node }, { server: { major, minor } }) {
    if (major !== 14 || minor === undefined || minor >= 4) return;
    if (!as(node, "IndexStmt")?.concurrent && !isConcurrent(as(node, "ReindexStmt")?.params)) return;
    yield {
      message: `Postgres 14.${minor} can leave rows out of an index that is built concurrently; update the server to 14.4 or later first.`,
    };
  },
};
