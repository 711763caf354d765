import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Catalog, CatalogObject, ObjectId } from "../catalog/model.ts";
import { UserError } from "../../../../shared/userError.ts";

/** Characters of a value that are shown; the server sends no more. */
const maxValue = 400;

/** The statement that reads a page of rows, and how the page is to be read. */
export interface PreviewQuery {
  readonly sql: string;
  readonly parameters: readonly [limit: number, offset: number];
  /** Columns that give the rows an order of their own; empty: pages may overlap. */
  readonly orderedBy: readonly string[];
}

/**
 * A statement for a page of rows of a table or view, in the order of the primary key where there is one. Values are
 * cut on the server.
 * @throws UserError when there is no such table.
 */
export function previewQuery(catalog: Catalog, id: ObjectId, limit: number, offset: number): PreviewQuery {
  const object = catalog.objects.get(id);
  if (object?.kind !== "table" && object?.kind !== "view" && object?.kind !== "materializedView") {
    throw new UserError("This is no table or view any more; refresh the databases.");
  }
  const columns = object.columns.map(({ name, type }) => `${readable(name, type)} as ${quoteIdent(name)}`);
  const orderedBy = primaryKeyOf(catalog, object);
  const order =
    orderedBy.length === 0 ? "" : ` order by ${orderedBy.map((name) => quoteIdent(name)).join(", ")}`;
  return {
    // A table without columns has rows nevertheless.
    sql: `select ${columns.length === 0 ? "null as nothing" : columns.join(", ")} from ${sqlNameOf(id)}${order} limit $1 offset $2`,
    parameters: [limit, offset],
    orderedBy,
  };
}

/** The statement that a person would write to look at a table or view. */
export function selectStatement(catalog: Catalog, id: ObjectId): string {
  const object = catalog.objects.get(id);
  const columns = object && "columns" in object ? object.columns : [];
  const names = Array.isArray(columns) ? (columns as readonly { readonly name?: unknown }[]) : [];
  const list = names.flatMap(({ name }) => (typeof name === "string" ? [`  ${quoteIdent(name)}`] : []));
  return `select\n${list.length === 0 ? "  *" : list.join(",\n")}\nfrom ${sqlNameOf(id)}\nlimit 100;\n`;
}

/** Short types travel as they are, so that text in them needs no work on the server. */
function readable(name: string, type: string): string {
  const short = /^(?:smallint|integer|bigint|boolean|uuid|date|real|double precision|time|timestamp|oid)/;
  return short.test(type) ? quoteIdent(name) : `pg_catalog.left(${quoteIdent(name)}::text, ${maxValue})`;
}

function primaryKeyOf(catalog: Catalog, { id, kind }: CatalogObject): readonly string[] {
  if (kind !== "table") return [];
  for (const object of catalog.objects.values()) {
    if (object.kind === "constraint" && object.type === "primaryKey" && object.table === id)
      return object.columns;
  }
  return [];
}
