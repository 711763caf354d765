import { afterAll, describe, expect, it } from "vitest";
import { loadSchema } from "../../../src/features/database/engine/shadow/loadSchema.ts";
import { dumpDifferences } from "../../../src/features/database/engine/proof/dumpText.ts";
import { pgliteShadow } from "../../../src/features/database/engine/shadow/pgliteShadow.ts";
import { readSchema, type SchemaFile } from "../../../src/features/database/engine/shadow/schemaScript.ts";

const signal = new AbortController().signal;
const shadow = pgliteShadow();
afterAll(() => shadow.dispose());

async function load(...files: readonly (string | SchemaFile)[]) {
  const named = files.map((file, index) =>
    typeof file === "string" ? { path: `${String(index + 1)}.sql`, text: file } : file,
  );
  const script = await readSchema(named, signal);
  const database = await shadow.open(script, signal);
  const report = await loadSchema(database, script, signal);
  return { database, report };
}

async function relations(database: { query(text: string): Promise<{ rows: readonly unknown[] }> }) {
  const { rows } = await database.query(
    "select string_agg(relname, ' ' order by relname) as names from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')",
  );
  return (rows[0] as { names: string | null }).names;
}

describe("loading a schema into the in-process Postgres", { timeout: 120_000 }, () => {
  it("takes what pg_dump writes: meta-commands, rows, owners and settings of other versions", async () => {
    const { database, report } = await load(`
\\restrict kJ2
SET statement_timeout = 0;
SET transaction_timeout_of_the_future = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO pg_database_owner;
CREATE TABLE public.users (id integer NOT NULL, name text DEFAULT 'a;b');
ALTER TABLE public.users OWNER TO shop_owner;
COPY public.users (id, name) FROM stdin;
1	it's; me
\\.
GRANT SELECT ON TABLE public.users TO "Report Reader";
ALTER DEFAULT PRIVILEGES FOR ROLE shop_owner IN SCHEMA public GRANT SELECT ON TABLES TO reader2;
\\unrestrict kJ2
`);
    expect(await relations(database)).toBe("users");
    expect(report).toEqual({ unproven: [], notes: ["Rows of 1 COPY block were not loaded."] });
  });

  it("brings files into an order that works, with the search path of each", async () => {
    const { database } = await load(
      "set search_path = shop; create view totals as select count(*) from orders;",
      "create table shop.orders (id int primary key, user_id int references shop.users);",
      "create schema shop; create table shop.users (id int primary key);",
    );
    expect((await database.query("select * from shop.totals")).rows).toEqual([{ count: "0" }]);
  });

  it("starts every database empty, without the roles of the one before", async () => {
    await load("create role left_behind; create table t (id int)");
    const { database } = await load("create table u (id int)");
    expect(await relations(database)).toBe("u");
    expect((await database.query("select from pg_roles where rolname = 'left_behind'")).rows).toEqual([]);
  });

  it("names file, line and statement of what cannot be loaded", async () => {
    await expect(load("create table a (id int);\n\ncreate view v as select nothing from a;")).rejects.toThrow(
      '1.sql line 3: column "nothing" does not exist (create view v as select nothing from a).',
    );
    await expect(load("select 1;\ncreate tabel a (id int);")).rejects.toThrow(
      '1.sql line 2: syntax error at or near "tabel"; correct the statement and try again.',
    );
  });

  it("has the extensions that Postgres itself comes with", async () => {
    const { database, report } = await load(
      'create extension citext; create extension if not exists "uuid-ossp"; create table t (id uuid default uuid_generate_v4(), email citext);',
    );
    expect(report.unproven).toEqual([]);
    expect(await relations(database)).toBe("t");
  });

  it("takes an extension in the version that it has", async () => {
    const { report } = await load("create extension hstore version '1.0'; create table t (a hstore);");
    expect(report.unproven).toEqual([]);
  });

  it("puts stand-ins in the place of others, and says so", async () => {
    const { database, report } = await load(
      `create extension vector with schema public;
       create table items (id int, embedding vector(3));
       create index on items using hnsw (embedding vector_cosine_ops);
       create extension timescaledb;
       select create_hypertable('items', 'id');`,
    );
    expect(await relations(database)).toBe("items");
    expect(
      (
        await database.query(
          "select format_type(atttypid, atttypmod) as type from pg_attribute where attname = 'embedding' and attrelid = 'items'::regclass",
        )
      ).rows,
    ).toEqual([{ type: "vector(3)" }]);
    expect(report.unproven.map(({ object }) => object)).toEqual([
      "extension vector",
      "extension timescaledb",
      "select create_hypertable",
    ]);
  });

  it("checks function bodies once everything is there", async () => {
    const { report } = await load(`
      create function total() returns bigint language sql as 'select sum(amount) from payments';
      create function broken() returns int language sql as 'select nothing from payments';
      create table payments (amount int);`);
    expect(report.notes).toEqual(['The body of broken() does not hold: column "nothing" does not exist.']);
  });

  it("can dump its schema and goes on working", async () => {
    const { database } = await load("create table t (id int); create table u (id int)");
    expect(await database.dump()).toMatchObject({
      by: "pg_dump",
      text: expect.stringContaining("CREATE TABLE public.t") as string,
    });
    await database.run("create table v (id int)");
    expect(await relations(database)).toBe("t u v");
  });

  it("has a second observer for schemas of any size, which sees what the model of catalogs leaves out", async () => {
    const schema = "create table t (id int primary key, note text); create view v as select id from t;";
    const one = await (await load(schema)).database.dump("system catalogs");
    const { database } = await load(schema);
    expect(dumpDifferences((await database.dump("system catalogs")).text, one.text)).toEqual({
      missing: [],
      extra: [],
    });
    await database.run(`
      create text search configuration plain (copy = simple);
      alter table t alter column note set storage external;
      comment on view v is 'kept';`);
    const { extra } = dumpDifferences((await database.dump("system catalogs")).text, one.text);
    expect(extra).toEqual([
      expect.stringMatching(/^column public\.t\.note: .*"attstorage": "e"/) as string,
      "object pg_ts_config public.plain:",
      "COMMENT ON view public.v IS 'kept';",
    ]);
  });
});
