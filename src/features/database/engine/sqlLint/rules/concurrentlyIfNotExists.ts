import { as } from "../ast.ts";
import { before, findWord, inCaseOf } from "../edits.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, sqlOf } from "../tableName.ts";
import { manual } from "./references.ts";

export const concurrentlyIfNotExists: SqlRule = {
  id: "concurrent-index-if-not-exists",
  title: "IF NOT EXISTS keeps an invalid index",
  severity: "warning",
  harm: "failure",
  why: "A concurrent build that fails leaves an invalid index of the same name. With IF NOT EXISTS the next attempt finds it, does nothing and reports success: queries never use the index, writes pay for it.",
  fineWhen: "Something checks pg_index.indisvalid afterwards.",
  instead: "Drop what a failed attempt left, then create the index without IF NOT EXISTS.",
  references: [manual("sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")],
  bad: "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_note_idx ON orders (note);",
  good: "DROP INDEX CONCURRENTLY IF EXISTS orders_note_idx;\nCREATE INDEX CONCURRENTLY orders_note_idx ON orders (note);",
  *detect(statement) {
    const index = as(statement.node, "IndexStmt");
    if (!index?.concurrent || !index.if_not_exists || !index.relation || index.idxname === undefined) return;
    const start = findWord(statement, "if")?.start;
    const end = findWord(statement, "exists")?.end;
    const name = sqlOf({ ...nameOf(index.relation), name: index.idxname });
    const drop = `${inCaseOf(statement, "DROP INDEX CONCURRENTLY IF EXISTS")} ${name}`;
    yield {
      message: `When an earlier build of ${index.idxname} failed, its invalid index is kept and this does nothing; drop the index first and leave IF NOT EXISTS out.`,
      ...(start !== undefined &&
        end !== undefined && {
          fix: {
            title: "Drop what a failed build left, then create",
            kind: "suggested",
            edits: [before(statement, drop), { start, end: end + 1, text: "" }],
          },
        }),
    };
  },
};
