import { as } from "../ast.ts";
import { isFull, locksOf } from "../locks.ts";
import type { SqlRule } from "../rule.ts";
import { show } from "../tableName.ts";
import { manual } from "./references.ts";

export const vacuumFull: SqlRule = {
  id: "vacuum-full-rewrites",
  title: "VACUUM FULL and CLUSTER copy the table while everything waits",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "rewrite",
  why: "Both write a new copy of the table and its indexes under ACCESS EXCLUSIVE, and need the space for it.",
  fineWhen: "In a maintenance window.",
  instead: "Plain VACUUM, which blocks nobody; pg_repack when the space has to be given back.",
  versions: "REPACK (CONCURRENTLY) from 19.",
  references: [manual("sql-cluster.html"), manual("sql-vacuum.html")],
  aliases: ["prefer-repack"],
  bad: "CLUSTER orders USING orders_pkey;",
  good: "VACUUM orders;",
  *detect({ node }, { server }) {
    const isCluster = as(node, "ClusterStmt") !== undefined;
    if (!isCluster && !isFull(node)) return;
    const table = locksOf(node)[0]?.table;
    yield {
      message: `${table ? `All of ${show(table)} is` : "Every table of the database is"} copied while reads and writes wait; use ${server.major >= 19 ? "REPACK (CONCURRENTLY)" : "plain VACUUM, or pg_repack"}.`,
      ...(table && { table }),
    };
  },
};
