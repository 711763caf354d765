import { afterAll, describe, expect, it } from "vitest";
import { migrationTool } from "../../../src/features/database/engine/migrations/tools/all.ts";
import {
  compareSchemas,
  type Comparison,
} from "../../../src/features/database/engine/proof/compareSchemas.ts";
import { dumpDifferences } from "../../../src/features/database/engine/proof/dumpText.ts";
import { patternSample } from "../../../src/features/database/engine/proof/patternSample.ts";
import type { SchemaSide } from "../../../src/features/database/engine/proof/side.ts";
import { readSchema } from "../../../src/features/database/engine/shadow/schemaScript.ts";
import { builtShadow } from "../../support/postgres/shadow.ts";

const signal = new AbortController().signal;
const shadow = builtShadow();
afterAll(() => shadow.dispose());

async function side(label: string, text: string): Promise<SchemaSide> {
  return { kind: "files", label, script: await readSchema([{ path: label, text }], signal) };
}

async function compare(
  from: string,
  to: string,
  renames: readonly { from: string; to: string }[] = [],
): Promise<Comparison> {
  return await compareSchemas(
    {
      from: await side("from.sql", from),
      to: await side("to.sql", to),
      shadow,
      tool: migrationTool("dbmate"),
      existing: [],
      now: new Date("2026-11-22T19:51:00Z"),
      renames,
    },
    signal,
  );
}

const shop = `
create table users (id bigint generated always as identity primary key, email text not null, name varchar(40));
create table orders (
  id bigint generated always as identity primary key,
  user_id bigint not null references users,
  total numeric(10,2) not null default 0
);
create view big_orders as select id, total from orders where total > 100;`;

describe("proving a migration", { timeout: 120_000 }, () => {
  it("replays it up and down, with rows, interruptions and a second observer", async () => {
    const { proof, files } = await compare(
      shop,
      `create type order_status as enum ('new', 'paid');
       create table users (id bigint generated always as identity primary key, email text not null, name varchar(80));
       create unique index users_email_key on users (lower(email));
       create table orders (
         id bigint generated always as identity primary key,
         user_id bigint not null references users,
         total numeric(12,2) not null default 0 check (total >= 0),
         status order_status not null default 'new'
       );
       create index orders_user_id_idx on orders (user_id);
       create view big_orders as select id, total, status from orders where total > 100;`,
    );
    expect(proof.unproven).toEqual([]);
    expect(proof.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(proof.checks.map(({ name }) => name).sort()).toEqual(
      ["down", "online form", "resume", "rewrites", "rows", "second observer", "up"].sort(),
    );
    expect(proof.proven).toBe(true);
    expect(files.map(({ path }) => path)).toEqual([
      expect.stringMatching(/^20261122195100_[a-z0-9_]+\.sql$/),
    ]);
    expect(files[0]?.text).toContain("-- Proven on PostgreSQL 18 (in process): up, ");
    expect(files[0]?.text).toContain("CREATE INDEX CONCURRENTLY orders_user_id_idx");
  });

  it("says what is lost before anything else", async () => {
    const { diff, files, proof } = await compare(
      shop,
      "create table users (id bigint generated always as identity primary key, email text not null);",
    );
    expect(diff.losses.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["table public.orders", "column public.users.name"]),
    );
    expect(files[0]?.text).toMatch(/^-- Data is lost/);
    expect(proof.proven).toBe(true);
  });

  it("asks about renames and never guesses them", async () => {
    const to = shop.replace("name varchar(40)", "full_name varchar(40)");
    const asked = await compare(shop, to);
    expect(asked.diff.candidates).toMatchObject([
      { from: "column public.users.name", to: "column public.users.full_name" },
    ]);
    expect(asked.diff.losses).toHaveLength(1);
    const told = await compare(shop, to, [{ from: "users.name", to: "full_name" }]);
    expect(told.diff.losses).toEqual([]);
    expect(told.files[0]?.text).toMatch(/RENAME COLUMN name TO full_name/i);
    expect(told.proof).toMatchObject({ proven: true });
    await expect(compare(shop, to, [{ from: "users.nmae", to: "full_name" }])).rejects.toThrow(
      "Nothing that is removed and added fits the rename users.nmae=full_name; candidates are public.users.name=public.users.full_name.",
    );
  });

  it("asks about the columns of a table that is renamed, once that is agreed to", async () => {
    const from = "create table people (id int, name text, email text, age int);";
    const to = "create table users (id int, full_name text, email text, age int);";
    const table = { from: "people", to: "users" };
    const asked = await compare(from, to);
    expect(asked.diff.candidates).toMatchObject([{ from: "table public.people", to: "table public.users" }]);
    const half = await compare(from, to, [table]);
    expect(half.diff.candidates).toMatchObject([
      { from: "column public.users.name", to: "column public.users.full_name" },
    ]);
    for (const column of ["public.users.name", "people.name"]) {
      const told = await compare(from, to, [{ from: column, to: "full_name" }, table]);
      expect(told.diff.losses).toEqual([]);
      expect(told.diff.changes).toEqual([]);
      expect(told.diff.renames).toContainEqual({
        from: "column public.people.name",
        to: "column public.users.full_name",
      });
      expect(told.proof).toMatchObject({ proven: true, unproven: [] });
    }
    await expect(compare(from, to, [table, { from: "people.nmae", to: "full_name" }])).rejects.toThrow(
      "Nothing that is removed and added fits the rename people.nmae=full_name; candidates are public.users.name=public.users.full_name.",
    );
  });

  it("has nothing to say about equal schemas", async () => {
    const { diff, files, proof } = await compare(
      shop,
      shop.replace("big_orders as select id, total", "big_orders as\n select id , total"),
    );
    expect(diff.changes).toEqual([]);
    expect(files).toEqual([]);
    expect(proof.proven).toBe(true);
  });

  it("grants to roles that only the target speaks of", async () => {
    const table = "create table t (id int primary key);";
    const { proof, diff } = await compare(table, `${table} grant select on t to reader;`);
    expect(diff.changes).toHaveLength(1);
    expect(proof).toMatchObject({ proven: true });
  });

  it("names what depends on rows", async () => {
    const { proof } = await compare(
      "create table t (id int primary key, kind text);",
      "create table t (id int primary key, kind text, other int not null);",
    );
    expect(proof.checks.find(({ name }) => name === "rows")).toMatchObject({ ok: false });
    expect(proof.checks.filter(({ name }) => name === "up" || name === "down")).toMatchObject([
      { ok: true },
      { ok: true },
    ]);
    expect(proof.proven).toBe(false);
  });

  it("names what the model leaves out and pg_dump sees", async () => {
    const { proof } = await compare(
      "create table t (id int primary key);",
      `create table t (id int primary key, n int);
       create function plus(a int, b int) returns int language sql immutable as 'select a + b';
       create operator === (leftarg = int, rightarg = int, function = plus);`,
    );
    expect(proof.proven).toBe(false);
    expect(proof.unproven.map(({ object }) => object).join("\n")).toMatch(/operator/i);
  });
});

describe("the text of two dumps", () => {
  const head = "--\n-- PostgreSQL database dump\n--\n\nSET x = 1;\n\n";
  const table = (body: string) =>
    `--\n-- Name: t; Type: TABLE; Schema: public; Owner: -\n--\n\nCREATE TABLE public.t (\n${body}\n);\n\n`;
  const comment = "--\n-- Name: TABLE t; Type: COMMENT\n--\n\nCOMMENT ON TABLE public.t IS 'x';\n\n";

  it("is the same in any order of statements and columns", () => {
    const one = `${head}${table("    a integer,\n    b text")}${comment}`;
    const other = `${head}${comment}${table("    b text,\n    a integer")}`;
    expect(dumpDifferences(one, other)).toEqual({ missing: [], extra: [] });
  });

  it("differs when a property differs", () => {
    const one = `${head}${table("    a integer")}`;
    expect(dumpDifferences(one, `${head}${table("    a bigint")}`).missing).toHaveLength(1);
    expect(dumpDifferences(one, `${one}${comment}`)).toEqual({
      missing: ["COMMENT ON TABLE public.t IS 'x';"],
      extra: [],
    });
  });

  it("leaves owners, rights and comments aside when the comparison does", () => {
    const one = `${head}${table("    a integer")}`;
    const owned = one.replace("\n);\n", "\n);\n\n\nALTER TABLE public.t OWNER TO lantern;\n");
    const right = "--\n-- Name: TABLE t; Type: ACL\n--\n\nGRANT SELECT ON TABLE public.t TO reader;\n\n";
    const aside = { owners: false, privileges: false, comments: false };
    expect(dumpDifferences(one, `${owned}${right}${comment}`, aside)).toEqual({ missing: [], extra: [] });
    expect(dumpDifferences(one, owned, { owners: true }).missing).toHaveLength(1);
    expect(dumpDifferences(one, `${one}${right}`, { owners: false }).missing).toHaveLength(1);
  });
});

describe("rows that are made up", () => {
  it("fit patterns, and differ where they may", () => {
    for (const pattern of ["^[A-Z]{2}$", "^97[89][0-9]{10}$", "^\\d{3}-\\w+$", "^#[0-9a-f]{6}$", "^a*b?c$"]) {
      for (const n of [1, 2, 3]) expect(patternSample(pattern, n)).toMatch(new RegExp(pattern));
    }
    expect(patternSample("^[A-Z]{2}$", 1)).not.toBe(patternSample("^[A-Z]{2}$", 2));
    expect(patternSample("^(a|b)$", 1)).toBeUndefined();
    expect(patternSample("^[^a]$", 1)).toBeUndefined();
    expect(patternSample("[", 1)).toBeUndefined();
  });

  it("pass checks that ask for a pattern or forbid a value", async () => {
    const schema = (columns: string) => `
      create domain isbn as char(13) check (value ~ '^97[89][0-9]{10}$');
      create table t (id int primary key, isbn isbn not null unique, title text not null check (title <> ''),
        country char(2) not null check (country ~ '^[A-Z]{2}$') ${columns});`;
    const { proof } = await compare(schema(""), schema(", note text"));
    expect(proof).toMatchObject({ proven: true, unproven: [] });
  });
});
