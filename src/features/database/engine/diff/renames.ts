import { sqlNameOf } from "../catalog/ids.ts";
import { quoteIdent } from "../catalog/identifiers.ts";
import type { Catalog, CatalogObject, Column, Table } from "../catalog/model.ts";
import { sqlKind } from "../ddl/names.ts";
import type { Change, Rename, RenameCandidate } from "./model.ts";

type Candidate = Omit<RenameCandidate, "ambiguous">;

/** Pairs of something removed and something added that may be one thing under a new name; never acted on unasked. */
export function renameCandidates(changes: readonly Change[], from: Catalog, to: Catalog): RenameCandidate[] {
  const pairs = [...objectPairs(changes, from, to), ...columnPairs(changes, from, to)];
  const uses = new Map<string, number>();
  for (const { from: one, to: other } of pairs) {
    uses.set(`- ${one}`, (uses.get(`- ${one}`) ?? 0) + 1);
    uses.set(`+ ${other}`, (uses.get(`+ ${other}`) ?? 0) + 1);
  }
  return pairs
    .map((pair) => ({
      ...pair,
      ambiguous: (uses.get(`- ${pair.from}`) ?? 0) > 1 || (uses.get(`+ ${pair.to}`) ?? 0) > 1,
    }))
    .sort((a, b) => b.likeness - a.likeness);
}

const renamable = new Set([
  "table",
  "view",
  "materializedView",
  "sequence",
  "enum",
  "domain",
  "composite",
  "index",
]);

function* objectPairs(changes: readonly Change[], from: Catalog, to: Catalog): Generator<Candidate> {
  const added = changes.filter(({ action, kind }) => action === "added" && renamable.has(kind));
  for (const { id, kind, action, parent } of changes) {
    const before = from.objects.get(id);
    if (action !== "removed" || before === undefined) continue;
    for (const other of added) {
      const after = to.objects.get(other.id);
      if (other.kind !== kind || after === undefined || other.parent !== parent) continue;
      const found = likenessOf(before, after);
      if (found !== null) yield { from: id, to: other.id, ...found };
    }
  }
}

function likenessOf(
  before: CatalogObject,
  after: CatalogObject,
): { readonly likeness: number; readonly reason: string } | null {
  if (before.kind === "table" && after.kind === "table") return tableLikeness(before, after);
  if (shape(before) !== shape(after)) return null;
  return { likeness: 0.9, reason: "The two are the same but for the name." };
}

function tableLikeness(before: Table, after: Table): { likeness: number; reason: string } | null {
  const names = new Map(after.columns.map((column) => [column.name, column.type]));
  const shared = before.columns.filter(({ name, type }) => names.get(name) === type).length;
  const total = Math.max(before.columns.length, after.columns.length);
  const likeness = total === 0 ? 0 : shared / total;
  if (likeness < 0.6) return null;
  return { likeness, reason: `${shared} of ${total} columns have the same name and type.` };
}

/** An object as text, without its name. */
function shape(object: CatalogObject): string {
  const text = JSON.stringify(object, (key, value: unknown) =>
    ["id", "name", "comment", "ownedBy", "parent", "schema"].includes(key) ? undefined : value,
  );
  return object.kind === "index" ? text.replaceAll(`INDEX ${quoteIdent(object.name)} ON`, "INDEX ON") : text;
}

function* columnPairs(changes: readonly Change[], from: Catalog, to: Catalog): Generator<Candidate> {
  const columns = changes.filter(({ kind }) => kind === "column");
  for (const gone of columns.filter(({ action }) => action === "removed")) {
    for (const come of columns.filter(({ action }) => action === "added")) {
      if (gone.parent !== come.parent) continue;
      const before = columnOf(from, gone);
      const after = columnOf(to, come);
      if (before === undefined || before.type !== after?.type) continue;
      if (before.generated !== null || after.generated !== null) continue;
      const same = before.nullable === after.nullable && before.default === after.default;
      yield {
        from: gone.id,
        to: come.id,
        likeness: same ? 0.8 : 0.5,
        reason: `Both are ${before.type} columns of ${sqlNameOf(gone.parent ?? "")}.`,
      };
    }
  }
}

function columnOf(catalog: Catalog, { parent, name }: Change): Column | undefined {
  const table = parent === null ? undefined : catalog.objects.get(parent);
  return table?.kind === "table" ? table.columns.find((column) => column.name === name) : undefined;
}

/**
 * The statements that rename: from a source catalog to one whose objects have the names
 * of the target. Answers that name something else than an object of the source are left out.
 */
export function renameStatements(source: Catalog, renames: readonly Rename[]): string[] {
  return tablesFirst(renames).flatMap(({ from, to }) => {
    const [kind] = from.split(" ", 1);
    if (kind === "column") return columnRename(from, to);
    const object = source.objects.get(from);
    if (object === undefined || !("schema" in object)) return [];
    const [schema, name] = splitName(sqlNameOf(to));
    const [oldSchema, oldName] = splitName(sqlNameOf(from));
    const word = sqlKind(object);
    return [
      ...(oldName === name ? [] : [`ALTER ${word} ${sqlNameOf(from)} RENAME TO ${name}`]),
      ...(oldSchema === schema ? [] : [`ALTER ${word} ${oldSchema}.${name} SET SCHEMA ${schema}`]),
    ];
  });
}

/** The renames that undo others. */
export function reverseRenames(renames: readonly Rename[]): Rename[] {
  return renames.map(({ from, to }) => ({ from: to, to: from }));
}

/** A column is renamed in its table's new name. */
function tablesFirst(renames: readonly Rename[]): Rename[] {
  const isColumn = ({ from }: Rename) => from.startsWith("column ");
  return [...renames.filter((rename) => !isColumn(rename)), ...renames.filter(isColumn)];
}

function columnRename(from: string, to: string): string[] {
  const [, column] = splitLast(sqlNameOf(from));
  const [table, renamed] = splitLast(sqlNameOf(to));
  return [`ALTER TABLE ${table} RENAME COLUMN ${column} TO ${renamed}`];
}

/** `a."b.c"` at the first dot outside quotes. */
function splitName(name: string): [string, string] {
  const match = /^("(?:[^"]|"")*"|[^".]+)\.(.*)$/s.exec(name);
  return [match?.[1] ?? "", match?.[2] ?? name];
}

/** `column public.t."a.b"` as the table's name and the column's. */
export function splitColumn(id: string): [string, string] {
  return splitLast(sqlNameOf(id));
}

function splitLast(name: string): [string, string] {
  const match = /^(.*)\.("(?:[^"]|"")*"|[^".]+)$/s.exec(name);
  return [match?.[1] ?? "", match?.[2] ?? name];
}
