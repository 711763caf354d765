import { catalogOid } from "../family.ts";
import { columnId } from "../ids.ts";
import type { ObjectId } from "../model.ts";
import type { Registry } from "./registry.ts";
import type { CatalogRows } from "./rows.ts";

/** Edges of pg_depend between objects of the model; a view's rule stands for the view, a default for its column. */
export function dependencyGraph(
  rows: CatalogRows,
  registry: Registry,
): ReadonlyMap<ObjectId, ReadonlySet<ObjectId>> {
  const graph = new Map<ObjectId, Set<ObjectId>>();
  const resolve = (catalog: string, oid: string, column: number) => {
    const id = registry.idOf(catalog, oid);
    if (id === undefined || column === 0 || catalog !== catalogOid.relation) return id;
    const name = registry.columnName(oid, column);
    return name === undefined ? id : columnId(id, name);
  };
  for (const row of rows.dependencies) {
    const from = resolve(row.catalog, row.oid, row.column);
    const to = resolve(row.refCatalog, row.refOid, row.refColumn);
    if (from === undefined || to === undefined || from === to) continue;
    const edges = graph.get(from);
    if (edges === undefined) graph.set(from, new Set([to]));
    else edges.add(to);
  }
  return graph;
}
