import { addedColumns, calledFunctions } from "../ast.ts";
import { alterSourceOf } from "../alterSource.ts";
import { behind, inCaseOf } from "../edits.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, quoteName, show } from "../tableName.ts";
import { manual } from "./references.ts";

/** Built-in functions and those of the usual extensions whose result differs from row to row (pg_proc.provolatile = 'v'). */
const volatileFunctions: ReadonlySet<string> = new Set([
  "clock_timestamp",
  "gen_random_bytes",
  "gen_random_uuid",
  "gen_ulid",
  "nextval",
  "random",
  "random_normal",
  "setval",
  "timeofday",
  "uuid_generate_v1",
  "uuid_generate_v1mc",
  "uuid_generate_v4",
  "uuidv4",
  "uuidv7",
]);

export const volatileDefault: SqlRule = {
  id: "add-column-volatile-default",
  title: "A column with a volatile default rewrites the table",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "rewrite",
  why: "A default that differs from row to row has to be computed for each, so the whole table and its indexes are written anew under ACCESS EXCLUSIVE.",
  fineWhen: "The table is small.",
  instead:
    "Add the column without a default, set the default for new rows, fill the old ones in batches, then add NOT NULL.",
  versions:
    "Constants and stable expressions such as now() are instant from 11: Postgres evaluates them once and stores the value with the column.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")],
  aliases: ["adding-field-with-default", "E10"],
  bad: "ALTER TABLE orders ADD COLUMN public_id uuid DEFAULT gen_random_uuid();",
  good: "ALTER TABLE orders ADD COLUMN public_id uuid;\nALTER TABLE orders ALTER COLUMN public_id SET DEFAULT gen_random_uuid();",
  *detect(statement) {
    for (const { relation, column, constraints, command } of addedColumns(statement.node)) {
      const value = constraints.find(({ contype }) => contype === "CONSTR_DEFAULT");
      const volatile = calledFunctions(value?.raw_expr).find((name) => volatileFunctions.has(name));
      if (!value || volatile === undefined) continue;
      const span = alterSourceOf(statement).commands[command.index];
      const start = statement.offsetOf(value.location);
      const isOnlyDefault = constraints.length === 1 && span !== undefined;
      const source = isOnlyDefault
        ? statement.text.slice(start - statement.start, span.end - statement.start)
        : "";
      const set = `${alterSourceOf(statement).head} ${inCaseOf(statement, "ALTER COLUMN")} ${quoteName(column.colname ?? "")} ${inCaseOf(statement, "SET")} ${source}`;
      yield {
        message: `${volatile}() differs from row to row, so all of ${show(nameOf(relation))} is rewritten while reads and writes wait; add the column first, then its default, and fill old rows in batches.`,
        table: nameOf(relation),
        ...(isOnlyDefault && {
          fix: {
            title: "Set the default after adding the column (old rows stay null)",
            kind: "suggested",
            edits: [{ start, end: span.end, text: "" }, behind(statement, set)],
          },
        }),
      };
    }
  },
};
