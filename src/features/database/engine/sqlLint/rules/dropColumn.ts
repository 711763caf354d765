import { alterCommands } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const dropColumn: SqlRule = {
  id: "drop-column",
  title: "A dropped column takes its data along and breaks the running version",
  severity: "warning",
  harm: "data",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "The data cannot be brought back by a rollback, and the version of the application that is still running names the column in its queries.",
  fineWhen: "A release that does not use the column has been running, and the data is not wanted.",
  instead: "Stop using the column in one release, drop it in the next.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")],
  aliases: ["ban-drop-column"],
  bad: "ALTER TABLE orders DROP COLUMN note;",
  good: "ALTER TABLE orders ALTER COLUMN note DROP DEFAULT;",
  *detect({ node }) {
    for (const { relation, command } of alterCommands(node, "AT_DropColumn")) {
      yield {
        message: `The data in ${show(nameOf(relation))}.${command.name ?? ""} is gone for good, and queries that name the column fail; drop it only in the release after the last one that uses it.`,
        table: nameOf(relation),
      };
    }
  },
};
