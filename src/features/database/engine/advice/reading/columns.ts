import { columnId, schemaObjectId } from "../../catalog/ids.ts";
import type { Catalog, ObjectId } from "../../catalog/model.ts";
import type { SqlClient } from "../../catalog/sqlClient.ts";
import type { ColumnFacts } from "../facts.ts";

interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly nullShare: number;
  readonly width: number;
  readonly distinct: number;
  readonly values: readonly string[] | null;
  readonly shares: readonly number[] | null;
}

/** Values are only needed where they are few, as those of states and flags are. */
const query = `
  select schemaname::text as schema, tablename::text as table, attname::text as name,
    null_frac::float8 as "nullShare", avg_width::float8 as width, n_distinct::float8 as distinct,
    case when n_distinct between 0 and 20 and avg_width <= 32 then most_common_vals::text::text[] end as values,
    case when n_distinct between 0 and 20 and avg_width <= 32 then most_common_freqs::float8[] end as shares
  from pg_catalog.pg_stats
  where schemaname !~ '^pg_' and schemaname <> 'information_schema'`;

/** What ANALYZE found out about columns; a role sees those that it may read. */
export async function readColumnFacts(
  client: SqlClient,
  catalog: Catalog,
  unseen: string[],
): Promise<ReadonlyMap<ObjectId, ColumnFacts>> {
  const { rows } = await client.query(query);
  const { rows: hidden } = await client.query(`
    select count(*)::float8 as tables from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and not pg_catalog.has_table_privilege(c.oid, 'select') and not pg_catalog.has_any_column_privilege(c.oid, 'select')`);
  const { tables } = hidden[0] as { readonly tables: number };
  if (tables > 0)
    unseen.push(
      `Column statistics of ${String(tables)} table${tables === 1 ? "" : "s"} were not read: ${catalog.server.user} may not select from ${tables === 1 ? "it" : "them"}.`,
    );
  return new Map(
    (rows as readonly ColumnRow[]).map(({ schema, table, name, values, shares, ...facts }) => [
      columnId(schemaObjectId("table", schema, table), name),
      {
        ...facts,
        common: new Map((values ?? []).map((value, index) => [value, shares?.[index] ?? 0])),
      },
    ]),
  );
}
