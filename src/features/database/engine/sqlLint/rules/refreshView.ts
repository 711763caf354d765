import { as } from "../ast.ts";
import { insertAfter } from "../edits.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const refreshView: SqlRule = {
  id: "refresh-blocks-reads",
  title: "REFRESH MATERIALIZED VIEW blocks its readers",
  severity: "warning",
  harm: "locking",
  locks: { order_totals: "ACCESS EXCLUSIVE" },
  effect: "rewrite",
  why: "The view is built anew under ACCESS EXCLUSIVE: whoever reads it waits for the whole query behind it.",
  fineWhen: "Nobody reads the view meanwhile, or it was created WITH NO DATA.",
  instead:
    "REFRESH … CONCURRENTLY; it needs a unique index over plain columns and all rows, and still keeps other refreshes out.",
  references: [manual("sql-refreshmaterializedview.html")],
  aliases: ["require-concurrent-refresh"],
  bad: "REFRESH MATERIALIZED VIEW order_totals;",
  good: "REFRESH MATERIALIZED VIEW CONCURRENTLY order_totals;",
  *detect(statement, { siblings, index }) {
    const refresh = as(statement.node, "RefreshMatViewStmt");
    if (!refresh?.relation || refresh.concurrent || refresh.skipData) return;
    const name = refresh.relation.relname;
    const isNew = siblings
      .slice(0, index)
      .some(({ node }) => as(node, "CreateTableAsStmt")?.into?.rel?.relname === name);
    if (isNew) return;
    const edit = insertAfter(statement, "view", "CONCURRENTLY");
    yield {
      message: `Readers of ${show(nameOf(refresh.relation))} wait until it is built anew; refresh it CONCURRENTLY, which needs a unique index on it.`,
      table: nameOf(refresh.relation),
      ...(edit && { fix: { title: "Refresh concurrently", kind: "suggested", edits: [edit] } }),
    };
  },
};
