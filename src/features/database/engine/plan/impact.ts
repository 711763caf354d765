import { qualified } from "../catalog/identifiers.ts";
import { columnId } from "../catalog/ids.ts";
import type { CatalogObject, CompositeType, ObjectId } from "../catalog/model.ts";
import type { Change, SchemaDiff } from "../diff/model.ts";
import { isOwn } from "../diff/diffCatalogs.ts";
import { isReplaced } from "../diff/replace.ts";
import type { Scope } from "./scope.ts";

/** What has to happen beyond the changes themselves, because of what depends on them. */
export interface Impact {
  readonly changes: ReadonlyMap<ObjectId, Change>;
  /** Objects and columns that are gone for good. */
  readonly removed: ReadonlySet<ObjectId>;
  readonly added: ReadonlySet<ObjectId>;
  /** Objects that are dropped and created again. */
  readonly replaced: ReadonlySet<ObjectId>;
  /** Columns that are dropped and added again: only such whose values are computed. */
  readonly recreatedColumns: ReadonlySet<ObjectId>;
  /** Columns that change to the new incarnation of a type that is replaced. */
  readonly retyped: ReadonlySet<ObjectId>;
  /** Columns whose type or collation changes, retyped ones included. */
  readonly disturbed: ReadonlySet<ObjectId>;
  /** Columns whose default is taken away and set again around the replacement of what it calls. */
  readonly resetDefaults: ReadonlySet<ObjectId>;
}

const typeKinds = new Set(["enum", "domain", "composite", "range"]);
/** What Postgres refuses to leave in place when the type of a column changes under it. */
const brittle = new Set(["view", "materializedView", "rule", "policy", "trigger", "function", "procedure"]);

export function impactOf(diff: SchemaDiff, from: Scope, to: Scope): Impact {
  const changes = new Map(diff.changes.map((change) => [change.id, change]));
  const withAction = (action: string) =>
    new Set(diff.changes.filter((change) => change.action === action).map(({ id }) => id));
  const removed = withAction("removed");
  const added = withAction("added");
  const replaced = new Set<ObjectId>();
  const recreatedColumns = new Set<ObjectId>();
  const retyped = new Set<ObjectId>();
  const disturbed = new Set<ObjectId>();
  const resetDefaults = new Set<ObjectId>();
  const partsOf = partsByOwner(from);

  const queue: (() => void)[] = [];
  const replace = (id: ObjectId) => {
    if (removed.has(id) || replaced.has(id) || !to.catalog.objects.has(id)) return;
    replaced.add(id);
    queue.push(() => leave(id));
  };
  const recreateColumn = (id: ObjectId) => {
    if (removed.has(id) || recreatedColumns.has(id)) return;
    recreatedColumns.add(id);
    queue.push(() => leave(id));
  };
  const disturb = (id: ObjectId) => {
    if (disturbed.has(id)) return;
    disturbed.add(id);
    queue.push(() => shake(id));
  };

  /** The object or column is not there for a while, or for good: whoever refers to it has to let go first. */
  function leave(id: ObjectId): void {
    const object = from.catalog.objects.get(id);
    for (const part of partsOf.get(id) ?? []) replace(part);
    if (object?.kind === "table") for (const { name } of object.columns) letGo(columnId(id, name), id);
    letGo(id, id);
  }

  function letGo(id: ObjectId, owner: ObjectId): void {
    const isType = typeKinds.has(from.catalog.objects.get(id)?.kind ?? "");
    for (const dependent of from.dependents(id)) {
      const column = from.column(dependent);
      if (column === undefined) {
        if (mustLetGo(dependent, owner)) replace(dependent);
        continue;
      }
      if (!keptColumn(dependent)) continue;
      if (isType && replaced.has(id) && column.generated === null) {
        retyped.add(dependent);
        disturb(dependent);
      } else if (column.generated !== null) recreateColumn(dependent);
      else if (column.default !== null && !isType) resetDefaults.add(dependent);
    }
  }

  /** An object that is altered on its own account forgets what is removed; otherwise it is created anew. */
  function mustLetGo(dependent: ObjectId, gone: ObjectId): boolean {
    const object = from.catalog.objects.get(dependent);
    if (object === undefined || object.kind === "sequence" || object.kind === "schema") return false;
    if (object.kind === "table")
      return replaced.has(gone) && !typeKinds.has(from.catalog.objects.get(gone)?.kind ?? "");
    if (replaced.has(gone)) return true;
    const change = changes.get(dependent);
    return !(change?.properties.some(({ property }) => redefining.has(property)) ?? false);
  }

  function keptColumn(id: ObjectId): boolean {
    return to.column(id) !== undefined && !removed.has(id);
  }

  /** The type of the column changes. */
  function shake(id: ObjectId): void {
    const column = from.column(id);
    for (const dependent of from.dependents(id)) {
      const object = from.catalog.objects.get(dependent);
      if (object === undefined) {
        const other = from.column(dependent);
        if (other?.generated != null && keptColumn(dependent) && dependent !== id) recreateColumn(dependent);
      } else if (brittle.has(object.kind) || (object.kind === "constraint" && object.type === "foreignKey")) {
        replace(dependent);
      } else if (retyped.has(id) && (object.kind === "index" || object.kind === "constraint")) {
        // Their expressions may compare with the type that is about to go.
        if (
          object.kind === "index"
            ? object.predicate !== null || object.keys.some(({ isExpression }) => isExpression)
            : object.type === "check"
        ) {
          replace(dependent);
        }
      }
    }
    if (column?.generated != null) recreateColumn(id);
  }

  for (const id of removed) leave(id);
  for (const change of diff.changes) {
    if (change.action !== "changed") continue;
    if (change.kind === "column") {
      const has = (property: string) => change.properties.some((one) => one.property === property);
      const [before, after] = [from.column(change.id), to.column(change.id)];
      // DROP EXPRESSION keeps stored values; every other step to or from a generated column computes them anew.
      if (has("generated") && (after?.generated != null || before?.generated?.stored === false)) {
        recreateColumn(change.id);
      } else if (has("type") || has("collation")) disturb(change.id);
      continue;
    }
    const [before, after] = [from.catalog.objects.get(change.id), to.catalog.objects.get(change.id)];
    if (before !== undefined && after !== undefined && isReplaced(before, after)) replace(change.id);
    else if (
      before?.kind === "composite" &&
      after?.kind === "composite" &&
      retypesAttribute(before, after) &&
      isUsed(change.id)
    )
      replace(change.id);
  }
  for (let work = queue.shift(); work !== undefined; work = queue.shift()) work();

  function isUsed(id: ObjectId): boolean {
    return [...from.dependents(id)].some((dependent) => from.column(dependent) !== undefined);
  }
  return { changes, removed, added, replaced, recreatedColumns, retyped, disturbed, resetDefaults };
}

function retypesAttribute(before: CompositeType, after: CompositeType): boolean {
  const types = new Map(
    after.attributes.map(({ name, type, collation }) => [name, `${type} ${String(collation)}`]),
  );
  return before.attributes.some(({ name, type, collation }) => {
    const now = types.get(name);
    return now !== undefined && now !== `${type} ${String(collation)}`;
  });
}

/** Properties whose change makes ALTER or CREATE OR REPLACE write the references anew. */
const redefining = new Set(["definition", "columns", "using", "check", "constraints", "default", "tables"]);

function partsByOwner(scope: Scope): ReadonlyMap<ObjectId, ObjectId[]> {
  const parts = new Map<ObjectId, ObjectId[]>();
  for (const object of scope.catalog.objects.values()) {
    if (!("table" in object) || !isOwn(object)) continue;
    parts.set(object.table, [...(parts.get(object.table) ?? []), object.id]);
  }
  return parts;
}

/** Tables, views, indexes, sequences and types share their names. */
export function relationSlot(name: string): string {
  return `relation ${name}`;
}

/** The name that an object takes up: two objects of one slot cannot exist at the same time. */
export function slotsOf(object: CatalogObject): string[] {
  if (relationLike.has(object.kind) && "schema" in object && object.schema !== null) {
    return [relationSlot(qualified(object.schema, object.name))];
  }
  if (object.kind === "constraint" && ["primaryKey", "unique", "exclude"].includes(object.type)) {
    return [object.id, relationSlot(qualified(object.schema, object.name))];
  }
  if (object.kind === "function" || object.kind === "procedure" || object.kind === "aggregate") {
    return [`routine ${object.schema}.${object.name}(${object.signature})`];
  }
  return [object.id];
}

const relationLike = new Set([
  "table",
  "view",
  "materializedView",
  "sequence",
  "index",
  "enum",
  "domain",
  "composite",
  "range",
]);
