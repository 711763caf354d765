import { qualified, quoteIdent } from "../catalog/identifiers.ts";
import type { Catalog, ObjectId, Table } from "../catalog/model.ts";
import type { Rename } from "../diff/model.ts";
import { isReplaced } from "../diff/replace.ts";
import type { ShadowDatabase } from "../shadow/shadowServer.ts";

/** A table with the columns whose contents are expected to stay as they are. */
interface Watched {
  readonly id: ObjectId;
  readonly before: Table;
  readonly after: Table;
  /** The same columns under both names. */
  readonly columns: readonly { readonly before: string; readonly after: string }[];
}

/**
 * Tables that exist on both sides, with what they have in common; renames are followed. One that is dropped and
 * created again is not among them: that its rows are lost is said.
 */
export function watchedTables(
  seeded: readonly ObjectId[],
  from: Catalog,
  to: Catalog,
  renames: readonly Rename[],
): readonly Watched[] {
  const renamed = new Map(renames.map((rename) => [rename.from, rename.to]));
  return seeded.flatMap((id): readonly Watched[] => {
    const before = from.objects.get(id);
    const after = to.objects.get(renamed.get(id) ?? id);
    if (before?.kind !== "table" || after?.kind !== "table" || isReplaced(before, after)) return [];
    const later = new Map(after.columns.map((column) => [column.name, column]));
    const columns = before.columns.flatMap((column) => {
      const name = columnRename(renames, id, column.name) ?? column.name;
      const other = later.get(name);
      const isKept = other?.type === column.type && column.generated === null && other.generated === null;
      return isKept ? [{ before: column.name, after: name }] : [];
    });
    return [{ id, before, after, columns }];
  });
}

function columnRename(renames: readonly Rename[], table: ObjectId, column: string): string | undefined {
  const prefix = `column ${table.slice(table.indexOf(" ") + 1)}.`;
  const found = renames.find(({ from }) => from === `${prefix}${quoteIdent(column)}`);
  const name = found?.to.slice(found.to.lastIndexOf(".") + 1);
  return name?.replace(/^"|"$/g, "").replaceAll('""', '"');
}

/** What the rows of each table come down to: their number and a hash of the watched columns. */
export async function fingerprints(
  database: ShadowDatabase,
  tables: readonly Watched[],
  side: "before" | "after",
): Promise<ReadonlyMap<ObjectId, string>> {
  const found = new Map<ObjectId, string>();
  for (const watched of tables) {
    const { schema, name } = watched[side];
    const columns = watched.columns.map((column) => quoteIdent(column[side]));
    const row = columns.length === 0 ? "''" : `row(${columns.join(", ")})::text`;
    const { rows } = await database.query(
      `select count(*) || ' ' || coalesce(md5(string_agg(r, ';' order by r)), '') as print
       from (select ${row} as r from only ${qualified(schema, name)}) rows`,
    );
    found.set(watched.id, (rows[0] as { readonly print: string }).print);
  }
  return found;
}
