import { as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const unfilteredChange: SqlRule = {
  id: "unfiltered-change",
  title: "UPDATE or DELETE without WHERE changes every row in one go",
  severity: "warning",
  harm: "locking",
  effect: "scan",
  why: "Every row is locked until the end, each update writes a new version of it, replicas have to follow, and an interruption starts all over.",
  fineWhen: "The table is small.",
  instead: "Batches of some thousand rows by the primary key, each in a transaction of its own.",
  references: [manual("sql-update.html")],
  aliases: ["ban-update-without-where", "ban-delete-without-where"],
  bad: "UPDATE orders SET note = '';",
  good: "UPDATE orders SET note = '' WHERE id BETWEEN 1 AND 1000;",
  *detect({ node }) {
    const update = as(node, "UpdateStmt");
    const statement = update ?? as(node, "DeleteStmt");
    if (!statement?.relation || statement.whereClause) return;
    yield {
      message: `All rows of ${show(nameOf(statement.relation))} are ${update ? "locked and written anew" : "deleted"} in one transaction; do it in batches by primary key.`,
      table: nameOf(statement.relation),
    };
  },
};
