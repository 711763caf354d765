import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  applyMigration,
  type Applied,
  type ApplyOptions,
} from "../../../src/features/database/engine/apply/applyMigration.ts";
import { openPgSession, type PgSession } from "../../../src/features/database/engine/apply/pgSession.ts";
import { parseConnectionText } from "../../../src/features/database/engine/connection/parseUrl.ts";
import { resolveTarget } from "../../../src/features/database/engine/connection/resolveTarget.ts";
import { readMigration } from "../../../src/features/database/engine/migrations/readMigration.ts";
import { UserError } from "../../../src/shared/userError.ts";
import { serverMajors, startPostgres, type TestServer } from "../../support/postgres/server.ts";

const signal = new AbortController().signal;
const script = join(import.meta.dirname, "../../support/migrations/applyAndDie.ts");
const folder = mkdtempSync(join(tmpdir(), "senior-backend-apply-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schema = `
create type mood as enum ('good');
create table users (id int primary key, email text);
insert into users select n, 'user' || n from generate_series(1, 500) n;
create table events (id int, at date) partition by range (at);
create table events_old partition of events for values from ('2020-01-01') to ('2021-01-01');
create index old_idx on users (email, id);`;

const migrationText = `-- migrate:up transaction:false
begin;
alter table users add column age int;
create table notes (id int primary key, user_id int references users);
commit;
create index concurrently users_email_idx on users (email);
create unique index concurrently on users (age);
begin;
alter type mood add value 'bad';
commit;
drop index concurrently old_idx;
alter table events detach partition events_old concurrently;
begin;
alter table notes add column mood mood default 'bad';
commit;
-- migrate:down transaction:false
begin;
drop table notes;
commit;
create index concurrently old_idx on users (email, id);
drop index concurrently users_email_idx;
begin;
alter table users drop column age;
alter table events attach partition events_old for values from ('2020-01-01') to ('2021-01-01');
commit;
`;

const path = join(folder, "20260101000000_many_steps.sql");
writeFileSync(path, migrationText);

describe.each(serverMajors)("applying a migration on Postgres %i", (major) => {
  let server: TestServer;
  beforeAll(async () => {
    // What is committed outlives a crash.
    server = await startPostgres(major, ["synchronous_commit=on"]);
  });
  afterAll(() => server.stop());

  async function apply(
    database: string,
    text = migrationText,
    options: Partial<ApplyOptions> = {},
  ): Promise<Applied> {
    const session = await openSessionOn(server, database);
    try {
      const migration = await readMigration({ path: "20260101000000_many_steps.sql", text });
      const retry = { lockTimeoutMs: 500, attempts: 3, pauseMs: 20 };
      return await applyMigration(session, migration, { direction: "up", retry, ...options }, signal);
    } finally {
      await session.close();
    }
  }

  async function fresh(): Promise<string> {
    const database = await server.createDatabase();
    await server.run(database, schema);
    return database;
  }

  it("runs step by step, tells locks, and records it in the tool's table", async () => {
    const database = await fresh();
    const { applied, statements } = await apply(database);
    expect(applied).toBe(true);
    expect(statements.map(({ step, transaction }) => `${String(step)} ${transaction}`)).toEqual([
      "1 inside",
      "1 inside",
      "2 outside",
      "3 outside",
      "4 inside",
      "5 outside",
      "6 outside",
      "7 inside",
    ]);
    expect(statements[0]?.locks).toEqual([{ relation: "public.users", mode: "AccessExclusiveLock" }]);
    expect(await state(server, database)).toEqual(target);
    expect(await apply(database)).toMatchObject({ applied: false });
  });

  it("goes back down and takes the record away", async () => {
    const database = await fresh();
    const before = await state(server, database);
    await apply(database);
    await apply(database, migrationText, { direction: "down" });
    expect(await state(server, database)).toEqual({
      ...before,
      moods: "good bad",
      tables: `${before.tables} schema_migrations`.split(" ").sort().join(" "),
    });
  });

  // Each death is a process of its own; what a kill leaves is the same on either major.
  it.skipIf(major === 14)(
    "ends in the target when it is killed at any moment and run again",
    async () => {
      // Right after a statement is sent: the server runs it, or not, with no one to answer to.
      const moment = "after";
      const stride = Number(process.env["KILL_STRIDE"] ?? 3);
      await server.run("postgres", `create database template_${moment}`);
      await server.run(`template_${moment}`, schema);
      let deaths = 0;
      let finished = false;
      for (let nth = 1; !finished; nth += 4 * stride) {
        const outcomes = await Promise.all([0, 1, 2, 3].map((n) => dieAndContinue(nth + n * stride)));
        deaths += outcomes.filter((died) => died).length;
        finished = outcomes.includes(false);
      }
      expect(deaths).toBeGreaterThan(Math.floor(40 / stride));

      async function dieAndContinue(nth: number): Promise<boolean> {
        const database = `killed_${moment}_${String(nth)}`;
        await server.run("postgres", `create database ${database} template template_${moment}`);
        if (await runAndDie([server.url(database), path, "up", String(nth), moment])) return false;
        await withoutSessions(server, database);
        await apply(database);
        expect(await state(server, database), `killed ${moment} statement ${String(nth)}`).toEqual(target);
        await server.dropDatabase(database);
        return true;
      }
    },
    300_000,
  );

  it("continues after the server went down in the middle of an index", async () => {
    const database = await fresh();
    const text = `-- migrate:up transaction:false
begin;
create table a (id int);
commit;
create index concurrently users_email_idx on users (email);
begin;
alter table users add column age int;
commit;
`;
    const writer = await server.connect(database);
    await writer.query("begin; update users set email = email where id = 1");
    const watcher = await server.connect("postgres");
    const failure = apply(database, text).then(
      () => undefined,
      (error: unknown) => error,
    );
    let pid: number | undefined;
    while (pid === undefined) {
      const { rows } = await watcher.query<{ pid: number }>(
        "select pid from pg_stat_activity where datname = $1 and query ilike 'create index concurrently%' and wait_event_type = 'Lock'",
        [database],
      );
      pid = rows[0]?.pid;
    }
    // Postgres takes all its sessions down when one of them is killed; until then it answers as if nothing were.
    const noticed = new Promise<void>((settle) => watcher.once("end", () => settle()));
    process.kill(pid, "SIGKILL");
    await noticed;
    expect(await failure).toBeInstanceOf(UserError);
    await serverIsBack(server, database);
    const invalid = "select count(*)::int as n from pg_index where not indisvalid";
    expect(await query(server, database, invalid)).toEqual([{ n: 1 }]);
    expect(await apply(database, text)).toMatchObject({ applied: true, resumedFrom: 1 });
    expect(await query(server, database, invalid)).toEqual([{ n: 0 }]);
    expect(await state(server, database)).toMatchObject({
      columns: "age email id",
      indexes: "old_idx users_email_idx users_pkey",
    });
  });

  it("names file, line and statement of a failure, and continues once the cause is gone", async () => {
    const database = await fresh();
    await server.run(database, "insert into users values (1000, 'user1')");
    const text = `-- migrate:up transaction:false
begin;
alter table users add column age int;
commit;
create unique index concurrently users_email_key on users (email);
-- migrate:down
`;
    await expect(apply(database, text)).rejects.toThrow(
      '20260101000000_many_steps.sql line 5: could not create unique index "users_email_key" (create unique index concurrently users_email_key on users). Step 1 of 2 is applied; correct the cause and run it again to continue.',
    );
    const left = await query(
      server,
      database,
      "select count(*)::int as n from pg_index where not indisvalid",
    );
    expect(left).toEqual([{ n: 0 }]);
    await server.run(database, "delete from users where id = 1000");
    expect(await apply(database, text)).toMatchObject({ applied: true, resumedFrom: 1 });
  });

  it("refuses a file that was edited half way, and one that is run by someone else", async () => {
    const database = await fresh();
    const failing =
      "-- migrate:up transaction:false\nbegin;\ncreate table a (id int);\ncommit;\nbegin;\nselect 1/0;\ncommit;\n";
    await expect(apply(database, failing)).rejects.toThrow(
      "line 6: division by zero (select 1/0). Step 1 of 2 is applied;",
    );
    await expect(apply(database, `${failing}-- edited`)).rejects.toThrow(
      "was edited after 1 step of it ran; restore the file",
    );
    const other = await server.connect(database);
    await other.query("select pg_advisory_lock(7309453110914150255)");
    await expect(apply(database, failing)).rejects.toThrow("Another migration is running in this database");
    await other.end();
  });

  it("lets others pass and tries again when it cannot have a lock", async () => {
    const database = await fresh();
    const reader = await server.connect(database);
    await reader.query("begin; select from users limit 1");
    const steps: number[] = [];
    const running = apply(database, "-- migrate:up\nalter table users add column x int;\n-- migrate:down\n", {
      retry: { lockTimeoutMs: 50, attempts: 100, pauseMs: 5 },
      onStep: (step) => steps.push(step),
    });
    const watcher = await server.connect(database);
    for (let waiting = 0; waiting < 3;) {
      const { rows } = await watcher.query(
        "select from pg_locks where not granted and mode = 'AccessExclusiveLock'",
      );
      if (rows.length > 0) waiting++;
    }
    await reader.query("commit");
    expect(await running).toMatchObject({ applied: true });
    expect(steps).toEqual([0]);
  });

  it("stops when it is told to, with what is done recorded", async () => {
    const database = await fresh();
    const abort = new AbortController();
    const session = await openSessionOn(server, database);
    const text =
      "-- migrate:up transaction:false\nbegin;\ncreate table a (id int);\ncommit;\nselect pg_sleep(60);\n";
    const migration = await readMigration({ path: "1_slow.sql", text });
    const running = applyMigration(
      session,
      migration,
      {
        direction: "up",
        retry: { lockTimeoutMs: 500, attempts: 1, pauseMs: 1 },
        onStep: (step) => step === 1 && setImmediate(() => abort.abort()),
      },
      abort.signal,
    );
    await expect(running).rejects.toThrow(/canceling statement|aborted/i);
    await session.close();
    expect(await query(server, database, "select done from senior_backend_migration_progress")).toEqual([
      { done: 1 },
    ]);
  });
});

const target = {
  columns: "age email id",
  indexes: "users_age_idx users_email_idx users_pkey",
  invalid: 0,
  moods: "good bad",
  partitions: 0,
  tables: "events events_old notes schema_migrations users",
  versions: "20260101000000",
};

async function openSessionOn(server: TestServer, database: string): Promise<PgSession> {
  return await openPgSession(await resolveTarget(parseConnectionText(server.url(database))));
}

async function query(server: TestServer, database: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: server.url(database) });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What the migration changes, in words that a difference is easy to see in. */
async function state(server: TestServer, database: string): Promise<typeof target> {
  const [row] = await query(
    server,
    database,
    `select
       (select string_agg(attname, ' ' order by attname) from pg_attribute where attrelid = 'users'::regclass and attnum > 0 and not attisdropped) as columns,
       (select string_agg(indexrelid::regclass::text, ' ' order by indexrelid::regclass::text) from pg_index where indrelid = 'users'::regclass) as indexes,
       (select count(*)::int from pg_index where not indisvalid) as invalid,
       (select string_agg(enumlabel, ' ' order by enumsortorder) from pg_enum) as moods,
       (select count(*)::int from pg_inherits) as partitions,
       (select string_agg(relname, ' ' order by relname) from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace) as tables,
       (select coalesce(string_agg(x, ' '), '') from (select (xpath('//version/text()', query_to_xml('select version from schema_migrations', true, false, '')))::text as x where to_regclass('schema_migrations') is not null) v) as versions`,
  );
  const { versions, ...rest } = row as typeof target;
  return { ...rest, versions: versions.replace(/[{}]/g, "") };
}

/** A killed client is noticed by the server when it next looks; until then its session holds its locks. */
async function withoutSessions(server: TestServer, database: string): Promise<void> {
  const client = await server.connect("postgres");
  for (;;) {
    const { rows } = await client.query("select from pg_stat_activity where datname = $1", [database]);
    if (rows.length === 0) break;
  }
  await client.end();
}

async function serverIsBack(server: TestServer, database: string): Promise<void> {
  for (;;) {
    try {
      await query(server, database, "select 1");
      return;
    } catch {
      // It is recovering.
    }
  }
}

function runAndDie(args: readonly string[]): Promise<boolean> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
    child.once("error", reject);
    child.once("close", (code, killedBy) => {
      if (killedBy === "SIGKILL") settle(false);
      else if (code === 0 && output.includes("finished")) settle(true);
      else reject(new Error(`The process ended with ${String(code)}: ${errors}`));
    });
  });
}
