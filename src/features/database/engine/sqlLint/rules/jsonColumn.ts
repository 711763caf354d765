import type { SqlRule } from "../rule.ts";
import { retype, typedColumns, typeSpan } from "./columnTypes.ts";
import { manual } from "./references.ts";

export const jsonColumn: SqlRule = {
  id: "json-column",
  title: "json has no equality",
  severity: "warning",
  harm: "design",
  why: "DISTINCT, GROUP BY, UNION and comparisons fail on json, and no index helps to look inside; it keeps text, white space and duplicate keys included.",
  fineWhen: "The exact text matters, as for a signature.",
  instead: "jsonb.",
  references: [manual("datatype-json.html")],
  aliases: ["E3"],
  bad: "CREATE TABLE settings (id bigint PRIMARY KEY, data json);",
  good: "CREATE TABLE settings (id bigint PRIMARY KEY, data jsonb);",
  *detect(statement) {
    for (const found of typedColumns(statement)) {
      if (!(found.type.name === "json")) continue;
      yield {
        message: `DISTINCT and = fail on json column ${found.column.colname ?? ""}, and no index looks inside; use jsonb.`,
        ...typeSpan(statement, found),
        fix: { title: "Use jsonb", kind: "suggested", edits: retype(statement, found, "jsonb") },
      };
    }
  },
};
