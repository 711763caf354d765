import { alterCommands } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const dropNotNull: SqlRule = {
  id: "drop-not-null",
  title: "Code that reads the column may not expect null",
  severity: "hint",
  harm: "compatibility",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "Every reader of the column was written for a value that is always there. The first null shows who was.",
  fineWhen: "All readers handle null, those of other services and reports included.",
  instead: "Deploy the readers first, then drop NOT NULL.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL")],
  aliases: ["ban-drop-not-null"],
  bad: "ALTER TABLE orders ALTER COLUMN user_id DROP NOT NULL;",
  good: "ALTER TABLE orders ALTER COLUMN user_id SET DEFAULT 1;",
  *detect({ node }) {
    for (const { relation, command } of alterCommands(node, "AT_DropNotNull")) {
      yield {
        message: `Readers of ${show(nameOf(relation))}.${command.name ?? ""} may not expect null; deploy those that do first.`,
        table: nameOf(relation),
      };
    }
  },
};
