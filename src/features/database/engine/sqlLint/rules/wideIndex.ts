import { as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

/** What queries use of a non-unique index, beyond equality on the first columns and one range. */
const usualColumns = 3;

export const wideIndex: SqlRule = {
  id: "wide-index",
  title: "Few queries use more than three columns of an index",
  severity: "hint",
  harm: "design",
  why: "Columns behind the first range do not narrow the search, and each makes the index larger and every write dearer.",
  fineWhen: "A plan was looked at, and the columns serve an index-only scan or an order.",
  instead: "The columns of equality first, then one range; what is only read goes into INCLUDE.",
  references: [manual("indexes-multicolumn.html")],
  bad: "CREATE INDEX CONCURRENTLY orders_wide_idx ON orders (user_id, status, age, created_at);",
  good: "CREATE INDEX CONCURRENTLY orders_wide_idx ON orders (user_id, status) INCLUDE (age, created_at);",
  *detect({ node }) {
    const index = as(node, "IndexStmt");
    const columns = index?.indexParams?.length ?? 0;
    if (!index?.relation || index.unique || columns <= usualColumns) return;
    yield {
      message: `Queries on ${show(nameOf(index.relation))} seldom use all ${columns} columns of an index; keep those of equality and one range, and INCLUDE the rest.`,
    };
  },
};
