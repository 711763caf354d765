import type { Node } from "libpg-query";
import { alterCommands, as } from "../ast.ts";
import { insertAt } from "../edits.ts";
import type { SqlFix } from "../finding.ts";
import { isConcurrent } from "../locks.ts";
import type { SqlRule, StatementContext } from "../rule.ts";
import { manual } from "./references.ts";

export const concurrentlyInTransaction: SqlRule = {
  id: "concurrently-in-transaction",
  title: "A statement that cannot run in a transaction stands in one",
  severity: "error",
  harm: "failure",
  why: "What works CONCURRENTLY commits in between, so Postgres refuses it within a transaction block, and so it does VACUUM, CREATE DATABASE and a few others. Most migration tools put every file into one.",
  fineWhen: "The tool is told elsewhere to run this file without a transaction.",
  instead:
    "Move the statement to a migration of its own and turn the tool's transaction off there, or write BEGIN and COMMIT around the others, say so in a comment, and run the file with senior-backend db --migrate, which sends statements one by one.",
  references: [manual("sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY")],
  aliases: ["ban-concurrent-index-creation-in-transaction"],
  bad: "BEGIN;\nCREATE INDEX CONCURRENTLY orders_note_idx ON orders (note);\nCOMMIT;",
  good: "CREATE INDEX CONCURRENTLY orders_note_idx ON orders (note);",
  *detect(statement, context) {
    const { transaction, tool } = context;
    const what = transaction && needsNoTransaction(statement.node);
    if (what === undefined) return;
    const hint =
      transaction?.by === "tool" && tool
        ? `${tool.name} ${transaction.isImplicit === true ? "sends this file in one piece, which is one" : "runs this file in one"}: ${tool.noTransactionHint ?? "turn it off"}`
        : "move it out of BEGIN … COMMIT";
    const fix = fixOf(context);
    yield { message: `${what} fails within a transaction; ${hint}.`, ...(fix && { fix }) };
  },
};

/** The words that a transaction block does not go with; undefined when the statement may stand in one. */
function needsNoTransaction(node: Node): string | undefined {
  if (as(node, "IndexStmt")?.concurrent) return "CREATE INDEX CONCURRENTLY";
  const drop = as(node, "DropStmt");
  if (drop?.concurrent) return "DROP INDEX CONCURRENTLY";
  if (isConcurrent(as(node, "ReindexStmt")?.params)) return "REINDEX CONCURRENTLY";
  const detach = alterCommands(node, "AT_DetachPartition")[0];
  if (as(detach?.command.def, "PartitionCmd")?.concurrent) return "DETACH PARTITION CONCURRENTLY";
  if (as(node, "VacuumStmt")?.is_vacuumcmd) return "VACUUM";
  if (as(node, "CreatedbStmt")) return "CREATE DATABASE";
  if (as(node, "DropdbStmt")) return "DROP DATABASE";
  if (as(node, "AlterSystemStmt")) return "ALTER SYSTEM";
  if (as(node, "CreateTableSpaceStmt")) return "CREATE TABLESPACE";
  return undefined;
}

/** Only where turning the transaction off is a comment, and the file then runs. */
function fixOf({ transaction, tool, siblings, script }: StatementContext): SqlFix | undefined {
  if (transaction?.by !== "tool" || !tool) return undefined;
  if (tool.name === "goose")
    return {
      title: "Turn the transaction of this file off",
      kind: "suggested",
      edits: [insertAt(0, "-- +goose NO TRANSACTION\n")],
    };
  const up = tool.name === "dbmate" && siblings.length === 1 ? tool.up?.exec(script.text) : null;
  if (!up || transaction.first !== 0 || (siblings[0]?.start ?? 0) < up.index) return undefined;
  const end = up.index + up[0].trimEnd().length;
  const isUp = !tool.down?.test(script.text.slice(up.index, siblings[0]?.start));
  return isUp
    ? {
        title: "Turn the transaction of this migration off",
        kind: "safe",
        edits: [insertAt(end, " transaction:false")],
      }
    : undefined;
}
