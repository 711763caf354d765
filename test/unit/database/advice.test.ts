import { setTimeout } from "node:timers/promises";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyze } from "../../../src/features/database/engine/advice/analyze.ts";
import { checks } from "../../../src/features/database/engine/advice/checks/index.ts";
import type { AdviceFacts } from "../../../src/features/database/engine/advice/facts.ts";
import type { AdviceFinding } from "../../../src/features/database/engine/advice/finding.ts";
import { readFacts } from "../../../src/features/database/engine/advice/readFacts.ts";
import {
  isMigration,
  suggested,
  writeSuggestion,
  writeSuggestions,
} from "../../../src/features/database/engine/advice/suggest.ts";
import type { Thresholds } from "../../../src/features/database/engine/advice/thresholds.ts";
import { readCatalog } from "../../../src/features/database/engine/catalog/readCatalog.ts";
import { migrationTool } from "../../../src/features/database/engine/migrations/tools/all.ts";
import {
  type ServerMajor,
  serverMajors,
  startPostgres,
  type TestServer,
} from "../../support/postgres/server.ts";

const signal = new AbortController().signal;
/** Checks for what takes a database years; planted with thresholds that a test can reach. */
const rare = new Set(["bloated-index", "dominant-statement", "transaction-ids-running-out"]);
const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, "../../fixtures/advice", name), "utf8");
const dayMs = 86_400_000;
/** As many calls as a test can afford. */
const thresholds = {
  bloatBytes: 512 * 1024,
  indexCalls: 20,
  repeatedCalls: 200,
  slowMs: 20,
  slowCalls: 3,
  staleHours: 0,
};

/** Facts whose statistics cover 40 days. */
async function factsOf(client: pg.Client): Promise<AdviceFacts> {
  const facts = await readFacts(client, await readCatalog(client, {}, signal), {}, signal);
  return { ...facts, countedSince: facts.now - 40 * dayMs };
}

/** Scans of a system table that nobody else scans so often meanwhile. */
const marksMade = 20;

/** Runs statements in a session of their own, and waits until the statistics have counted them. */
async function work(server: TestServer, database: string, statements: readonly string[]): Promise<void> {
  const observer = await server.connect(database);
  const marks = async () => {
    const { rows } = await observer.query<{ marks: number }>(
      "select seq_scan::int as marks from pg_stat_sys_tables where relname = 'pg_language'",
    );
    return rows[0]?.marks ?? 0;
  };
  const before = await marks();
  const client = await server.connect(database);
  for (const statement of statements) await client.query(statement);
  await client.query("reset enable_seqscan");
  for (let mark = 0; mark < marksMade; mark++)
    await client.query("select lanname from pg_language where lanacl is not null");
  await client.end();
  // Before 15 a process of its own collects what sessions report, some time after they did. Waiting in the server would
  // count as a statement that takes long.
  while ((await marks()) < before + marksMade) await setTimeout(50);
  await observer.end();
}

const times = (count: number, statement: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => statement(n + 1));

/** What an application does to both databases. */
const traffic = [
  ...times(30, (n) => `select name from customers where email = '${String(n)}@example.com'`),
  ...times(
    30,
    (n) => `select * from purchases where customer_id = ${String(n)} order by placed desc limit 5`,
  ),
  ...times(3, () => "select id, name from customers where id <= 100 order by id"),
  "vacuum (analyze)",
];

/** What one does that was not written with care. */
const carelessTraffic = [
  ...times(
    30,
    (n) =>
      `select id, total from purchases where status = 'status ${String(n % 5)}' and total = ${String(n)}`,
  ),
  ...times(
    40,
    (n) => `select * from purchases where status = 'status ${String(n % 5)}' order by placed desc limit 10`,
  ),
  ...times(
    40,
    (n) =>
      `select id, run_at from jobs where queue = ${String(n % 7)} and finished_at is null order by run_at limit 1`,
  ),
  ...times(30, (n) => `select id from articles where body ilike '%body ${String(n)} %'`),
  ...times(1100, (n) => `select cents from prices where sku = 'sku ${String(n)}'`),
  ...times(3, () => "select id, email from customers where id <= 100 order by id"),
  ...times(300, (n) => `select * from purchases where customer_id = ${String(n)}`),
  ...times(
    3,
    () => "select count(*) from articles a, generate_series(1, 20) n where md5(a.body || n) like 'a%'",
  ),
];

describe.each(serverMajors)("advice for PostgreSQL %i", (major: ServerMajor) => {
  let server: TestServer;
  let findings: readonly AdviceFinding[];
  let facts: AdviceFacts;

  beforeAll(async () => {
    server = await startPostgres(major, ["shared_preload_libraries=pg_stat_statements"]);
    const database = await server.createDatabase();
    await server.run(database, fixture("planted.sql"));
    await server.run(database, fixture("rows.sql"));
    const client = await server.connect(database);
    await client
      .query("create unique index concurrently codes_code_idx on codes (code)")
      .catch(() => undefined);
    await work(server, database, [...traffic, ...carelessTraffic]);
    await work(server, database, [
      // Pages whose rows are visible to all, which index-only scans need.
      "vacuum (freeze) prices",
      "delete from churn where id % 3 <> 0",
      "create table heap as select generate_series(1, 12000) id",
      "alter table heap add primary key (id)",
      "insert into grown (value) select n from generate_series(1, 5000) n",
      ...times(40, (n) => `select * from heap where id::text = '${String(n)}'`),
    ]);
    facts = await factsOf(client);
    findings = analyze(facts, thresholds);
  }, 120_000);
  afterAll(() => server.stop());

  const planted: readonly (readonly [code: string, object: string, about?: string | RegExp])[] = [
    ["missing-foreign-key-index", "column public.invoices.account_id", "(account_id)"],
    [
      "missing-foreign-key-index",
      "constraint public.branches.branches_region_number_fkey",
      "(region, number)",
    ],
    ["missing-foreign-key-index", "column public.notes.parent_id", "(parent_id) where parent_id is not null"],
    ["missing-foreign-key-index", "column public.sensors.account_id", "attach partition"],
    ["missing-foreign-key-index", "column public.flags.account_id", "(account_id)"],
    ["duplicate-index", "index public.events_kind_again_idx", "drop index concurrently"],
    ["overlapping-index", "index public.events_source_idx", "drop index concurrently"],
    ["unused-index", "index public.events_at_idx", "drop index concurrently"],
    ["unused-index", "index public.events_lower_kind_idx", "drop index concurrently"],
    ["btree-on-container", "index public.events_tags_idx", "using gin (tags)"],
    ["index-on-flag", "index public.invoices_paid_idx", "drop index concurrently"],
    ["index-full-of-nulls", "index public.notes_legacy_code_idx", "where legacy_code is not null"],
    ["invalid-index", "index public.codes_code_idx", "create unique index concurrently"],
    ["missing-primary-key", "table public.visits"],
    ["missing-primary-key", "table public.tokens"],
    ["keys-running-out", "column public.tickets.id", "type bigint"],
    ["keys-running-out", "column public.small_keys.id", "type bigint"],
    ["foreign-key-type-differs", "column public.parcels.account_id"],
    ["duplicate-foreign-key", "constraint public.lines.lines_invoice_fkey", "drop constraint"],
    ["constraint-not-validated", "constraint public.lines.lines_id_check", "validate constraint"],
    ["policies-without-row-security", "table public.secrets", "enable row level security"],
    ["text-search-without-index", "column public.articles.body", "gin_trgm_ops"],
    ["text-search-without-index", "column public.articles.words", "using gin (words)"],
    ["autovacuum-off", "table public.crumbs", "reset (autovacuum_enabled)"],
    ["autovacuum-behind", "table public.churn", "vacuum"],
    ["stale-statistics", "table public.grown", "analyze"],
    ["never-vacuumed", "table public.heap", "vacuum"],
    ["sequential-scans", "table public.heap"],
    ["statement-without-index", "table public.customers", "(email)"],
    ["statement-without-index", "table public.purchases", "(total"],
    ["statement-without-index", "table public.purchases", "(status, placed desc)"],
    ["statement-without-index", "table public.jobs", "(queue, run_at) where finished_at is null"],
    ["statement-without-index", "table public.prices", "(sku) include (cents)"],
    ["n-plus-one", "table public.purchases"],
    ["slow-statement", "table public.articles"],
  ];

  it.each(planted)("finds %s at %s", (code, object, about) => {
    const candidates = findings.filter((finding) => finding.code === code && finding.object === object);
    const sql = candidates.map(({ fix }) => fix?.up.map((step) => step.sql).join("; ") ?? "").join("\n");
    expect(candidates.length, findings.map((one) => `${one.code} ${one.object}`).join("\n")).toBeGreaterThan(
      0,
    );
    if (about !== undefined) expect(sql).toContain(about);
  });

  it("finds nothing that was not planted", () => {
    const known = new Set(planted.map(([code, object]) => `${code} ${object}`));
    expect(
      findings
        .map(({ code, object }) => `${code} ${object}`)
        .filter((one) => !known.has(one))
        .join("\n"),
    ).toBe("");
  });

  it("finds what only shows after long use", async () => {
    const database = await server.createDatabase();
    await server.run(
      database,
      `create extension pg_stat_statements;
       create table ancient (id bigint primary key);
       create table ledger (id bigint primary key, note text not null);
       insert into ledger select n, repeat('note', 20) from generate_series(1, 3000) n`,
    );
    await work(server, database, [
      "do $$ begin for n in 1..3000 loop perform txid_current(); commit; end loop; end $$",
      "create table swollen (id bigint primary key)",
      "insert into swollen select generate_series(1, 60000)",
      "vacuum (freeze) ledger",
      // Every page keeps a few entries, and so none is given back.
      "delete from swollen where id % 10 <> 0",
    ]);
    // A session of its own: what the one before has changed is counted once it has ended.
    await work(server, database, [
      "vacuum (analyze) swollen",
      "select pg_stat_statements_reset()",
      ...times(40, () => "select count(*) from ledger where md5(note) < 'a'"),
    ]);
    const aged = await factsOf(await server.connect(database));
    const found = (given: Partial<Thresholds>) =>
      analyze(aged, given)
        .filter(({ code }) => rare.has(code))
        .map(({ code, object }) => `${code} ${object}`)
        .sort();
    expect(found({ transactionAge: 2500, bloatBytes: 512 * 1024, timeTotal: 10 })).toEqual([
      "bloated-index index public.swollen_pkey",
      "dominant-statement table public.ledger",
      "transaction-ids-running-out table public.ancient",
    ]);
    expect(found({})).toEqual([]);
  });

  it("plants something for every check", () => {
    const tested = new Set([...planted.map(([code]) => code), ...rare]);
    expect(checks.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });

  it("suggests indexes of all four kinds", () => {
    const kinds = new Set(suggested(findings).map(({ fix }) => fix?.kind));
    for (const kind of ["single", "composite", "partial", "covering", "drop", "rebuild"])
      expect(kinds).toContain(kind);
  });

  it("writes a migration for every fix that belongs in one, and sees which are there already", () => {
    const place = { tool: migrationTool("dbmate"), existing: [], now: new Date(0) };
    for (const finding of findings) {
      const files = writeSuggestion(finding, place);
      const { fix } = finding;
      expect(files).toHaveLength(fix === undefined || fix.kind === "maintenance" ? 0 : 1);
      for (const { sql } of files.length > 0 ? (fix?.up ?? []) : []) expect(files[0]?.text).toContain(sql);
    }
    const suggestions = writeSuggestions({ ...place, findings });
    expect(suggestions.filter(({ alreadyIn }) => alreadyIn !== undefined)).toEqual([]);
    const written = suggestions.flatMap(({ files }) => files);
    for (const { files, alreadyIn } of writeSuggestions({ ...place, findings, existing: written }))
      expect(alreadyIn?.slice(15)).toBe(files[0]?.path.slice(15));
    // What an old migration takes back is not what it does.
    const swapped = written.map(({ path, text }) => ({
      path,
      text: text
        .replace("-- migrate:up", "-- was:up")
        .replace("-- migrate:down", "-- migrate:up")
        .replace("-- was:up", "-- migrate:down"),
    }));
    for (const { alreadyIn } of writeSuggestions({ ...place, findings, existing: swapped }))
      expect(alreadyIn).toBeUndefined();
  });

  it("runs each fix and what takes it back", async () => {
    const database = await server.createDatabase();
    await server.run(database, fixture("planted.sql"));
    const client = await server.connect(database);
    await client
      .query("create unique index concurrently codes_code_idx on codes (code)")
      .catch(() => undefined);
    await client.query("delete from codes");
    for (const { fix } of findings) {
      if (!isMigration(fix)) continue;
      for (const { sql } of [...fix.up, ...fix.down]) await client.query(sql);
    }
  });

  it("does not call an index unused before it had time to be used", () => {
    const young = analyze({ ...facts, countedSince: facts.now - dayMs }, { ...thresholds, unusedReads: 1 });
    const unused = young.filter(({ code }) => code === "unused-index");
    for (const finding of unused) expect(finding).toMatchObject({ severity: "hint", confidence: "low" });
    expect(unused.length).toBeGreaterThan(0);
    expect(suggested(young).filter(({ code }) => code === "unused-index")).toEqual([]);
  });

  it("says what a role without rights could not see", async () => {
    const database = await server.createDatabase();
    await server.run(database, fixture("planted.sql"));
    await server.run(database, fixture("rows.sql"));
    await server.run(
      database,
      `drop role if exists nobody_special; create role nobody_special login password 'password'`,
    );
    const client = await server.connect(database);
    await client.query("set role nobody_special");
    const seen = await factsOf(client);
    expect(seen.unseen.join("\n")).toMatch(/Column statistics of \d+ tables were not read/);
    expect(seen.unseen.join("\n")).toMatch(/sequences were not read/);
    expect(seen.unseen.join("\n")).toMatch(/statements? of other roles/);
    expect(analyze(seen).map(({ code }) => code)).toContain("missing-foreign-key-index");
    await client.end();
  });

  it("has nothing to say about a clean twin", async () => {
    const database = await server.createDatabase();
    await server.run(database, fixture("clean.sql"));
    await server.run(database, fixture("cleanRows.sql"));
    await work(server, database, [...traffic, ...cleanTraffic]);
    const client = await server.connect(database);
    const found = analyze(await factsOf(client), thresholds);
    expect(found.map(({ code, message }) => `${code}: ${message}`).join("\n")).toBe("");
  });
});

/** Every index that is kept for reading is read. */
const cleanTraffic = [
  "set enable_seqscan = off",
  "select * from invoices where not paid and due = '2026-02-01'",
  "select * from events where kind = 'kind 7' order by kind",
  "select * from events where kind like 'kind 7%'",
  `select * from events where kind = 'kind 7' collate "POSIX"`,
  "select * from events where kind = 'kind 7' and at > '2026-01-08'",
  "select * from events order by source, at limit 5",
  "select * from events order by source desc, at limit 5",
  "select * from events where tags @> array['b7']",
  "select * from articles where words @@ to_tsquery('simple', '7')",
  "select * from articles where body ilike '%body 77 %'",
];
