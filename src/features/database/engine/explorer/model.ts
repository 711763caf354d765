import type { Catalog, CatalogObject, Constraint, ObjectId, ObjectKind } from "../catalog/model.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Size, Sizes } from "./sizes.ts";

/** A catalog in the order in which a tree walks through it. */
export interface ExplorerModel {
  readonly catalog: Catalog;
  /** Objects of some kinds in a schema, by name. */
  inSchema<Kind extends ObjectKind>(schema: string, ...kinds: readonly Kind[]): readonly OfKind<Kind>[];
  /** What belongs to a table, of one kind, by name. */
  ofTable<Kind extends TablePartKind>(table: ObjectId, kind: Kind): readonly OfKind<Kind>[];
  partitionsOf(table: ObjectId): readonly OfKind<"table">[];
  /** Foreign keys of other tables that refer to a table. */
  referencesTo(table: ObjectId): readonly Constraint[];
  /** Size of a table, with those of its partitions, or of an index; absent: not known. */
  sizeOf(id: ObjectId): Size | undefined;
}

/** The objects that may be of a kind. */
export type OfKind<Kind extends ObjectKind, Object = CatalogObject> = Object extends {
  readonly kind: infer Own;
}
  ? Kind extends Own
    ? Object
    : never
  : never;

export type TablePartKind = "index" | "constraint" | "trigger" | "rule" | "policy" | "statistics";

const tableParts: ReadonlySet<string> = new Set<TablePartKind>([
  "index",
  "constraint",
  "trigger",
  "rule",
  "policy",
  "statistics",
]);

/** Sorts a catalog into what the tree asks for; done once, so that expanding a node costs only its children. */
export function explorerModel(catalog: Catalog, sizes: Sizes): ExplorerModel {
  const schemas = new Lists<CatalogObject>();
  const parts = new Lists<CatalogObject>();
  const partitions = new Lists<OfKind<"table">>();
  const references = new Lists<Constraint>();
  for (const object of inNameOrder(catalog.objects.values())) {
    if ("table" in object && tableParts.has(object.kind)) parts.add(`${object.kind} ${object.table}`, object);
    else if (object.kind === "table" && object.partitionOf) partitions.add(object.partitionOf.parent, object);
    else if ("schema" in object && object.schema !== null) {
      schemas.add(`${object.kind} ${object.schema}`, object);
    }
    if (object.kind === "constraint" && object.references) references.add(object.references.table, object);
  }

  const sizeOf = (id: ObjectId): Size | undefined => {
    const own = sizes.get(sqlNameOf(id));
    const inner = partitions.get(id).flatMap((partition) => sizeOf(partition.id) ?? []);
    return inner.length === 0
      ? own
      : inner.reduce(sum, own?.rows === 0 ? { bytes: own.bytes } : (own ?? { bytes: 0 }));
  };

  return {
    catalog,
    inSchema: <Kind extends ObjectKind>(schema: string, ...kinds: readonly Kind[]) =>
      kinds.flatMap((kind) => schemas.get(`${kind} ${schema}`)) as unknown as OfKind<Kind>[],
    ofTable: <Kind extends TablePartKind>(table: ObjectId, kind: Kind) =>
      parts.get(`${kind} ${table}`) as unknown as OfKind<Kind>[],
    partitionsOf: (table) => partitions.get(table),
    referencesTo: (table) => references.get(table),
    sizeOf,
  };
}

function sum(total: Size, part: Size): Size {
  const rows = part.rows === undefined ? total.rows : (total.rows ?? 0) + part.rows;
  return { bytes: total.bytes + part.bytes, ...(rows !== undefined && { rows }) };
}

function inNameOrder(objects: Iterable<CatalogObject>): readonly CatalogObject[] {
  const names = new Intl.Collator("en", { numeric: true });
  return [...objects].sort((a, b) => names.compare(a.name, b.name));
}

class Lists<Item> {
  readonly #lists = new Map<string, Item[]>();

  add(key: string, item: Item): void {
    const list = this.#lists.get(key);
    if (list) list.push(item);
    else this.#lists.set(key, [item]);
  }

  get(key: string): readonly Item[] {
    return this.#lists.get(key) ?? [];
  }
}
