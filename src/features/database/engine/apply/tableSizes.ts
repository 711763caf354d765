import type { SqlClient } from "../catalog/sqlClient.ts";

export interface TableSize {
  /** As the planner estimates it; 0 for a table that was never analysed. */
  readonly rows: number;
  /** The table with its TOAST, without its indexes. */
  readonly bytes: number;
}

interface SizeRow extends TableSize {
  readonly relation: string;
}

/** Sizes of all tables and materialized views by their qualified names, as SQL. */
export async function readTableSizes(client: SqlClient): Promise<ReadonlyMap<string, TableSize>> {
  const { rows } = await client.query(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as relation,
            greatest(c.reltuples, 0)::float8 as rows, pg_catalog.pg_table_size(c.oid)::float8 as bytes
     from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  return new Map(
    (rows as readonly SizeRow[]).map(({ relation, rows: count, bytes }) => [
      relation,
      { rows: count, bytes },
    ]),
  );
}

/** Bytes a second on ordinary disks, slow and fast: what servers of the last years do, not this one. */
const speed = {
  rewrite: { slow: 20e6, fast: 150e6 },
  scan: { slow: 100e6, fast: 1000e6 },
} as const;

/**
 * How long reading or writing a table of a size may take, in seconds: an estimate from its bytes alone, as it cannot
 * know the disk, the cache and the load.
 */
export function estimateSeconds(
  work: keyof typeof speed,
  bytes: number,
): { readonly from: number; readonly to: number } {
  const { slow, fast } = speed[work];
  return { from: bytes / fast, to: bytes / slow };
}
