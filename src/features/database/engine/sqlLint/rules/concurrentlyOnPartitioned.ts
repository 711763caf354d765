import { as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const concurrentlyOnPartitioned: SqlRule = {
  id: "concurrently-on-partitioned-table",
  title: "CREATE INDEX CONCURRENTLY on a partitioned table",
  severity: "error",
  harm: "failure",
  why: "Postgres cannot build an index on a partitioned table concurrently and refuses the statement.",
  fineWhen: "Never: it fails.",
  instead:
    "CREATE INDEX … ON ONLY the parent, which is instant and invalid, then CREATE INDEX CONCURRENTLY on each partition and ALTER INDEX … ATTACH PARTITION; with the last one the parent's becomes valid.",
  references: [manual("ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE")],
  bad: "CREATE TABLE readings (at timestamptz NOT NULL, value float8) PARTITION BY RANGE (at);\nCREATE INDEX CONCURRENTLY readings_at_idx ON readings (at);",
  good: "CREATE TABLE readings (at timestamptz NOT NULL, value float8) PARTITION BY RANGE (at);\nCREATE INDEX readings_at_idx ON ONLY readings (at);",
  *detect({ node }, { known, catalog }) {
    const index = as(node, "IndexStmt");
    if (!index?.concurrent || !index.relation) return;
    const table = nameOf(index.relation);
    if (!known.isPartitioned(table) && catalog?.tableFacts(table)?.partitioned !== true) return;
    yield {
      message: `${show(table)} is partitioned, where CONCURRENTLY fails; create the index ON ONLY it, then CONCURRENTLY on each partition, and attach these.`,
    };
  },
};
