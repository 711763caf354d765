import { createHash } from "node:crypto";
import { UserError } from "../../../../shared/userError.ts";
import type { SqlClient } from "../catalog/sqlClient.ts";
import type { Migration } from "../migrations/migration.ts";

/**
 * Where a migration of several steps has come to. The table exists only while one is under way: each step that is a
 * transaction moves the mark with it, so that a crash at any moment leaves the mark and the schema in agreement.
 */
export interface Progress {
  /** Steps that are done. */
  readonly done: number;
  /** The step outside a transaction that was begun and may be half done. */
  readonly begun: number | undefined;
  /** Indexes of the step's table from before it began, as oids. */
  readonly indexesBefore: readonly string[];
}

/** Visible to everyone who reads the catalog; comparisons leave it out. */
export const progressTable = "senior_backend_migration_progress";

const table = `public.${progressTable}`;

export type Direction = "up" | "down";

interface ProgressRow {
  readonly version: string;
  readonly direction: Direction;
  readonly checksum: string;
  readonly done: number;
  readonly begun: number | null;
  readonly indexes_before: string | null;
}

/**
 * Reads where an interrupted run stopped; undefined when none was.
 * @throws UserError when another migration is unfinished, or this file was changed after a part of it ran.
 */
export async function readProgress(
  client: SqlClient,
  migration: Migration,
  direction: Direction,
): Promise<Progress | undefined> {
  const { rows: tables } = await client.query("select from pg_catalog.pg_class where oid = to_regclass($1)", [
    table,
  ]);
  if (tables.length === 0) return undefined;
  const { rows } = await client.query(
    `select version, direction, checksum, done, begun, array_to_string(indexes_before, ',') as indexes_before from ${table}`,
  );
  const [row] = rows as readonly ProgressRow[];
  if (!row) return undefined;
  if (row.version !== migration.version || row.direction !== direction)
    throw new UserError(
      `Migration ${row.version} stopped on its way ${row.direction} after ${steps(row.done)}; run it again before another one.`,
    );
  if (row.checksum !== checksumOf(migration))
    throw new UserError(
      `${migration.path} was edited after ${steps(row.done)} of it ran; restore the file and run it again.`,
    );
  return {
    done: row.done,
    begun: row.begun ?? undefined,
    indexesBefore: row.indexes_before?.split(",").filter((oid) => oid !== "") ?? [],
  };
}

/** Marks the beginning of a migration of several steps. */
export async function startProgress(
  client: SqlClient,
  migration: Migration,
  direction: Direction,
): Promise<void> {
  await client.query("begin");
  await client.query(
    `create table if not exists ${table} (
       version text not null, direction text not null, checksum text not null,
       done integer not null, begun integer, indexes_before oid[]
     )`,
  );
  await client.query(`insert into ${table} (version, direction, checksum, done) values ($1, $2, $3, 0)`, [
    migration.version,
    direction,
    checksumOf(migration),
  ]);
  await client.query("commit");
}

/** Marks that a step outside a transaction begins. */
export async function markBegun(client: SqlClient, step: number, indexes: readonly string[]): Promise<void> {
  await client.query(`update ${table} set begun = $1, indexes_before = $2::text::oid[]`, [
    step,
    `{${indexes.join(",")}}`,
  ]);
}

/** Marks a step as done; within its transaction when it is one. */
export async function markDone(client: SqlClient, step: number): Promise<void> {
  await client.query(`update ${table} set done = $1, begun = null, indexes_before = null`, [step + 1]);
}

/** Takes the marks away, with the last step. */
export async function endProgress(client: SqlClient): Promise<void> {
  await client.query(`drop table ${table}`);
}

function checksumOf({ text }: Migration): string {
  return createHash("sha256").update(text).digest("hex");
}

function steps(count: number): string {
  return `${String(count)} step${count === 1 ? "" : "s"}`;
}
