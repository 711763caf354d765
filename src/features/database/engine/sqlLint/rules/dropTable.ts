import { as, strings } from "../ast.ts";
import type { SqlRule } from "../rule.ts";
import { nameOfList, show } from "../tableName.ts";
import { manual } from "./references.ts";

export const dropTable: SqlRule = {
  id: "drop-table",
  title: "A dropped table, schema or database takes its data along",
  severity: "warning",
  harm: "data",
  locks: { archive: "ACCESS EXCLUSIVE" },
  effect: "instant",
  why: "The data cannot be brought back by a rollback. Dropping also locks the tables that foreign keys connect with it; CASCADE takes more along than the statement names.",
  fineWhen: "A backup exists and a release without the table has been running.",
  instead: "Rename it first, wait until nothing asks for it, then drop it in a release of its own.",
  references: [manual("sql-droptable.html")],
  aliases: ["ban-drop-table", "ban-drop-database", "ban-drop-schema"],
  bad: "DROP TABLE archive;",
  good: "DROP VIEW recent_orders;",
  *detect({ node }, { known }) {
    const database = as(node, "DropdbStmt")?.dbname;
    if (database !== undefined)
      yield { message: `Database ${database} is gone for good; keep a backup and drop it by hand.` };
    const drop = as(node, "DropStmt");
    const tables = drop?.removeType === "OBJECT_TABLE" ? (drop.objects ?? []) : [];
    const names = tables
      .flatMap((object) => nameOfList(object) ?? [])
      .filter((name) => !known.isCreated(name));
    const schemas = drop?.removeType === "OBJECT_SCHEMA" ? strings(drop.objects) : [];
    const gone = [...names.map(show), ...schemas.map((schema) => `all of schema ${schema}`)];
    if (gone.length === 0) return;
    const cascade = drop?.behavior === "DROP_CASCADE" ? ", and so is everything that depends on it" : "";
    yield {
      message: `The data in ${gone.join(", ")} is gone for good${cascade}; rename it first and drop it in a later release.`,
    };
  },
};
