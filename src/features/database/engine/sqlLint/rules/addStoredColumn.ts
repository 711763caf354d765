import { addedColumns } from "../ast.ts";
import { replaceWord } from "../edits.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const addStoredColumn: SqlRule = {
  id: "add-stored-generated-column",
  title: "A new stored generated column rewrites the table",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "rewrite",
  why: "The value is computed and stored for every row, so the whole table is written anew under ACCESS EXCLUSIVE.",
  fineWhen: "The table is small.",
  instead:
    "From 18 a VIRTUAL column, which is computed on read and added at once; before, a plain column that a trigger keeps, filled in batches.",
  versions: "VIRTUAL exists from 18, where it is also what is meant when neither is written.",
  references: [manual("ddl-generated-columns.html")],
  aliases: ["adding-field-with-default", "E11"],
  bad: "ALTER TABLE orders ADD COLUMN cents numeric GENERATED ALWAYS AS (total * 100) STORED;",
  good: "ALTER TABLE orders ADD COLUMN cents numeric;",
  *detect(statement, { server }) {
    for (const { relation, constraints } of addedColumns(statement.node)) {
      const generated = constraints.find(({ contype }) => contype === "CONSTR_GENERATED");
      if (!generated || generated.generated_kind === "v") continue;
      const edit =
        server.major >= 18
          ? replaceWord(statement, "stored", "VIRTUAL", statement.offsetOf(generated.location))
          : undefined;
      yield {
        message: `Storing the computed values rewrites all of ${show(nameOf(relation))} while reads and writes wait; ${server.major >= 18 ? "make the column VIRTUAL" : "add a plain column and fill it in batches"}.`,
        table: nameOf(relation),
        ...(edit && { fix: { title: "Compute it on read (VIRTUAL)", kind: "suggested", edits: [edit] } }),
      };
    }
  },
};
