import { describe, expect, it } from "vitest";
import { parseSql } from "../../../src/features/database/engine/sql/parseSql.ts";
import { applySafeFixes } from "../../../src/features/database/engine/sqlLint/applyFixes.ts";
import type { CatalogFacts, TableFacts } from "../../../src/features/database/engine/sqlLint/catalog.ts";
import { lintSql, type SqlLintOptions } from "../../../src/features/database/engine/sqlLint/lint.ts";

async function lint(sql: string, options: Partial<SqlLintOptions> = {}) {
  return lintSql(await parseSql(sql), {
    path: "db/change.sql",
    severities: { "require-lock-timeout": "off" },
    ...options,
  });
}

async function codes(sql: string, options: Partial<SqlLintOptions> = {}): Promise<readonly string[]> {
  return (await lint(sql, options)).map(({ code }) => code);
}

const index = "create index concurrently orders_x_idx on orders (x);";

describe("migration tools", () => {
  it.each([
    ["dbmate", `-- migrate:up\n${index}`, "x.sql", true],
    ["dbmate without a transaction", `-- migrate:up transaction:false\n${index}`, "x.sql", false],
    ["dbmate with several statements", `-- migrate:up transaction:false\nselect 1;\n${index}`, "x.sql", true],
    ["goose", `-- +goose Up\n${index}`, "x.sql", true],
    [
      "goose without a transaction",
      `-- +goose NO TRANSACTION\n-- +goose Up\nselect 1;\n${index}`,
      "x.sql",
      false,
    ],
    ["node-pg-migrate", `-- Up Migration\n${index}\n-- Down Migration\n`, "x.sql", true],
    ["graphile-migrate", `--! Previous: sha1:1\n${index}`, "x.sql", true],
    ["graphile-migrate without one", `--! Previous: -\n--! no-transaction\n${index}`, "x.sql", false],
    ["Drizzle", `${index}\n--> statement-breakpoint\nselect 1;`, "x.sql", true],
    ["Prisma with one statement", index, "prisma/migrations/20260101120000_add/migration.sql", false],
    ["Prisma with two", `select 1;${index}`, "prisma/migrations/20260101120000_add/migration.sql", true],
    ["golang-migrate with one", index, "migrations/000001_add.up.sql", false],
    ["golang-migrate with two", `select 1;${index}`, "migrations\\000001_add.up.sql", true],
    ["Flyway with one", index, "sql/V1__add.sql", false],
    ["Flyway with two", `select 1;${index}`, "sql/V1_2__add.sql", true],
    ["BEGIN in the file", `begin;\n${index}\ncommit;`, "x.sql", true],
    ["nothing of that kind", index, "x.sql", false],
  ])("know whether %s runs a transaction", async (_, sql, path, runsOne) => {
    expect((await codes(sql, { path })).includes("concurrently-in-transaction")).toBe(runsOne);
  });

  it("turn dbmate's transaction off as a fix", async () => {
    const sql = `-- migrate:up\n${index}\n`;
    const fixed = applySafeFixes(sql, await lint(sql));
    expect(fixed?.text).toBe(`-- migrate:up transaction:false\n${index}\n`);
    expect(await codes(fixed?.text ?? "")).toEqual([]);
  });

  it("leave what goes back alone where it undoes what went forward, but not its locks", async () => {
    const sql =
      "-- migrate:up\nselect 1;\n-- migrate:down\ndrop table orders;\nalter table orders add check (x > 0);";
    expect(await codes(sql)).toEqual(["add-check-scans"]);
    expect(await codes("drop table orders;", { path: "migrations/1_a.down.sql" })).toEqual([]);
    expect(await codes("drop table orders;", { path: "migrations/1_a.up.sql" })).toEqual(["drop-table"]);
  });

  it("do not carry what the up part made into the down part", async () => {
    const sql = "-- migrate:up\ncreate table orders (x int);\n-- migrate:down\ncreate index i on orders (x);";
    expect(await codes(sql)).toEqual(["create-index-blocks-writes"]);
  });

  it("tell that a tool's transaction is ended too early", async () => {
    expect(await codes("-- migrate:up\nbegin;\nselect 1;\ncommit;\n-- migrate:down\n")).toEqual([
      "nested-transaction",
      "nested-transaction",
    ]);
  });

  it("leave a note for the next migration where the transaction cannot end", async () => {
    const sql = "-- migrate:up\nalter table orders add constraint c check (x > 0);\n";
    const [finding] = await lint(sql);
    expect(finding?.fix?.kind).toBe("suggested");
    expect(finding?.fix?.edits.map(({ text }) => text).join()).toContain(
      "-- in the next migration: alter table orders validate constraint c;",
    );
  });

  it("validate behind the COMMIT of the script", async () => {
    const sql = "begin;\nalter table orders add constraint c check (x > 0);\ncommit;";
    const fixed = applySafeFixes(sql, await lint(sql));
    expect(fixed?.text).toBe(
      "begin;\nalter table orders add constraint c check (x > 0) not valid;\ncommit;\nalter table orders validate constraint c;",
    );
  });
});

describe("SET NOT NULL that its transaction repeats", () => {
  const set = "ALTER TABLE orders ALTER COLUMN note SET NOT NULL;";
  const fixed = async (sql: string, options: Partial<SqlLintOptions> = {}) =>
    applySafeFixes(sql, await lint(sql, options))?.text;

  it("is proven behind the COMMIT once, and leaves nothing that scans before it", async () => {
    const sql = `BEGIN;\n${set}\n-- again\n  ${set}\nSELECT 1; ${set} SELECT 2;\nCOMMIT;\n`;
    const after = await fixed(sql);
    expect(after).toBe(
      "BEGIN;\nALTER TABLE orders ADD CONSTRAINT orders_note_set CHECK (note IS NOT NULL) NOT VALID;\n" +
        "-- again\nSELECT 1;  SELECT 2;\nCOMMIT;\n" +
        "ALTER TABLE orders VALIDATE CONSTRAINT orders_note_set;\n" +
        `${set}\nALTER TABLE orders DROP CONSTRAINT orders_note_set;\n`,
    );
    expect(await codes(after ?? "")).toEqual([]);
    expect(await fixed(sql, { server: { major: 18 } })).not.toContain("SET NOT NULL");
  });

  it.each([
    ["takes it back", "ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;"],
    ["does more", "ALTER TABLE orders ALTER COLUMN note SET NOT NULL, ADD COLUMN age int;"],
  ])("is left to a person where a later statement %s", async (_, later) => {
    expect(await fixed(`BEGIN;\n${set}\n${later}\nCOMMIT;`)).toBeUndefined();
    expect(await fixed(`${set}\n${later}`)).toContain("NOT VALID");
  });

  it("scans again once it was taken back", async () => {
    const back = "ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;";
    const found = (await codes(`${set}\n${back}\n${set}`)).filter((code) => code === "set-not-null-scans");
    expect(found).toHaveLength(2);
  });
});

describe("tables that the script creates", () => {
  it.each([
    "create table t (a int, b text);",
    'create table public."t" (a int, b text);',
    "create table if not exists t as select 1 as a;",
    "create table s (a int, b text); alter table s rename to t;",
  ])("are silent: %s", async (create) => {
    const change =
      "create index i on t (a); alter table t alter a set not null, add check (a > 0), add unique (b); drop table t;";
    expect(await codes(create + change)).toEqual([]);
  });

  it("speak again when another of that name is dropped", async () => {
    expect(await codes("create table t (a int); drop table t; create index i on t (a);")).toEqual([
      "create-index-blocks-writes",
    ]);
    expect(await codes("create table other.t (a int); create index i on t (a);")).toHaveLength(1);
  });
});

describe("what other linters get wrong", () => {
  it.each([
    ["now() is evaluated once", "alter table t add column a timestamptz not null default now();"],
    ["immutable calls with arguments", "alter table t add column a text default lower('X');"],
    ["a virtual column", "alter table t add column a int generated always as (b + 1) virtual;"],
    ["ADD VALUE in a transaction, unused", "begin; alter type s add value 'a'; select 1; commit;"],
    ["a wider varchar", "create table u (a varchar(10)); alter table u alter a type varchar(20);"],
    [
      "a new nullable reference",
      "alter table t add column a int references u; create index concurrently i on t (a);",
    ],
    [
      "SET NOT NULL behind a validated check",
      "alter table t add constraint c check (a is not null) not valid; alter table t validate constraint c; alter table t alter a set not null;",
    ],
    ["a constraint that is not enforced", "alter table t add constraint c check (a > 0) not enforced;"],
    ["a query in a string", "select 'drop table orders;' as a; do $$ begin drop table orders; end $$;"],
  ])("%s is fine", async (_, sql) => {
    expect(await codes(sql)).toEqual([]);
  });

  it("knows that a volatile call may stand deep in a default", async () => {
    expect(await codes("alter table t add column a text default 'x' || md5(random()::text);")).toEqual([
      "add-column-volatile-default",
    ]);
  });
});

describe("what a database knows", () => {
  const table = (facts: Partial<TableFacts>): CatalogFacts => ({
    tableFacts: ({ name }) =>
      name === "orders"
        ? {
            rows: 12_000_000,
            bytes: 2e9,
            partitioned: false,
            columns: [],
            constraints: [],
            indexes: [],
            ...facts,
          }
        : undefined,
  });
  const small = table({ rows: 12, bytes: 8192 });

  it.each([
    "create index i on orders (x);",
    "alter table orders alter x set not null;",
    "alter table orders add check (x > 0);",
    "alter table orders add column n uuid default gen_random_uuid();",
  ])("silences scans of small tables: %s", async (sql) => {
    expect(await codes(sql)).toHaveLength(1);
    expect(await codes(sql, { catalog: table({}) })).toHaveLength(1);
    expect(await codes(sql, { catalog: small })).toEqual([]);
    expect(await codes(sql.replaceAll("orders", "unknown"), { catalog: small })).toHaveLength(1);
  });

  it("does not silence what is lost or breaks", async () => {
    expect(await codes("alter table orders drop column x;", { catalog: small })).toEqual(["drop-column"]);
  });

  it("gives types, constraints, indexes and partitions", async () => {
    const column = (type: string) => table({ columns: [{ name: "x", type, notNull: false }] });
    const widen = "alter table orders alter x type varchar(50);";
    expect(await codes(widen, { catalog: column("character varying(20)") })).toEqual([]);
    const [finding] = await lint(widen, { catalog: column("integer") });
    expect(finding?.message).toMatch(/^From integer to varchar\(50\) rewrites all of orders/);
    const check = { name: "c", definition: "CHECK ((x IS NOT NULL))", validated: true };
    expect(
      await codes("alter table orders alter x set not null;", { catalog: table({ constraints: [check] }) }),
    ).toEqual([]);
    const indexed = table({ indexes: [{ name: "i", unique: false, valid: true, columns: ["x", "y"] }] });
    const key = "alter table orders add constraint f foreign key (x) references u not valid;";
    expect(await codes(key, { catalog: indexed })).toEqual([]);
    expect(await codes(key, { catalog: table({}) })).toEqual(["foreign-key-without-index"]);
    expect(await codes(index, { catalog: table({ partitioned: true }) })).toEqual([
      "concurrently-on-partitioned-table",
    ]);
  });
});

describe("lock_timeout", () => {
  const on = { severities: {} };
  it.each([
    ["set", "set lock_timeout = '2s'; alter table orders add column a int;", 0],
    ["set to nothing", "set lock_timeout = 0; alter table orders add column a int;", 1],
    [
      "set in a transaction",
      "begin; set local lock_timeout = 2000; alter table orders add column a int; commit;",
      0,
    ],
    [
      "set for a transaction that is over",
      "begin; set local lock_timeout = 2000; commit; alter table orders add column a int;",
      1,
    ],
    [
      "set locally without a transaction",
      "set local lock_timeout = '2s'; alter table orders add column a int;",
      1,
    ],
    ["reset", "set lock_timeout = '2s'; reset lock_timeout; alter table orders add column a int;", 1],
    ["said once", "alter table orders add column a int; alter table users add column a int;", 1],
    ["not needed", "create table t (a int); select 1; create index concurrently i on orders (a);", 0],
  ])("is noticed when %s", async (_, sql, count) => {
    const found = await codes(sql, on);
    expect(found.filter((code) => code === "require-lock-timeout")).toHaveLength(count);
  });
});

describe("comments that ignore", () => {
  const drop = "drop table orders;";
  it.each([
    ["above", `-- senior-backend-ignore drop-table: moved to the archive\n${drop}`, []],
    [
      "above, with another comment between",
      `-- senior-backend-ignore drop-table: moved\n-- by hand\n${drop}`,
      [],
    ],
    ["behind", `${drop} -- senior-backend-ignore drop-table: moved`, []],
    ["within", `drop table -- senior-backend-ignore drop-table: moved\norders;`, []],
    ["for the file", `${drop}\n\n-- senior-backend-ignore-file drop-table: moved\n`, []],
    ["for every rule", `-- senior-backend-ignore: moved\n${drop}`, []],
    ["of squawk", `-- squawk-ignore ban-drop-table\n${drop}`, []],
    ["of squawk for the file", `-- squawk-ignore-file ban-drop-table\nselect 1;\n${drop}`, []],
    ["of pgfence", `-- pgfence-ignore\n${drop}`, []],
    ["of eugene", "-- eugene: ignore E6\ncreate index i on orders (x);", []],
    [
      "without a reason",
      `-- senior-backend-ignore drop-table\n${drop}`,
      ["ignore-without-reason", "drop-table"],
    ],
    ["of another rule", `-- senior-backend-ignore truncate: moved\n${drop}`, ["drop-table"]],
    [
      "of a rule that only another linter has",
      `-- squawk-ignore prefer-robust-stmts\n${drop}`,
      ["drop-table"],
    ],
    [
      "of another statement",
      `-- senior-backend-ignore drop-table: moved\nselect 1;\n${drop}`,
      ["drop-table"],
    ],
    ["that is a string", `select '-- senior-backend-ignore-file: x';\n${drop}`, ["drop-table"]],
  ])("count %s", async (_, sql, expected) => {
    expect(await codes(sql)).toEqual(expected);
  });
});

describe("safe fixes together", () => {
  it("settle in rounds and parse", async () => {
    let text =
      "ALTER TABLE orders ADD CHECK (total > 0), ADD CONSTRAINT u UNIQUE (note), ADD COLUMN z int;\nDROP INDEX a;\nCREATE INDEX b ON orders (z);";
    for (let round = 0; round < 10; round++) {
      const fixed = applySafeFixes(text, await lint(text, { severities: {} }));
      if (!fixed) break;
      text = fixed.text;
    }
    expect(text).toBe(
      "SET lock_timeout = '2s';\n" +
        "ALTER TABLE orders ADD CONSTRAINT orders_total_check CHECK (total > 0) NOT VALID, ADD COLUMN z int;\n" +
        "CREATE UNIQUE INDEX CONCURRENTLY u ON orders (note);\n" +
        "ALTER TABLE orders ADD CONSTRAINT u UNIQUE USING INDEX u;\n" +
        "ALTER TABLE orders VALIDATE CONSTRAINT orders_total_check;\n" +
        "DROP INDEX CONCURRENTLY a;\nCREATE INDEX CONCURRENTLY b ON orders (z);",
    );
    expect((await parseSql(text)).errors).toEqual([]);
  });
});
