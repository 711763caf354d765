import { execFile, fork } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { parseArgs, promisify } from "node:util";
import { readCatalog } from "../../src/features/database/engine/catalog/readCatalog.ts";
import type { SqlClient } from "../../src/features/database/engine/catalog/sqlClient.ts";
import { openSession } from "../../src/features/database/engine/connection/openSession.ts";
import { explorerLimits } from "../../src/features/database/engine/connection/session.ts";
import { sqlClient } from "../../src/features/database/engine/connection/sqlClient.ts";
import { readSizes } from "../../src/features/database/engine/explorer/sizes.ts";
import type {
  ConnectionTarget,
  DatabaseHostApi,
  DatabaseProcessApi,
  NodeRef,
} from "../../src/features/database/protocol.ts";
import { openChannel } from "../../src/shared/channel.ts";
import { processPort } from "../../src/shared/processPort.ts";
import { type ServerMajor, startPostgres, type TestServer } from "../support/postgres/server.ts";

/**
 * `npm run bench -- catalog [--tables 2000] [--runs 9]`: reading the catalog of a large database, in turns with
 * `pg_dump --schema-only` on the same server, and what the tree then takes. Needs `npm run build`.
 */
const { values } = parseArgs({
  options: { tables: { type: "string", default: "2000" }, runs: { type: "string", default: "9" } },
});
const tables = Number(values.tables);
const runs = Number(values.runs);
const signal = new AbortController().signal;
const run = promisify(execFile);

/** Each table has 20 columns, a primary key, two more indexes and, but for the first, a foreign key. */
function createTable(n: number): string {
  const fillers = Array.from(
    { length: 14 },
    (_, column) =>
      `value_${String(column)} ${["text", "integer", "numeric(12,2)", "timestamptz", "jsonb"][column % 5] ?? "text"}`,
  );
  const columns = [
    "id bigint generated always as identity primary key",
    `parent_id bigint ${n > 0 ? `references app.table_${String(n - 1)} on delete cascade` : ""}`,
    "name varchar(80) not null default ''",
    "status text not null default 'new' check (status in ('new', 'paid', 'sent'))",
    "amount numeric(12,2) not null default 0",
    "created_at timestamptz not null default now()",
    ...fillers,
  ];
  const table = `app.table_${String(n)}`;
  return [
    `create table ${table} (${columns.join(", ")})`,
    `create index on ${table} (parent_id)`,
    `create index on ${table} (status, created_at desc) where status <> 'sent'`,
    `comment on table ${table} is 'Table ${String(n)}'`,
  ].join("; ");
}

/** A transaction locks what it creates, and the server keeps room for a few thousand locks. */
const tablesPerTransaction = 50;

async function createDatabase(server: TestServer): Promise<string> {
  const database = await server.createDatabase();
  const client = await server.connect(database);
  await client.query("create schema app");
  for (let first = 0; first < tables; first += tablesPerTransaction) {
    const count = Math.min(tablesPerTransaction, tables - first);
    await client.query(Array.from({ length: count }, (_, n) => createTable(first + n)).join("; "));
  }
  await client.query("vacuum analyze");
  await client.end();
  return database;
}

interface PgDump {
  readonly path: string;
  /** "pg_dump (PostgreSQL) 15.20" */
  readonly version: string;
  readonly major: number;
}

/** The newest pg_dump of this machine: it refuses servers that are newer than itself. */
async function findPgDump(): Promise<PgDump | undefined> {
  const packaged = "/usr/lib/postgresql";
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    ...(existsSync(packaged) ? readdirSync(packaged).map((version) => join(packaged, version, "bin")) : []),
  ];
  const paths = folders.map((folder) => join(folder, "pg_dump")).filter((path) => existsSync(path));
  const found = await Promise.all(
    paths.map(async (path) => {
      const version = (await run(path, ["--version"])).stdout.trim();
      return { path, version, major: Number(/ (\d+)/.exec(version)?.[1] ?? 0) };
    }),
  );
  return found.sort((a, b) => b.major - a.major)[0];
}

interface Times {
  readonly min: number;
  readonly median: number;
}

/** Milliseconds. */
function timesOf(all: readonly number[]): Times {
  const sorted = all.map(Math.round).sort((a, b) => a - b);
  return { min: sorted[0] ?? NaN, median: sorted[Math.floor(sorted.length / 2)] ?? NaN };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Reads the catalog in turns with pg_dump, so that what disturbs the machine disturbs both. */
async function compareReaders(server: TestServer, database: string, dump: PgDump | undefined) {
  const target = { ...targetOf(server, database), connectTimeout: 10 };
  const session = await openSession(target, { access: "read-only", limits: explorerLimits }, signal);
  let statements = 0;
  const client: SqlClient = {
    query: (text, parameters) => {
      statements++;
      return sqlClient(session, signal).query(text, parameters);
    },
  };
  const ours: number[] = [];
  const sizes: number[] = [];
  const dumped: number[] = [];
  let objects = 0;
  let perReading = 0;
  for (let turn = 0; turn <= runs; turn++) {
    const before = statements;
    const mine = await timed(async () => (objects = (await readCatalog(client, {}, signal)).objects.size));
    perReading = statements - before;
    const measured = await timed(() => readSizes(client));
    const theirs = dump ? await timed(() => dumpSchema(dump, server, database)) : NaN;
    // The first turn fills the caches of both.
    if (turn === 0) continue;
    ours.push(mine);
    sizes.push(measured);
    dumped.push(theirs);
  }
  await session.close();
  return { objects, statements: perReading, catalog: ours, sizes, dumped };
}

async function dumpSchema({ path }: PgDump, server: TestServer, database: string): Promise<void> {
  await run(path, ["--schema-only", "--file=/dev/null", server.url(database)]);
}

function targetOf(server: TestServer, database: string) {
  const { host, port, user, password } = server;
  return { host, port, user, password, database, sslmode: "disable" as const };
}

/** Expands the view as a person would, in a database process that has just been started. */
async function walkTree(target: ConnectionTarget) {
  const child = fork(resolve("dist", "database.js"), [], { serialization: "advanced", silent: true });
  const channel = openChannel<DatabaseHostApi, DatabaseProcessApi>(processPort(child), {
    connectionTarget: () => target,
    connectionOpened: () => undefined,
    connectionLost: () => undefined,
    progress: () => undefined,
    log: () => undefined,
  });
  const children = (ref: NodeRef, filter = "") =>
    channel.call("treeChildren", { connectionId: "bench", ref, from: 0, limit: 500, filter });
  const tablesOfSchema: NodeRef = { of: "group", owner: "schema app", group: "tables" };
  try {
    const connect = await timed(() => children({ of: "database" }));
    const firstPage = await timed(() => children(tablesOfSchema));
    const table = await timed(() => children({ of: "object", id: "table app.table_7" }));
    const filtered = await timed(() => children(tablesOfSchema, "table_19"));
    return {
      connectAndReadMs: Math.round(connect),
      firstPageOfTablesMs: round(firstPage),
      oneTableMs: round(table),
      filterMs: round(filtered),
      processMemoryMb: memoryOf(child.pid),
    };
  } finally {
    channel.dispose();
    child.disconnect();
  }
}

/** The most memory that a process ever had; undefined where Linux does not say. */
function memoryOf(pid: number | undefined): number | undefined {
  const status = `/proc/${String(pid)}/status`;
  if (!existsSync(status)) return undefined;
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

async function main(): Promise<void> {
  const dump = await findPgDump();
  const major: ServerMajor = dump && dump.major < 18 ? 14 : 18;
  const server = await startPostgres(major, ["max_locks_per_transaction=1024"]);
  try {
    const database = await createDatabase(server);
    const { catalog, sizes, dumped, statements, objects } = await compareReaders(server, database, dump);
    const [ours, theirs] = [timesOf(catalog), timesOf(dumped)];
    const report = {
      schemaVersion: 1,
      server: major,
      tables,
      columns: tables * 20,
      indexes: tables * 3,
      objects,
      statements,
      readCatalogMs: ours,
      readSizesMs: timesOf(sizes),
      pgDump: dump ? { version: dump.version, ms: theirs } : "none on this machine",
      ...(dump && {
        timesPgDump: { min: round(ours.min / theirs.min), median: round(ours.median / theirs.median) },
      }),
      tree: await walkTree(targetOf(server, database)),
    };
    console.log(JSON.stringify(report, undefined, 2));
  } finally {
    await server.stop();
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : String(error));
  process.exitCode = 2;
});
