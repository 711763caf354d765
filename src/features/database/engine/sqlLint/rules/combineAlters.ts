import type { Node } from "libpg-query";
import { addedColumns, alterTable } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { keyOf, nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const combineAlters: SqlRule = {
  id: "combine-alters",
  title: "Two statements go through the same table where one would do",
  severity: "hint",
  harm: "locking",
  effect: "scan",
  why: "Each ALTER TABLE that rewrites or checks a table goes through all of its rows. Sub-commands of one statement share a single pass.",
  fineWhen: "The table is small.",
  instead: "One ALTER TABLE with the sub-commands separated by commas.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")],
  aliases: ["W12"],
  bad: "ALTER TABLE orders ALTER COLUMN age TYPE bigint;\nALTER TABLE orders ALTER COLUMN status TYPE varchar(10);",
  good: "ALTER TABLE orders ALTER COLUMN age TYPE bigint, ALTER COLUMN status TYPE varchar(10);",
  *detect({ node }, { siblings, index }) {
    const table = passesOver(node);
    const previous = siblings[index - 1];
    const before = previous && passesOver(previous.node);
    if (!table || !before || keyOf(table) !== keyOf(before)) return;
    yield {
      message: `${show(table)} is gone through once more; put this sub-command into the statement above, separated by a comma.`,
      table,
    };
  },
};

/** The table that an ALTER TABLE rewrites or reads in full. */
function passesOver(node: Node) {
  const alter = alterTable(node);
  const passes =
    alter?.commands.some(({ subtype }) => subtype === "AT_AlterColumnType" || subtype === "AT_SetNotNull") ===
      true ||
    addedColumns(node).some(({ constraints }) =>
      constraints.some(({ contype }) => contype === "CONSTR_GENERATED"),
    );
  return alter && passes ? nameOf(alter.relation) : undefined;
}
