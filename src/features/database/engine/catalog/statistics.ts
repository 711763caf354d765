import { decodeFamilies, familiesSql, notMember, catalogOid } from "./family.ts";
import type { Family } from "./family.ts";
import { schemaObjectId } from "./ids.ts";
import type { ObjectId } from "./model.ts";
import type { SqlClient } from "./sqlClient.ts";

/** What the server counted about a table or materialized view since its statistics were last reset. */
export interface TableStatistics {
  readonly table: ObjectId;
  /** The planner's estimate; null: never analyzed. */
  readonly rows: number | null;
  /** Bytes of the rows themselves. */
  readonly bytes: number;
  /** Bytes with indexes and TOAST. */
  readonly totalBytes: number;
  readonly sequentialScans: number;
  readonly sequentialRows: number;
  readonly indexScans: number;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
  readonly liveRows: number;
  readonly deadRows: number;
  readonly modifiedSinceAnalyze: number;
  /** ISO 8601; null: never. */
  readonly lastVacuum: string | null;
  readonly lastAnalyze: string | null;
}

export interface IndexStatistics {
  readonly index: ObjectId;
  readonly bytes: number;
  readonly scans: number;
  /** ISO 8601; null: never, or a server older than 16. */
  readonly lastScan: string | null;
  readonly rowsRead: number;
  readonly rowsFetched: number;
}

export interface CatalogStatistics {
  readonly tables: ReadonlyMap<ObjectId, TableStatistics>;
  readonly indexes: ReadonlyMap<ObjectId, IndexStatistics>;
  /** When the counters began; ISO 8601. */
  readonly since: string | null;
}

type Row<Statistics, Id extends keyof Statistics> = Omit<Statistics, Id> & { schema: string; name: string };

const time = (expression: string) => `to_json(${expression})`;
const later = (one: string, other: string) => time(`greatest(${one}, ${other})`);

const tables: Family<Row<TableStatistics, "table"> & { kind: string }> = {
  fields: {
    schema: "n.nspname",
    name: "c.relname",
    kind: "c.relkind",
    rows: "case when c.reltuples >= 0 then c.reltuples end",
    bytes: "pg_relation_size(c.oid)",
    totalBytes: "pg_total_relation_size(c.oid)",
    sequentialScans: "coalesce(s.seq_scan, 0)",
    sequentialRows: "coalesce(s.seq_tup_read, 0)",
    indexScans: "coalesce(s.idx_scan, 0)",
    inserted: "coalesce(s.n_tup_ins, 0)",
    updated: "coalesce(s.n_tup_upd, 0)",
    deleted: "coalesce(s.n_tup_del, 0)",
    liveRows: "coalesce(s.n_live_tup, 0)",
    deadRows: "coalesce(s.n_dead_tup, 0)",
    modifiedSinceAnalyze: "coalesce(s.n_mod_since_analyze, 0)",
    lastVacuum: later("s.last_vacuum", "s.last_autovacuum"),
    lastAnalyze: later("s.last_analyze", "s.last_autoanalyze"),
  },
  from: `from pg_class c join space n on n.oid = c.relnamespace
    left join pg_stat_all_tables s on s.relid = c.oid
    where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't' and ${notMember(catalogOid.relation, "c.oid")}`,
};

function indexes(major: number): Family<Row<IndexStatistics, "index">> {
  return {
    fields: {
      schema: "n.nspname",
      name: "c.relname",
      bytes: "pg_relation_size(c.oid)",
      scans: "coalesce(s.idx_scan, 0)",
      lastScan: major >= 16 ? time("s.last_idx_scan") : "null",
      rowsRead: "coalesce(s.idx_tup_read, 0)",
      rowsFetched: "coalesce(s.idx_tup_fetch, 0)",
    },
    from: `from pg_class c join space n on n.oid = c.relnamespace
      left join pg_stat_all_indexes s on s.indexrelid = c.oid
      where c.relkind in ('i', 'I') and c.relpersistence <> 't' and ${notMember(catalogOid.relation, "c.oid")}`,
  };
}

const resets: Family<{ since: string | null }> = {
  fields: { since: time("stats_reset") },
  from: "from pg_stat_database where datname = current_database()",
};

/**
 * Reads sizes and counters, in one statement; ids are those of the catalog. No right is needed.
 * @param major of the server
 */
export async function readStatistics(
  client: SqlClient,
  major: number,
  signal?: AbortSignal,
): Promise<CatalogStatistics> {
  signal?.throwIfAborted();
  const families = { tables, indexes: indexes(major), resets };
  const { rows } = await client.query(familiesSql(families));
  signal?.throwIfAborted();
  const decoded = decodeFamilies(families, (rows[0] as { catalog: string }).catalog);
  return {
    tables: new Map(
      decoded.tables.map(({ schema, name, kind, ...counted }): [ObjectId, TableStatistics] => {
        const table = schemaObjectId(kind === "m" ? "materializedView" : "table", schema, name);
        return [table, { table, ...counted }];
      }),
    ),
    indexes: new Map(
      decoded.indexes.map(({ schema, name, ...counted }): [ObjectId, IndexStatistics] => {
        const index = schemaObjectId("index", schema, name);
        return [index, { index, ...counted }];
      }),
    ),
    since: decoded.resets[0]?.since ?? null,
  };
}
