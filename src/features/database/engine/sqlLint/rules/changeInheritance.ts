import { alterCommands } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const changeInheritance: SqlRule = {
  id: "change-inheritance",
  title: "Queries on the parent gain or lose the rows of a child",
  severity: "info",
  harm: "compatibility",
  locks: { archive: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "A query on the parent reads its children too. INHERIT and NO INHERIT change its results at once; unique constraints and foreign keys never span them.",
  fineWhen: "Readers use ONLY, or the child is empty.",
  instead: "Declarative partitioning, which keeps keys across partitions.",
  references: [manual("ddl-inherit.html")],
  bad: "ALTER TABLE archive INHERIT archive_parent;",
  good: "ALTER TABLE archive SET (fillfactor = 90);",
  *detect({ node }) {
    for (const { relation, command } of alterCommands(node, "AT_AddInherit", "AT_DropInherit")) {
      yield {
        message: `Queries on the parent ${command.subtype === "AT_AddInherit" ? "read" : "no longer read"} the rows of ${show(nameOf(relation))} from here on; check who asks the parent.`,
        table: nameOf(relation),
      };
    }
  },
};
