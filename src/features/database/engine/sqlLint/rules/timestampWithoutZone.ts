import type { SqlRule } from "../rule.ts";
import { retype, typedColumns, typeSpan } from "./columnTypes.ts";
import { manual } from "./references.ts";

export const timestampWithoutZone: SqlRule = {
  id: "timestamp-without-time-zone",
  title: "timestamp does not say which moment is meant",
  severity: "hint",
  harm: "design",
  why: "Without a zone the same value is another moment for a server or a session elsewhere, and clocks that are set back repeat an hour.",
  fineWhen: "It is a local time on purpose, as of an opening hour.",
  instead: "timestamptz: it takes the same 8 bytes and stores a moment.",
  references: [manual("datatype-datetime.html")],
  aliases: ["prefer-timestamptz", "prefer-timestamp-tz"],
  bad: "CREATE TABLE visits (id bigint PRIMARY KEY, at timestamp NOT NULL);",
  good: "CREATE TABLE visits (id bigint PRIMARY KEY, at timestamptz NOT NULL);",
  *detect(statement) {
    for (const found of typedColumns(statement)) {
      if (!(found.type.name === "timestamp")) continue;
      yield {
        message: `${found.column.colname ?? "The column"} does not say which moment is meant; use timestamptz.`,
        ...typeSpan(statement, found),
        fix: { title: "Use timestamptz", kind: "suggested", edits: retype(statement, found, "timestamptz") },
      };
    }
  },
};
