import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSql } from "../../../src/features/database/engine/sql/parseSql.ts";
import { applyFix } from "../../../src/features/database/engine/sqlLint/applyFixes.ts";
import { lintSql } from "../../../src/features/database/engine/sqlLint/lint.ts";
import { lockModes, type LockMode } from "../../../src/features/database/engine/sqlLint/lockMode.ts";
import { locksOf } from "../../../src/features/database/engine/sqlLint/locks.ts";
import { rules } from "../../../src/features/database/engine/sqlLint/rules/index.ts";
import { serverMajors, startPostgres, type TestServer } from "../../support/postgres/server.ts";
import { sampleSchema, schemaSummary } from "./sqlLintSchema.ts";

/** pg_locks names modes in its own way: "AccessExclusiveLock". */
const modeByName = new Map<string, LockMode>(
  lockModes.map((mode) => [
    `${mode.toLowerCase().replace(/(?:^| )(\w)/g, (_, letter: string) => letter.toUpperCase())}Lock`,
    mode,
  ]),
);

describe.each(serverMajors)("on Postgres %i", (major) => {
  let server: TestServer;
  let template: string;
  let observer: pg.Client;
  beforeAll(async () => {
    server = await startPostgres(major);
    template = await server.createDatabase();
    await server.run(template, sampleSchema);
    observer = await server.connect(await server.createDatabase(template));
  }, 60_000);
  afterAll(() => server.stop());

  /** Runs something in a copy of the sample database. */
  async function inCopy<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
    const name = await server.createDatabase(template);
    const client = await server.connect(name);
    try {
      return await use(client);
    } finally {
      await client.end();
      await server.dropDatabase(name);
    }
  }

  const locking = rules.flatMap((rule) => (rule.locks ? [[rule.id, rule, rule.locks] as const] : []));

  it.each(locking)(
    "%s takes the locks that it claims, and rewrites what it claims",
    async (_, rule, claimed) => {
      const { statements } = await parseSql(rule.bad);
      const last = statements.at(-1);
      await observer.query("begin");
      try {
        const names = await namesOf(observer);
        const files = await filesOf(observer);
        for (const { text } of statements) await observer.query(text);
        const observed = await locksHeld(observer, names);
        for (const [table, mode] of Object.entries(claimed))
          expect.soft([table, observed.get(table)]).toEqual([table, mode]);
        for (const { table, mode } of last ? locksOf(last.node) : [])
          expect
            .soft(["locksOf", table.name, observed.get(table.name)])
            .toEqual(["locksOf", table.name, mode]);
        const after = await filesOf(observer);
        const rewritten = Object.keys(claimed).filter(
          (table) => after.has(table) && files.get(table) !== after.get(table),
        );
        expect(rewritten.length > 0).toBe(rule.effect === "rewrite");
      } finally {
        await observer.query("rollback");
      }
    },
  );

  /** What hovers say of statements that are no hazard, or that no example shows. */
  it.each([
    "alter table orders alter column note set statistics 100",
    "alter table orders alter column note set storage external",
    "alter table orders alter column note set (n_distinct = 10)",
    "alter table orders set (fillfactor = 90)",
    "alter table orders reset (fillfactor)",
    "alter table orders cluster on orders_pkey",
    "alter table orders set without cluster",
    "alter table orders validate constraint orders_user_id_fkey",
    "alter table orders add constraint f foreign key (age) references users not valid",
    "alter table orders add column owner bigint references users",
    "alter table orders alter column note set default 'x', alter column note set statistics 10",
    "alter table orders enable trigger all",
    "alter table orders owner to postgres",
    "alter table orders enable row level security",
    "alter table orders rename to purchases",
    "alter table orders rename column note to remark",
    "alter table orders add constraint k unique using index orders_key",
    "alter table archive inherit archive_parent",
    "create table notes (order_id bigint references orders)",
    "create table events_2029 partition of events for values from ('2029-01-01') to ('2030-01-01')",
    "create policy p on orders using (true)",
    "create rule r as on delete to archive do instead nothing",
    "create index on orders (note)",
    "drop trigger orders_touch on orders",
    "drop materialized view order_totals",
    "refresh materialized view concurrently order_totals",
    "truncate archive, archive_parent",
    "analyze orders",
    "cluster orders using orders_pkey",
  ])("knows the locks of: %s", async (sql) => {
    const { statements } = await parseSql(sql);
    const locks = statements.flatMap(({ node }) => locksOf(node));
    expect(locks.length).toBeGreaterThan(0);
    await observer.query("begin");
    try {
      const names = await namesOf(observer);
      await observer.query(sql);
      const observed = await locksHeld(observer, names);
      for (const { table, mode } of locks)
        expect.soft([table.name, observed.get(table.name) ?? "new"]).toEqual([table.name, mode]);
    } finally {
      await observer.query("rollback");
    }
  });

  const runnable = rules.filter(({ id }) => id !== "concurrently-on-partitioned-table");

  it.each(runnable.map((rule) => [rule.id, rule] as const))(
    "the good example of %s runs",
    async (_, rule) => {
      const { statements } = await parseSql(rule.good);
      await inCopy(async (client) => {
        for (const { text } of statements) await client.query(text);
      });
    },
  );

  /** These fail, which is what the rule is about. */
  it.each([
    ["concurrently-in-transaction", /cannot run inside a transaction block/],
    ["concurrently-on-partitioned-table", /cannot create index on partitioned table .* concurrently/],
    ["add-required-column", /contains null values/],
    ["enum-value-used-before-commit", /unsafe use of new value/],
    ["duplicate-column", /multiple assignments to same column/],
  ])("the bad example of %s fails", async (code, message) => {
    const { statements } = await parseSql(rules.find(({ id }) => id === code)?.bad ?? "");
    const run = inCopy(async (client) => {
      for (const { text } of statements) await client.query(text);
    });
    await expect(run).rejects.toThrow(message);
  });

  it.each(rules.map((rule) => [rule.id, rule] as const))(
    "fixes of %s end in the same schema",
    async (_, rule) => {
      const script = await parseSql(rule.bad);
      const findings = lintSql(script, { path: "db/migrate.sql", server: { major } });
      for (const { fix, code } of findings) {
        if (fix?.kind !== "safe" || code !== rule.id) continue;
        const fixed = await parseSql(applyFix(rule.bad, fix));
        const [wanted, found] = [await schemaAfter(script.statements), await schemaAfter(fixed.statements)];
        expect(found).toEqual(wanted);
      }
    },
  );

  function schemaAfter(statements: readonly { readonly text: string }[]): Promise<readonly unknown[]> {
    return inCopy(async (client) => {
      for (const { text } of statements) await client.query(text);
      const { rows } = await client.query<{ line: string }>(schemaSummary);
      return rows.map(({ line }) => line);
    });
  }
});

async function locksHeld(
  client: pg.Client,
  names: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, LockMode>> {
  const { rows } = await client.query<{ relation: string; mode: string }>(
    "select relation::text, mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation'",
  );
  const strongest = new Map<string, LockMode>();
  for (const { relation, mode } of rows) {
    const name = names.get(relation);
    const found = modeByName.get(mode);
    if (name === undefined || !found) continue;
    const known = strongest.get(name);
    if (!known || lockModes.indexOf(found) > lockModes.indexOf(known)) strongest.set(name, found);
  }
  return strongest;
}

/** Names by identity, read before a statement drops or renames one. */
async function namesOf(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ oid: string; relname: string }>(
    "select oid::text, relname from pg_class where relnamespace = 'public'::regnamespace",
  );
  return new Map(rows.map(({ oid, relname }) => [oid, relname]));
}

/** The file of each table that exists; a dropped one is not there afterwards. */
async function filesOf(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await client.query<{ relname: string; file: string }>(
    "select relname, pg_relation_filenode(oid)::text as file from pg_class where relkind in ('r', 'm', 'p')",
  );
  return new Map(rows.map(({ relname, file }) => [relname, file]));
}
