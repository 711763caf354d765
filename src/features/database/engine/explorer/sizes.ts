import { qualified } from "../catalog/identifiers.ts";
import type { SqlClient } from "../catalog/sqlClient.ts";

/** What the statistics say of a table, a materialized view or an index. */
export interface Size {
  /** As the planner estimates it; absent: never analyzed. */
  readonly rows?: number;
  /** Bytes on disk, of a table with its indexes and TOAST. */
  readonly bytes: number;
  /** How often an index was used since the statistics were reset. */
  readonly scans?: number;
}

/** Sizes by qualified name as SQL ("public.orders"). */
export type Sizes = ReadonlyMap<string, Size>;

interface Row {
  readonly schema: string;
  readonly name: string;
  readonly rows: number;
  readonly bytes: string;
  readonly scans: string | null;
}

/** pg_total_relation_size waits for tables that are locked; what pg_class remembers does not. */
const measured = "pg_catalog.pg_total_relation_size(c.oid)";
const remembered = `pg_catalog.current_setting('block_size')::bigint * (c.relpages
  + coalesce((select t.relpages from pg_catalog.pg_class t where t.oid = c.reltoastrelid), 0)
  + coalesce((select sum(i.relpages) from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid
              where x.indrelid = c.oid), 0))`;

const query = (bytes: string) => `
  select n.nspname::text as schema, c.relname::text as name, c.reltuples::float8 as rows,
         (${bytes})::text as bytes,
         case when c.relkind in ('i', 'I') then pg_catalog.pg_stat_get_numscans(c.oid) end::text as scans
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm', 'i', 'p', 'I') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/**
 * Reads sizes and uses of all tables and indexes in one statement. Where a lock on a table stands in the way, the
 * sizes of the last VACUUM or ANALYZE are taken for all of them.
 */
export async function readSizes(client: SqlClient): Promise<Sizes> {
  const { rows } = await client.query(query(measured)).catch(() => client.query(query(remembered)));
  return new Map((rows as readonly Row[]).map((row) => [qualified(row.schema, row.name), sizeOf(row)]));
}

function sizeOf({ rows, bytes, scans }: Row): Size {
  return {
    bytes: Number(bytes),
    ...(rows >= 0 && { rows }),
    ...(scans !== null && { scans: Number(scans) }),
  };
}
