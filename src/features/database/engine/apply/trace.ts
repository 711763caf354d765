import type { SqlClient } from "../catalog/sqlClient.ts";

/** A lock that a statement took on a table, view, index or sequence that existed before it. */
export interface RelationLock {
  /** Qualified, as SQL. */
  readonly relation: string;
  /** As pg_locks says it: "AccessExclusiveLock". */
  readonly mode: LockMode;
}

export const lockModes = [
  "AccessShareLock",
  "RowShareLock",
  "RowExclusiveLock",
  "ShareUpdateExclusiveLock",
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
] as const;

export type LockMode = (typeof lockModes)[number];

/** What a statement did to relations that were there before the migration; names are qualified, as SQL. */
export interface StatementTrace {
  readonly locks: readonly RelationLock[];
  /** Tables and materialized views whose rows were written anew. */
  readonly rewrites: readonly string[];
  /** Tables that were read from the first row to the last. */
  readonly scans: readonly string[];
}

interface Observed {
  readonly oid: number;
  readonly relation: string;
  readonly relkind: string;
  readonly relfilenode: number;
  readonly mode: LockMode | null;
  readonly scans: number;
}

/**
 * Locks of this session, weaker ones left out, with what tells a rewrite and a scan. A lock on a relation that the
 * transaction itself made says nothing about others; those have a younger oid than the snapshot's.
 */
const observation = `
  select c.oid::bigint::float8 as oid, c.relkind::text, c.relfilenode::bigint::float8 as relfilenode,
         quote_ident(n.nspname) || '.' || quote_ident(c.relname) as relation,
         l.mode, coalesce(pg_catalog.pg_stat_get_xact_numscans(c.oid), 0)::float8 as scans
  from pg_catalog.pg_locks l
  join pg_catalog.pg_class c on c.oid = l.relation
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    and (l.mode not in ('AccessShareLock', 'RowExclusiveLock', 'RowShareLock') or c.relkind in ('r', 'm', 'p'))`;

const files = `
  select c.oid::bigint::float8 as oid, c.relfilenode::bigint::float8 as relfilenode
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`;

/** Watches statements of one session, from within it. */
export interface Tracer {
  /** Starts a transaction: nothing is held yet. To be called within it. */
  begin(): Promise<void>;
  /** What the statement that has just run did; inside its transaction, before it ends. */
  observe(): Promise<StatementTrace>;
}

/** Counts that Postgres has not passed on yet: earlier transactions of this session are among them. */
const earlierScans = `
  select c.oid::bigint::float8 as oid, pg_catalog.pg_stat_get_xact_numscans(c.oid)::float8 as scans
  from pg_catalog.pg_class c
  where c.relkind in ('r', 'm') and pg_catalog.pg_stat_get_xact_numscans(c.oid) > 0`;

/** Remembers which relations exist, and with which files, before a migration begins. */
export async function startTrace(client: SqlClient): Promise<Tracer> {
  const { rows } = await client.query(files);
  const fileOf = new Map((rows as readonly Observed[]).map(({ oid, relfilenode }) => [oid, relfilenode]));
  let held = new Set<string>();
  let scansOf = new Map<number, number>();

  return {
    async begin() {
      held = new Set();
      const earlier = (await client.query(earlierScans)).rows as readonly Observed[];
      scansOf = new Map(earlier.map(({ oid, scans }) => [oid, scans]));
    },
    async observe() {
      const observed = ((await client.query(observation)).rows as readonly Observed[]).filter(({ oid }) =>
        fileOf.has(oid),
      );
      const locks: RelationLock[] = [];
      const rewrites = new Set<string>();
      const scans = new Set<string>();
      for (const { oid, relation, relkind, relfilenode, mode, scans: count } of observed) {
        const key = `${String(oid)} ${String(mode)}`;
        if (mode !== null && mode !== "AccessShareLock" && !held.has(key)) locks.push({ relation, mode });
        held.add(key);
        const isStored = relkind === "r" || relkind === "m";
        if (isStored && fileOf.get(oid) !== relfilenode) rewrites.add(relation);
        fileOf.set(oid, relfilenode);
        if (isStored && count > (scansOf.get(oid) ?? 0)) scans.add(relation);
        scansOf.set(oid, count);
      }
      return { locks: strongest(locks), rewrites: [...rewrites], scans: [...scans] };
    },
  };
}

/** The strongest lock on each relation, strongest first. */
export function strongest(locks: readonly RelationLock[]): readonly RelationLock[] {
  const best = new Map<string, RelationLock>();
  for (const lock of locks) {
    const known = best.get(lock.relation);
    if (!known || strength(lock) > strength(known)) best.set(lock.relation, lock);
  }
  return [...best.values()].sort((a, b) => strength(b) - strength(a) || (a.relation < b.relation ? -1 : 1));
}

function strength({ mode }: RelationLock): number {
  return lockModes.indexOf(mode);
}
