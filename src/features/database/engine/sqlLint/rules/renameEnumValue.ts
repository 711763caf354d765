import { as, strings } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { manual } from "./references.ts";

export const renameEnumValue: SqlRule = {
  id: "rename-enum-value-breaks-clients",
  title: "A renamed enum value breaks the version that is still running",
  severity: "warning",
  harm: "compatibility",
  why: "Queries that write or compare the old spelling fail from that moment on.",
  fineWhen: "The application is stopped meanwhile.",
  instead: "Add the new value, let the application understand both, update the rows, stop using the old one.",
  references: [manual("sql-altertype.html")],
  bad: "ALTER TYPE order_status RENAME VALUE 'new' TO 'open';",
  good: "ALTER TYPE order_status ADD VALUE 'open';",
  *detect({ node }) {
    const statement = as(node, "AlterEnumStmt");
    if (statement?.oldVal === undefined) return;
    yield {
      message: `Queries with '${statement.oldVal}' of ${strings(statement.typeName).join(".")} fail from now on; add '${statement.newVal ?? ""}' as a value of its own and move the rows.`,
    };
  },
};
