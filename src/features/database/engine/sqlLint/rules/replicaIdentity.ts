import { alterCommands, as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const replicaIdentity: SqlRule = {
  id: "replica-identity",
  title: "Logical replication finds rows differently, or not at all",
  severity: "info",
  harm: "failure",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "With NOTHING, UPDATE and DELETE fail on a published table; with FULL every old row is written to the log, and a subscriber without a fitting index searches its table for each.",
  fineWhen: "The table is not published.",
  instead: "The primary key (DEFAULT), or a unique index over NOT NULL columns (USING INDEX).",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-REPLICA-IDENTITY")],
  bad: "ALTER TABLE orders REPLICA IDENTITY FULL;",
  good: "ALTER TABLE orders REPLICA IDENTITY DEFAULT;",
  *detect({ node }) {
    for (const { relation, command } of alterCommands(node, "AT_ReplicaIdentity")) {
      const kind = as(command.def, "ReplicaIdentityStmt")?.identity_type;
      if (kind !== "f" && kind !== "n") continue;
      const what =
        kind === "n"
          ? "UPDATE and DELETE fail while the table is published"
          : "each change writes the whole old row to the log, and subscribers search for it";
      yield {
        message: `For ${show(nameOf(relation))}, ${what}; use the primary key or a unique index.`,
        table: nameOf(relation),
      };
    }
  },
};
