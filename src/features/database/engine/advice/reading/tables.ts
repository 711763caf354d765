import { qualified } from "../../catalog/identifiers.ts";
import { schemaObjectId } from "../../catalog/ids.ts";
import type { ObjectId } from "../../catalog/model.ts";
import type { SqlClient } from "../../catalog/sqlClient.ts";
import type { Sizes } from "../../explorer/sizes.ts";
import type { TableFacts } from "../facts.ts";

type TableRow = Omit<TableFacts, "bytes"> & {
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
};

const ms = (moment: string) => `(extract(epoch from ${moment}) * 1000)::float8`;
const counter = (name: string) => `coalesce(s.${name}, 0)::float8`;

const query = `
  select n.nspname::text as schema, c.relname::text as name, c.relkind::text as kind,
    greatest(c.reltuples, ${counter("n_live_tup")}, 0)::float8 as rows,
    c.relpages::float8 as pages, c.relallvisible::float8 as "allVisiblePages",
    ${counter("seq_scan")} as "sequentialScans", ${counter("seq_tup_read")} as "sequentialRows",
    ${counter("idx_scan")} as "indexScans",
    ${counter("n_tup_ins")} as inserted, ${counter("n_tup_upd")} as updated, ${counter("n_tup_del")} as deleted,
    ${counter("n_dead_tup")} as dead, ${counter("n_mod_since_analyze")} as "changedSinceAnalyze",
    ${ms("greatest(s.last_vacuum, s.last_autovacuum)")} as vacuumed,
    ${ms("greatest(s.last_analyze, s.last_autoanalyze)")} as analyzed,
    case when c.relkind = 'p' then 0 else pg_catalog.age(c.relfrozenxid) end::float8 as "transactionAge"
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_stat_all_tables s on s.relid = c.oid
  where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/** Counters of every table and materialized view. */
export async function readTableFacts(
  client: SqlClient,
  sizes: Sizes,
): Promise<ReadonlyMap<ObjectId, TableFacts>> {
  const { rows } = await client.query(query);
  return new Map(
    (rows as readonly TableRow[]).map(({ schema, name, kind, ...facts }) => [
      schemaObjectId(kind === "m" ? "materializedView" : "table", schema, name),
      { ...facts, bytes: sizes.get(qualified(schema, name))?.bytes ?? 0 },
    ]),
  );
}
