import { columnId } from "../catalog/ids.ts";
import type { Catalog, Column, ObjectId, Table } from "../catalog/model.ts";

/** What refers to what in one catalog, in the terms of a plan. */
export interface Scope {
  readonly catalog: Catalog;
  /** What an object or column of a table refers to: objects, and columns of tables. */
  references(id: ObjectId): ReadonlySet<ObjectId>;
  /** The other way round. */
  dependents(id: ObjectId): ReadonlySet<ObjectId>;
  /** The table of a column's id. */
  tableOf(column: ObjectId): Table | undefined;
  column(id: ObjectId): Column | undefined;
}

const none: ReadonlySet<ObjectId> = new Set();

/**
 * Indexes of constraints count as their constraint, columns of views and composite types as what they belong to,
 * and a table refers to all that its columns refer to.
 */
export function createScope(catalog: Catalog): Scope {
  const tables = new Map<ObjectId, { readonly table: Table; readonly column: Column }>();
  const aliases = new Map<ObjectId, ObjectId>();
  for (const object of catalog.objects.values()) {
    if (object.kind === "table") {
      for (const column of object.columns)
        tables.set(columnId(object.id, column.name), { table: object, column });
    } else if (object.kind === "view" || object.kind === "materializedView") {
      for (const { name } of object.columns) aliases.set(columnId(object.id, name), object.id);
    } else if (object.kind === "composite") {
      for (const { name } of object.attributes) aliases.set(columnId(object.id, name), object.id);
    } else if (object.kind === "index" && object.constraint !== null) {
      aliases.set(object.id, object.constraint);
    }
  }
  const references = new Map<ObjectId, Set<ObjectId>>();
  const dependents = new Map<ObjectId, Set<ObjectId>>();
  const link = (from: ObjectId, to: ObjectId) => {
    add(references, from, to);
    add(dependents, to, from);
  };
  const known = (id: ObjectId) => catalog.objects.has(id) || tables.has(id);
  for (const [dependent, referenced] of catalog.dependencies) {
    const from = aliases.get(dependent) ?? dependent;
    if (!known(from)) continue;
    for (const id of referenced) {
      const to = aliases.get(id) ?? id;
      if (from !== to && known(to)) link(from, to);
    }
  }
  return {
    catalog,
    references: (id) => references.get(id) ?? none,
    dependents: (id) => dependents.get(id) ?? none,
    tableOf: (id) => tables.get(id)?.table,
    column: (id) => tables.get(id)?.column,
  };
}

function add(map: Map<ObjectId, Set<ObjectId>>, key: ObjectId, value: ObjectId): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}
