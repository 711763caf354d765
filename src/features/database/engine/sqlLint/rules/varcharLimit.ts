import type { SqlRule } from "../rule.ts";
import { retype, typedColumns, typeSpan } from "./columnTypes.ts";
import { manual } from "./references.ts";

export const varcharLimit: SqlRule = {
  id: "varchar-limit",
  title: "A length in the type is hard to take back",
  severity: "off",
  harm: "design",
  why: "Making varchar(n) shorter checks and rewrites the table under ACCESS EXCLUSIVE, and views on the column have to go first; a CHECK can be replaced while everybody goes on. It saves no room.",
  fineWhen: "The length is a law of the value, as of a country's code.",
  instead: "text, with a CHECK on the length where it matters.",
  references: [manual("datatype-character.html")],
  aliases: ["prefer-text-field"],
  bad: "CREATE TABLE labels (name varchar(40));",
  good: "CREATE TABLE labels (name text);",
  *detect(statement) {
    for (const found of typedColumns(statement)) {
      if (found.type.name !== "varchar" || found.type.modifiers.length === 0 || found.type.array) continue;
      yield {
        message: `The limit of ${found.column.colname ?? "the column"} can only be narrowed by a rewrite; use text with a CHECK on the length.`,
        ...typeSpan(statement, found),
        fix: {
          title: "Use text",
          kind: "suggested",
          edits: retype(statement, found, "text", "with its length"),
        },
      };
    }
  },
};
