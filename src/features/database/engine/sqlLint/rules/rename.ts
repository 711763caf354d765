import { as } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOf, show } from "../tableName.ts";
import { manual } from "./references.ts";

const renamed: Readonly<Record<string, string>> = {
  OBJECT_COLUMN: "column",
  OBJECT_TABLE: "table",
  OBJECT_VIEW: "view",
  OBJECT_MATVIEW: "materialized view",
  OBJECT_SCHEMA: "schema",
};

export const rename: SqlRule = {
  id: "rename-breaks-clients",
  title: "A rename breaks the version that is still running",
  severity: "warning",
  harm: "compatibility",
  locks: { orders: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "During a deployment the old and the new version of the application run side by side; whichever does not know the current name fails on each query.",
  fineWhen: "The application is stopped meanwhile, or nothing uses the name.",
  instead:
    "Add under the new name, write both, move readers, drop the old one later; for a table, rename it and leave a view of the old name behind, in one transaction.",
  references: [manual("sql-altertable.html")],
  aliases: ["renaming-column", "renaming-table"],
  bad: "ALTER TABLE orders RENAME COLUMN note TO remark;",
  good: "ALTER TABLE orders RENAME CONSTRAINT orders_user_id_fkey TO orders_user_fkey;",
  *detect({ node }) {
    const statement = as(node, "RenameStmt");
    const what = renamed[statement?.renameType ?? ""];
    if (!statement || what === undefined) return;
    const table = statement.relation && nameOf(statement.relation);
    const name = statement.subname ?? (table && show(table)) ?? "";
    yield {
      message: `The running version still asks for ${what} ${name} and fails; add ${statement.newname ?? "the new name"} beside it and drop the old one in a later release.`,
      ...(table && { table }),
    };
  },
};
