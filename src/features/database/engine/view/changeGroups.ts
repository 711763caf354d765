import type { Catalog, CatalogObject, ObjectId } from "../catalog/model.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { Change, SchemaDiff } from "../diff/model.ts";
import { reverseRenames } from "../diff/renames.ts";

/** A table with what changes in it, or another object that stands by itself. */
export interface ChangeGroup {
  /** The object as the target names it, or as the source does where the target has none. */
  readonly object: ObjectId;
  /** "table", "function". */
  readonly kind: string;
  /** Without "public". */
  readonly title: string;
  /** What happens to the object itself; null: only what belongs to it changes. */
  readonly own: ChangeView | null;
  readonly parts: readonly ChangeView[];
}

export interface ChangeView {
  readonly object: ObjectId;
  readonly action: "added" | "removed" | "changed" | "renamed";
  readonly kind: string;
  readonly name: string;
  /** "text not null", "type integer → bigint"; empty where the name says it all. */
  readonly detail: string;
  /** What data goes with it; null: none. */
  readonly loss: string | null;
}

/** The changes as a tree: what loses data comes first, then what goes, changes, and comes. */
export function changeGroups(diff: SchemaDiff): readonly ChangeGroup[] {
  const losses = new Map(diff.losses.map(({ id, message }) => [id, message]));
  const renames = diff.renames.map((rename) => ({ change: renamed(rename.to), rename }));
  const groups = new Map<ObjectId, { own: ChangeView | null; parts: ChangeView[] }>();
  const groupOf = (id: ObjectId) => {
    const known = groups.get(id) ?? { own: null, parts: [] };
    groups.set(id, known);
    return known;
  };
  const add = (change: Change, view: ChangeView) => {
    if (change.parent === null) groupOf(change.id).own ??= view;
    else groupOf(change.parent).parts.push(view);
  };
  for (const { change, rename } of renames) {
    const detail = `was ${shortName(rename.from, change.parent)}`;
    add(change, { ...viewOf(change), action: "renamed", detail, loss: null });
  }
  for (const change of diff.changes) {
    add(change, {
      ...viewOf(change),
      detail: detailOf(change, diff),
      loss: losses.get(change.id) ?? null,
    });
  }
  return [...groups]
    .map(([object, { own, parts }]) => ({
      object,
      kind: wordOf(object.slice(0, object.indexOf(" "))),
      title: shortName(object, null),
      own,
      parts: parts.sort(byImportance),
    }))
    .sort((one, other) => byImportance(leading(one), leading(other)) || (one.object < other.object ? -1 : 1));
}

/** What an object of the target was called in the source, by the renames that were agreed to. */
export function nameInSource(object: ObjectId, { renames }: Pick<SchemaDiff, "renames">): ObjectId {
  return reverseRenames(renames).find(({ from }) => from === object)?.to ?? object;
}

function renamed(to: ObjectId): Change {
  const [kind = ""] = to.split(" ", 1);
  const column = kind === "column" ? /^(.*)\.("(?:[^"]|"")*"|[^".]+)$/s.exec(sqlNameOf(to)) : null;
  return {
    id: to,
    kind: kind as Change["kind"],
    action: "changed",
    name: column?.[2] ?? shortName(to, null),
    parent: column ? `table ${column[1] ?? ""}` : null,
    properties: [],
  };
}

function viewOf({ id, kind, action, name, parent }: Change) {
  return {
    object: id,
    action,
    kind: wordOf(kind),
    name: parent === null ? shortName(id, null) : name.replace(/^"(.*)"$/s, "$1"),
  };
}

const order = { removed: 0, renamed: 1, changed: 2, added: 3 } as const;

function byImportance(one: ChangeView, other: ChangeView): number {
  return Number(other.loss !== null) - Number(one.loss !== null) || order[one.action] - order[other.action];
}

/** What decides where a group stands. */
function leading({ own, parts }: ChangeGroup): ChangeView {
  const [first] = [...(own ? [own] : []), ...parts].sort(byImportance);
  if (!first) throw new Error("A group has at least one change.");
  return first;
}

/** Details are for a glance; the whole is in the difference of the SQL. */
const longestDetail = 120;

function detailOf(change: Change, { from, to }: SchemaDiff): string {
  const { action, kind, properties } = change;
  if (action === "changed") return cut(properties.map(propertyText).join(", "));
  const catalog = action === "added" ? to : from;
  if (kind === "column") return cut(columnText(change, catalog));
  const object = catalog.objects.get(change.id);
  return cut(object ? objectText(object) : "");
}

function columnText({ parent, name }: Change, { objects }: Catalog): string {
  const table = parent === null ? undefined : objects.get(parent);
  const column = table?.kind === "table" ? table.columns.find((one) => one.name === name) : undefined;
  if (!column) return "";
  const generated = column.generated ? ` generated as (${column.generated.expression})` : "";
  const preset = column.default === null || generated !== "" ? "" : ` default ${column.default}`;
  return `${column.type}${generated}${preset}${column.nullable ? "" : " not null"}`;
}

function objectText(object: CatalogObject): string {
  if (object.kind === "index")
    return object.definition.replace(/^.*? ON (?:ONLY )?\S+ (?:USING btree )?/s, "");
  if (object.kind === "constraint") return object.definition;
  if (object.kind === "enum") return object.labels.join(", ");
  if (object.kind === "domain") return object.type;
  if (object.kind === "table" && object.partitionOf) return `partition ${object.partitionOf.bound}`;
  return "";
}

function propertyText({ property, before, after }: Change["properties"][number]): string {
  if (property === "nullable") return after === "true" ? "null allowed" : "not null";
  const isShort = (text: string | null) => text === null || (text.length < 40 && !/[\n{[]/.test(text));
  if (!isShort(before) || !isShort(after)) return property;
  return `${property} ${before ?? "none"} → ${after ?? "none"}`;
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > longestDetail ? `${line.slice(0, longestDetail - 1)}…` : line;
}

/** `public.orders` as "orders"; a column by its own name below its table. */
function shortName(id: ObjectId, parent: ObjectId | null): string {
  const name = parent === null ? sqlNameOf(id) : sqlNameOf(id).replace(/^.*\.(?=[^.]*$)/s, "");
  return name.replace(/^public\./, "");
}

/** "materializedView" as people say it. */
function wordOf(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
