import { alterCommands, as } from "../ast.ts";
import { insertAt } from "../edits.ts";
import { inCaseOf } from "../edits.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const detachPartition: SqlRule = {
  id: "detach-partition-blocks-parent",
  title: "DETACH PARTITION locks the whole partitioned table",
  severity: "warning",
  harm: "locking",
  locks: { metrics: "ACCESS EXCLUSIVE", metrics_2026: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "It takes ACCESS EXCLUSIVE on the parent: it waits for every query on any partition, and all new ones wait behind it.",
  fineWhen: "lock_timeout is set and a retry is cheap.",
  instead:
    "DETACH PARTITION … CONCURRENTLY, outside of a transaction; after an interruption DETACH PARTITION … FINALIZE. It is not for a table that has a DEFAULT partition.",
  versions: "CONCURRENTLY from 14.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-DESC-DETACH-PARTITION")],
  aliases: ["require-concurrent-partition-detach"],
  bad: "ALTER TABLE metrics DETACH PARTITION metrics_2026;",
  good: "ALTER TABLE metrics DETACH PARTITION metrics_2026 CONCURRENTLY;",
  *detect(statement, { transaction }) {
    for (const { relation, command } of alterCommands(statement.node, "AT_DetachPartition")) {
      const partition = as(command.def, "PartitionCmd");
      if (partition?.concurrent) continue;
      yield {
        message: `Reads and writes of all of ${show(nameOf(relation))} wait for this; detach it CONCURRENTLY, outside of a transaction.`,
        table: nameOf(relation),
        ...(!transaction && {
          fix: {
            title: "Detach it concurrently",
            kind: "suggested",
            edits: [insertAt(statement.end, ` ${inCaseOf(statement, "CONCURRENTLY")}`)],
          },
        }),
      };
    }
  },
};
