import { addedColumns } from "../ast.ts";
import { typeOf } from "../columnType.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const addDomainColumn: SqlRule = {
  id: "add-column-of-constrained-domain",
  title: "A new column of a constrained domain rewrites the table",
  severity: "warning",
  harm: "locking",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "rewrite",
  why: "Postgres checks the domain's constraints for every row of the table, even when all are null, and writes the table anew for that.",
  fineWhen: "The table is small.",
  instead: "A column of the base type, with the same CHECK added NOT VALID and validated afterwards.",
  references: [manual("sql-altertable.html#SQL-ALTERTABLE-NOTES")],
  bad: "CREATE DOMAIN percentage AS int CHECK (VALUE BETWEEN 0 AND 100);\nALTER TABLE orders ADD COLUMN discount percentage;",
  good: "CREATE DOMAIN amount AS int;\nALTER TABLE orders ADD COLUMN discount amount;",
  *detect({ node }, { known }) {
    for (const { relation, column } of addedColumns(node)) {
      if (!known.isConstrainedDomain(column.typeName)) continue;
      yield {
        message: `The constraint of domain ${typeOf(column.typeName)?.name ?? ""} rewrites all of ${show(nameOf(relation))} while reads and writes wait; use its base type and a CHECK that is NOT VALID at first.`,
        table: nameOf(relation),
      };
    }
  },
};
