import { qualified } from "../../catalog/identifiers.ts";
import { schemaObjectId } from "../../catalog/ids.ts";
import type { ObjectId } from "../../catalog/model.ts";
import type { SqlClient } from "../../catalog/sqlClient.ts";
import type { Sizes } from "../../explorer/sizes.ts";
import type { IndexFacts } from "../facts.ts";

type IndexRow = Omit<IndexFacts, "bytes"> & { readonly schema: string; readonly name: string };

const query = (major: number) => `
  select n.nspname::text as schema, c.relname::text as name, coalesce(s.idx_scan, 0)::float8 as scans,
    ${major >= 16 ? "(extract(epoch from s.last_idx_scan) * 1000)::float8" : "null::float8"} as "lastScan",
    c.relpages::float8 as pages, greatest(c.reltuples, 0)::float8 as entries,
    i.indcollation::text as collations,
    exists (select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = c.oid) as "beingBuilt"
  from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid = i.indexrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_stat_all_indexes s on s.indexrelid = c.oid
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/** Counters of every index. */
export async function readIndexFacts(
  client: SqlClient,
  major: number,
  sizes: Sizes,
): Promise<ReadonlyMap<ObjectId, IndexFacts>> {
  const { rows } = await client.query(query(major));
  return new Map(
    (rows as readonly IndexRow[]).map(({ schema, name, ...facts }) => [
      schemaObjectId("index", schema, name),
      { ...facts, bytes: sizes.get(qualified(schema, name))?.bytes ?? 0 },
    ]),
  );
}
