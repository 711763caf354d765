import { alterCommands, as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const attachPartition: SqlRule = {
  id: "attach-partition-scans",
  title: "ATTACH PARTITION reads the partition, and the DEFAULT partition too",
  severity: "warning",
  harm: "locking",
  locks: {
    events: "SHARE UPDATE EXCLUSIVE",
    events_2027: "ACCESS EXCLUSIVE",
    events_default: "ACCESS EXCLUSIVE",
  },
  effect: "scan",
  why: "Rows of the new partition are checked against its bounds, and those of the DEFAULT partition against the new bounds, both under ACCESS EXCLUSIVE; the parent stays usable.",
  fineWhen:
    "The new partition is empty and there is no DEFAULT partition, or a validated CHECK proves the bounds.",
  instead:
    "Add a CHECK with the bounds to the new partition, NOT VALID, and validate it, then attach; give the DEFAULT partition a CHECK that excludes the bounds. Drop both checks afterwards.",
  versions: "The lock on the parent is SHARE UPDATE EXCLUSIVE from 12, ACCESS EXCLUSIVE before.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-DESC-ATTACH-PARTITION")],
  bad: "ALTER TABLE events ATTACH PARTITION events_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');",
  good: "CREATE TABLE events_2028 (LIKE events INCLUDING ALL);\nALTER TABLE events ATTACH PARTITION events_2028 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01');",
  *detect({ node }, { siblings, index, catalog }) {
    for (const { command } of alterCommands(node, "AT_AttachPartition")) {
      const partition = as(command.def, "PartitionCmd")?.name;
      if (!partition) continue;
      const table = nameOf(partition);
      const isProven =
        siblings
          .slice(0, index)
          .some(({ node: earlier }) =>
            alterCommands(earlier, "AT_ValidateConstraint").some(
              ({ relation }) => relation.relname === table.name,
            ),
          ) ||
        catalog
          ?.tableFacts(table)
          ?.constraints.some(({ definition, validated }) => validated && definition.startsWith("CHECK")) ===
          true;
      if (isProven) continue;
      yield {
        message: `${show(table)} and the DEFAULT partition are read while their readers and writers wait; add a CHECK with the bounds first and validate it.`,
        table,
      };
    }
  },
};
