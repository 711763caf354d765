import { progressTable } from "../apply/progress.ts";
import type { Catalog, CatalogObject, ObjectId } from "../catalog/model.ts";
import { toolNames } from "../migrations/migration.ts";
import { migrationTool } from "../migrations/tools/all.ts";
import type { SchemaScript } from "../shadow/schemaScript.ts";

/** Tables in which migration tools remember what they ran. */
const historyTables = [
  ...toolNames.flatMap((name) => migrationTool(name).history?.table ?? []),
  "graphile_migrate.migrations",
  "graphile_migrate.current",
  progressTable,
].map((name) => (name.includes(".") ? name : `public.${name}`));

/**
 * A live catalog without the tables of migration tools, which no schema file would bring along. Those that the other
 * side speaks of stay.
 */
export function withoutHistory(catalog: Catalog, other: SchemaScript | undefined): Catalog {
  if (other === undefined) return catalog;
  const mentioned = (table: string) => {
    const name = table.slice(table.indexOf(".") + 1);
    return other.statements.some(({ text }) => text.includes(name));
  };
  const tables = new Set(historyTables.filter((table) => !mentioned(table)).map((table) => `table ${table}`));
  const isLeftOut = (object: CatalogObject) =>
    tables.has(object.id) ||
    ("table" in object && tables.has(object.table)) ||
    (object.kind === "sequence" && object.ownedBy !== null && tables.has(tableOfColumn(object.ownedBy)));
  const kept = [...catalog.objects].filter(([, object]) => !isLeftOut(object));
  const used = new Set(kept.flatMap(([, object]) => ("schema" in object ? [object.schema] : [])));
  const isEmptied = (object: CatalogObject) =>
    object.kind === "schema" && /^(?:drizzle|graphile_migrate)$/.test(object.name) && !used.has(object.name);
  return { ...catalog, objects: new Map(kept.filter(([, object]) => !isEmptied(object))) };
}

function tableOfColumn(column: ObjectId): ObjectId {
  return `table ${column.slice("column ".length, column.lastIndexOf("."))}`;
}
