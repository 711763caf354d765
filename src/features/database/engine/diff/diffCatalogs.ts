import { columnId } from "../catalog/ids.ts";
import type { Catalog, CatalogObject, Column, Index, ObjectId, Table } from "../catalog/model.ts";
import { compareProperties } from "./compare.ts";
import { lossesOf } from "./losses.ts";
import type { Change, DiffOptions, RenameAnswers, SchemaDiff } from "./model.ts";
import { renameCandidates } from "./renames.ts";

/**
 * Compares two catalogs. Both are best read from the same Postgres, since text that Postgres prints differs between
 * majors. What a parent, a constraint or a partitioned table brings along is not told a second time.
 */
export function diffCatalogs(
  from: Catalog,
  to: Catalog,
  answers?: RenameAnswers,
  options: DiffOptions = {},
): SchemaDiff {
  const source = answers?.renamed ?? from;
  const resolved: Required<DiffOptions> = {
    owners: options.owners ?? true,
    privileges: options.privileges ?? true,
    comments: options.comments ?? true,
    notNullNames: options.notNullNames ?? (source.server.major >= 18 && to.server.major >= 18),
  };
  const changes = [...objectChanges(source, to, resolved)].sort(byImportance);
  return {
    original: from,
    from: source,
    to,
    renames: answers?.renames ?? [],
    losses: lossesOf(changes, source, to),
    changes,
    candidates: renameCandidates(changes, source, to),
    unmodelled: { from: source.unmodelled, to: to.unmodelled },
    options: resolved,
  };
}

const actionOrder = { removed: 0, changed: 1, added: 2 } as const;

function byImportance(a: Change, b: Change): number {
  const order = actionOrder[a.action] - actionOrder[b.action];
  if (order !== 0) return order;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function* objectChanges(from: Catalog, to: Catalog, options: Required<DiffOptions>): Generator<Change> {
  for (const [id, before] of from.objects) {
    const after = to.objects.get(id);
    if (after === undefined) {
      if (isCompared(before, options)) yield whole("removed", before);
    } else if (isCompared(before, options) && isCompared(after, options)) {
      yield* changed(before, after, { from, to, options });
    } else if (before.kind === "index") {
      // An index of its own becomes one of a constraint, or the other way round.
      if (isCompared(before, options)) yield whole("removed", before);
      if (isCompared(after, options)) yield whole("added", after);
    }
  }
  for (const [id, after] of to.objects) {
    if (!from.objects.has(id) && isCompared(after, options)) yield whole("added", after);
  }
}

/** Not merely the shadow of another object: the index of a constraint, a check that came from a parent. */
export function isOwn(object: CatalogObject): boolean {
  if (object.kind === "index") return object.constraint === null;
  if (object.kind === "constraint") return object.local || object.type !== "check";
  return true;
}

function isCompared(object: CatalogObject, { privileges }: Required<DiffOptions>): boolean {
  return isOwn(object) && (privileges || object.kind !== "defaultPrivileges");
}

function whole(action: "added" | "removed", object: CatalogObject): Change {
  const { id, kind, name } = object;
  return { id, kind, action, name, parent: parentOf(object), properties: [] };
}

export function parentOf(object: CatalogObject): ObjectId | null {
  return "table" in object ? object.table : null;
}

interface Sides {
  readonly from: Catalog;
  readonly to: Catalog;
  readonly options: Required<DiffOptions>;
}

function* changed(before: CatalogObject, after: CatalogObject, sides: Sides): Generator<Change> {
  const { id, kind, name } = after;
  const properties = [...compareProperties(before, after, sides.options)];
  if (before.kind === "constraint" && after.kind === "constraint") {
    const [one, other] = [indexOf(before.index, sides.from, id), indexOf(after.index, sides.to, id)];
    if (one !== null && other !== null) {
      const held = compareProperties(one, other, sides.options).filter(({ property }) =>
        indexSettings.has(property),
      );
      properties.push(...held.map((change) => ({ ...change, property: `index.${change.property}` })));
    }
  }
  if (properties.length > 0) {
    yield { id, kind, action: "changed", name, parent: parentOf(after), properties };
  }
  if (before.kind === "table" && after.kind === "table") yield* columnChanges(before, after, sides);
}

/** What an index of a constraint can differ in while the constraint is the same. */
const indexSettings = new Set(["storage", "clustered", "replicaIdentity", "tablespace", "comment", "valid"]);

function indexOf(id: ObjectId | null, catalog: Catalog, constraint: ObjectId): Index | null {
  const index = id === null ? undefined : catalog.objects.get(id);
  return index?.kind === "index" && index.constraint === constraint ? index : null;
}

function* columnChanges(before: Table, after: Table, sides: Sides): Generator<Change> {
  const earlier = new Map(before.columns.map((column) => [column.name, column]));
  const later = new Set(after.columns.map(({ name }) => name));
  const change = (column: Column) => ({
    id: columnId(after.id, column.name),
    kind: "column" as const,
    name: column.name,
    parent: after.id,
  });
  for (const column of before.columns) {
    if (!later.has(column.name) && (column.local || !parentLoses(before, column.name, sides))) {
      yield { ...change(column), action: "removed", properties: [] };
    }
  }
  for (const column of after.columns) {
    const old = earlier.get(column.name);
    if (old === undefined) {
      if (column.local || !parentGains(after, column.name, sides)) {
        yield { ...change(column), action: "added", properties: [] };
      }
      continue;
    }
    const inherited = inheritedChanges(after, column.name, sides);
    const properties = compareProperties(old, column, sides.options).filter(
      ({ property, before: was, after: is }) => !inherited.has(JSON.stringify([property, was, is])),
    );
    if (properties.length > 0) yield { ...change(column), action: "changed", properties };
  }
}

/** Parents of a table on one side. */
function parentsOf(table: Table, catalog: Catalog): Table[] {
  const ids = table.partitionOf === null ? table.inherits : [table.partitionOf.parent];
  return ids.flatMap((id) => {
    const parent = catalog.objects.get(id);
    return parent?.kind === "table" ? [parent] : [];
  });
}

function parentLoses(table: Table, column: string, { from, to }: Sides): boolean {
  return parentsOf(table, from).some((parent) => {
    const now = to.objects.get(parent.id);
    return has(parent, column) && (now?.kind !== "table" || !has(now, column));
  });
}

function parentGains(table: Table, column: string, { from, to }: Sides): boolean {
  return parentsOf(table, to).some((parent) => {
    const then = from.objects.get(parent.id);
    return has(parent, column) && then?.kind === "table" && !has(then, column);
  });
}

function has(table: Table, column: string): boolean {
  return table.columns.some(({ name }) => name === column);
}

/** Property changes that a column gets because a parent's column gets them. */
function inheritedChanges(table: Table, column: string, sides: Sides): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const parent of parentsOf(table, sides.to)) {
    const then = sides.from.objects.get(parent.id);
    const after = parent.columns.find(({ name }) => name === column);
    const before = then?.kind === "table" ? then.columns.find(({ name }) => name === column) : undefined;
    if (before === undefined || after === undefined) continue;
    for (const change of compareProperties(before, after, sides.options)) {
      if (recursive.has(change.property)) {
        keys.add(JSON.stringify([change.property, change.before, change.after]));
      }
    }
    for (const key of inheritedChanges(parent, column, sides)) keys.add(key);
  }
  return keys;
}

/** What ALTER TABLE on a parent does to its children too. */
const recursive = new Set(["type", "collation", "generated", "nullable", "notNull"]);
