import { as, strings } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { manual } from "./references.ts";

export const dropExtension: SqlRule = {
  id: "drop-extension",
  title: "A dropped extension takes its types, functions and columns along",
  severity: "warning",
  harm: "data",
  why: "With CASCADE every column of one of its types, every index with one of its operators and every default with one of its functions goes too, without being named.",
  fineWhen: "Nothing uses it; without CASCADE Postgres refuses otherwise.",
  instead: "Drop what uses it by name first, then the extension without CASCADE, last of all.",
  references: [manual("sql-dropextension.html")],
  bad: "DROP EXTENSION plpgsql CASCADE;",
  good: "DROP FUNCTION unused();",
  *detect({ node }) {
    const drop = as(node, "DropStmt");
    if (drop?.removeType !== "OBJECT_EXTENSION") return;
    const names = strings(drop.objects).join(", ");
    const how =
      drop.behavior === "DROP_CASCADE"
        ? "Columns, indexes and defaults that use"
        : "This fails while anything uses";
    yield {
      message: `${how} ${names}${drop.behavior === "DROP_CASCADE" ? " are dropped unnamed; drop them by name first" : "; drop that by name first"}.`,
    };
  },
};
