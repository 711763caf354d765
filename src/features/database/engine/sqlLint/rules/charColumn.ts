import type { SqlRule } from "../rule.ts";
import { retype, typedColumns, typeSpan } from "./columnTypes.ts";
import { manual } from "./references.ts";

export const charColumn: SqlRule = {
  id: "char-column",
  title: "char(n) pads with spaces",
  severity: "hint",
  harm: "design",
  why: "Values are padded to the length, compared without the padding, and take no less room than text.",
  fineWhen: "Never of use; kept for old schemas.",
  instead: "text, with a CHECK on the length where it matters.",
  references: [manual("datatype-character.html")],
  aliases: ["ban-char-field"],
  bad: "CREATE TABLE countries (code char(2) PRIMARY KEY);",
  good: "CREATE TABLE countries (code text PRIMARY KEY CHECK (length(code) = 2));",
  *detect(statement) {
    for (const found of typedColumns(statement)) {
      if (!(found.type.name === "bpchar" && !found.type.array)) continue;
      yield {
        message: `${found.column.colname ?? "The column"} is padded with spaces to its length; use text with a CHECK on the length.`,
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
