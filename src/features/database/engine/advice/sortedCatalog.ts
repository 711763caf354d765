import type { Catalog, CatalogObject, Constraint, Index, ObjectId, Policy, Table } from "../catalog/model.ts";

/** The objects of a catalog by what checks ask for them. */
export interface SortedCatalog {
  /** Foreign tables left out. */
  readonly tables: readonly Table[];
  readonly indexes: readonly Index[];
  readonly constraints: readonly Constraint[];
  readonly indexesOf: ReadonlyMap<ObjectId, readonly Index[]>;
  /** By the index that they are a part of. */
  readonly indexParts: ReadonlyMap<ObjectId, readonly Index[]>;
  readonly partitionsOf: ReadonlyMap<ObjectId, readonly Table[]>;
  readonly policiesOf: ReadonlyMap<ObjectId, readonly Policy[]>;
}

const known = new WeakMap<Catalog, SortedCatalog>();

/** Sorts a catalog once: checks ask about each of thousands of tables. */
export function sortedCatalog(catalog: Catalog): SortedCatalog {
  const sorted = known.get(catalog) ?? sort(catalog);
  known.set(catalog, sorted);
  return sorted;
}

function sort({ objects }: Catalog): SortedCatalog {
  const all = [...objects.values()];
  const tables = all.filter((object): object is Table => object.kind === "table" && object.foreign === null);
  const indexes = all.filter((object) => object.kind === "index");
  return {
    tables,
    indexes,
    constraints: all.filter((object) => object.kind === "constraint"),
    indexesOf: groupedBy(indexes, ({ table }) => table),
    indexParts: groupedBy(indexes, ({ parent }) => parent),
    partitionsOf: groupedBy(tables, ({ partitionOf }) => partitionOf?.parent ?? null),
    policiesOf: groupedBy(
      all.filter((object) => object.kind === "policy"),
      ({ table }) => table,
    ),
  };
}

function groupedBy<Item extends CatalogObject>(
  items: readonly Item[],
  keyOf: (item: Item) => ObjectId | null,
): ReadonlyMap<ObjectId, readonly Item[]> {
  const groups = new Map<ObjectId, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
