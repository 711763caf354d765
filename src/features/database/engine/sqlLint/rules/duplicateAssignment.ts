import { allOf, as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { manual } from "./references.ts";

export const duplicateAssignment: SqlRule = {
  id: "duplicate-column",
  title: "A column is named twice",
  severity: "error",
  harm: "failure",
  why: "Postgres refuses an UPDATE that assigns a column twice, an INSERT that lists one twice and a table that defines one twice.",
  fineWhen: "Never: it fails.",
  instead: "Name each column once.",
  references: [manual("sql-update.html")],
  aliases: ["ban-duplicate-column-assignments"],
  bad: "UPDATE orders SET note = 'a', note = 'b' WHERE id = 1;",
  good: "UPDATE orders SET note = 'a', age = 1 WHERE id = 1;",
  *detect(statement) {
    const { node } = statement;
    const targets = allOf(as(node, "UpdateStmt")?.targetList ?? as(node, "InsertStmt")?.cols, "ResTarget");
    // Parts of one array or composite may be assigned one by one.
    const whole = targets.filter(({ indirection }) => !indirection);
    const columns = allOf(as(node, "CreateStmt")?.tableElts, "ColumnDef");
    const names = [
      ...whole.map(({ name, location }) => ({ name, location })),
      ...columns.map(({ colname, location }) => ({ name: colname, location })),
    ];
    const seen = new Set<string | undefined>();
    for (const { name, location } of names) {
      if (name !== undefined && seen.has(name)) {
        const start = statement.offsetOf(location);
        yield {
          message: `${name} is named twice, so this fails; name it once.`,
          start,
          end: start + name.length,
        };
      }
      seen.add(name);
    }
  },
};
