import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Channel } from "../../../src/shared/channel.ts";
import type { DatabaseProcessApi, NodeRef, TreeNode } from "../../../src/features/database/protocol.ts";
import { startDatabaseProcess, type TestDatabaseProcess } from "../../support/databaseProcess.ts";
import {
  type ServerMajor,
  serverMajors,
  startPostgres,
  type TestServer,
} from "../../support/postgres/server.ts";

const database = "shop";
const root: NodeRef = { of: "database" };

/** Names that nobody should use and somebody does: quotes, dots, blanks, mixed case, other scripts, 63 bytes. */
const oddNames = [
  'a"b',
  "a'b",
  "a.b",
  "Mixed Case",
  "table",
  "größe",
  "注文",
  "🐘",
  "a/b\\c",
  "<b>&amp;",
  "$(x)",
  "x".repeat(63),
  "é".repeat(31),
];

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

const schema = `
  create type mood as enum ('glad', 'sad');
  create domain email as text check (value like '%@%');
  create type address as (street text, city text);
  create table users (id bigint generated always as identity primary key, mail email not null unique, mood mood default 'glad');
  create table orders (
    id bigint primary key, user_id bigint not null references users (id), total numeric(10,2) check (total >= 0),
    placed_at timestamptz default now()
  );
  create index orders_placed_at_idx on orders (placed_at desc) where total > 0;
  comment on table orders is 'What people bought; and when.';
  create table events (id bigint, at date not null) partition by range (at);
  create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
  create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
  create trigger orders_touch before update on orders for each row execute function touch();
  alter table orders enable row level security;
  create policy own on orders for select using (user_id = 1);
  create view recent as select id, placed_at from orders where placed_at > now() - interval '1 day';
  create materialized view totals as select user_id, sum(total) as total from orders group by user_id;
  create sequence numbers;
  create schema other;
  create table other.things (id int);
  insert into users (mail) select n || '@example.com' from generate_series(1, 250) as n;
  insert into orders select n, 1 + n % 250, n, now() from generate_series(1, 250) as n;
  create schema odd;
  ${oddNames.map((name) => `create table odd.${quote(name)} (${quote(name)} int primary key); insert into odd.${quote(name)} values (7);`).join("\n")}
  create table odd.nothing ();
  create table odd.hidden (secret text);
  create role nobody_special login password 'visitor';
  analyze;
`;

describe.each(serverMajors)("the explorer on PostgreSQL %i", (major: ServerMajor) => {
  let server: TestServer;
  let running: TestDatabaseProcess;
  let channel: Channel<DatabaseProcessApi>;
  let logBefore: number;

  beforeAll(async () => {
    server = await startPostgres(major, ["log_statement=all", "log_line_prefix=%a|"]);
    await server.run("postgres", `create database ${database}`);
    await server.run(database, schema);
    const { host, port, user, password } = server;
    running = startDatabaseProcess({
      owner: { host, port, user, password, database },
      visitor: { host, port, user: "nobody_special", password: "visitor", database },
      mistaken: { host, port, user, password: "swordfish", database },
    });
    ({ channel } = running);
    logBefore = server.log().length;
  });
  afterAll(async () => {
    await running.stop();
    await server.stop();
  });

  async function children(
    ref: NodeRef,
    options: { filter?: string; from?: number; limit?: number; as?: string } = {},
  ) {
    const { filter = "", from = 0, limit = 1000, as: connectionId = "owner" } = options;
    return await channel.call("treeChildren", { connectionId, ref, from, limit, filter });
  }

  /** The lines below a node, "label: description", reached by the labels on the way. */
  async function lines(...path: readonly string[]): Promise<readonly string[]> {
    return (await nodes(...path)).map(({ label, description }) =>
      `${label}: ${description}`.replace(/: $/, ""),
    );
  }

  async function nodes(...path: readonly string[]): Promise<readonly TreeNode[]> {
    let ref = root;
    for (const label of path) {
      const found = (await children(ref)).nodes.find((node) => node.label === label);
      if (!found) throw new Error(`There is no ${label}.`);
      ({ ref } = found);
    }
    return (await children(ref)).nodes;
  }

  it("lists schemas, public first, and their folders with counts", async () => {
    expect(await lines()).toEqual(["public", "odd", "other", "Extensions: 1"]);
    expect(await lines("public")).toEqual([
      "Tables: 3",
      "Views: 1",
      "Materialized views: 1",
      "Functions: 1",
      "Types: 3",
      "Sequences: 1",
    ]);
  });

  it("says how large tables are", async () => {
    const [events, orders, users] = await lines("public", "Tables");
    expect(events).toMatch(/^events: 0 rows, \d/);
    expect(orders).toMatch(/^orders: row security {2}250 rows, \d+ kB$/);
    expect(users).toMatch(/^users: 250 rows, \d+ kB$/);
  });

  it("marks keys, nulls, defaults and what a column refers to", async () => {
    const orders = await nodes("public", "Tables", "orders");
    expect(orders.map(({ label, description, icon }) => [icon, label, description])).toEqual([
      ["key", "id", "bigint  pk"],
      ["references", "user_id", "bigint  → users.id"],
      ["symbol-field", "total", "numeric(10,2)  null"],
      ["symbol-field", "placed_at", "timestamptz  null  = now()"],
      ["", "Indexes", "2"],
      ["", "Constraints", "3"],
      ["", "Triggers", "1"],
      ["", "Policies", "1"],
    ]);
    expect(orders[1]?.spoken).toBe("column user_id, bigint, references users.id");
    expect((await lines("public", "Tables", "users")).slice(0, 3)).toEqual([
      "id: bigint  pk  identity",
      "mail: email",
      "mood: mood  null  = 'glad'",
    ]);
  });

  it("shows indexes with size and scans, constraints, triggers, policies, partitions and references", async () => {
    const [primary, other] = await lines("public", "Tables", "orders", "Indexes");
    expect(primary).toMatch(/^orders_pkey: \(id\) {2}16 kB {2}\d+ scans?$/);
    expect(other).toMatch(/^orders_placed_at_idx: \(placed_at DESC\) WHERE .* {2}16 kB {2}\d+ scans?$/);
    expect(await lines("public", "Tables", "orders", "Triggers")).toEqual([
      "orders_touch: before update → touch()",
    ]);
    expect(await lines("public", "Tables", "orders", "Policies")).toEqual([
      "own: select to public using (user_id = 1)",
    ]);
    expect((await lines("public", "Tables", "events", "Partitions"))[0]).toMatch(
      /^events_2026: FOR VALUES FROM \('2026-01-01'\) TO \('2027-01-01'\) {2}/,
    );
    expect(await lines("public", "Tables", "users", "Referenced by")).toEqual([
      "orders (user_id): orders_user_id_fkey",
    ]);
    expect(await lines("public", "Types")).toEqual([
      "mood: glad, sad",
      "email: text",
      "address: street, city",
    ]);
  });

  it("pages and filters", async () => {
    const tables: NodeRef = { of: "group", owner: "schema odd", group: "tables" };
    const all = await children(tables);
    expect(all.total).toBe(oddNames.length + 2);
    const page = await children(tables, { from: 2, limit: 3 });
    expect(page.nodes).toEqual(all.nodes.slice(2, 5));
    const filtered = await children(tables, { filter: "MIXED" });
    expect(filtered.nodes.map(({ label }) => label)).toEqual(["Mixed Case"]);
    expect((await children(root, { filter: "recent" })).nodes.map(({ label }) => label)).toEqual(["public"]);
  });

  it.each(oddNames)("copies, shows and previews a table called %s", async (name) => {
    const table = (await nodes("odd", "Tables")).find(({ label }) => label === name);
    if (table?.object === undefined || table.sqlName === undefined) throw new Error("It is not there.");
    const client = await server.connect(database);
    expect(
      (await client.query<{ n: number }>(`select count(*)::int as n from ${table.sqlName}`)).rows,
    ).toEqual([{ n: 1 }]);
    const place = { connectionId: "owner", object: table.object };
    expect(await channel.call("previewRows", { ...place, offset: 0, limit: 10 })).toEqual({
      columns: [name],
      rows: [["7"]],
      hasMore: false,
      ordered: true,
    });
    // The printed definition creates the same table somewhere else.
    const ddl = await channel.call("showDdl", place);
    await client.query(`begin; drop table ${table.sqlName}; ${ddl}; rollback`);
    await client.end();
  });

  it("pages through rows in the order of the primary key", async () => {
    const page = (offset: number) =>
      channel.call("previewRows", {
        connectionId: "owner",
        object: "table public.orders",
        offset,
        limit: 100,
      });
    const [first, last] = [await page(0), await page(200)];
    expect([first.rows.length, first.hasMore, first.rows[0]?.[0]]).toEqual([100, true, "1"]);
    expect([last.rows.length, last.hasMore, last.rows[0]?.[0]]).toEqual([50, false, "201"]);
  });

  it("shows rows of views and of tables without columns", async () => {
    const rows = (object: string) =>
      channel.call("previewRows", { connectionId: "owner", object, offset: 0, limit: 1 });
    expect((await rows("view public.recent")).columns).toEqual(["id", "placed_at"]);
    expect((await rows("table odd.nothing")).rows).toEqual([]);
  });

  it("prints a table with everything that belongs to it, so that it can be created again", async () => {
    const ddl = await channel.call("showDdl", { connectionId: "owner", object: "table public.orders" });
    for (const part of [
      "CREATE INDEX",
      "CREATE TRIGGER",
      "CREATE POLICY",
      "ENABLE ROW LEVEL SECURITY",
      "COMMENT ON",
    ]) {
      expect(ddl).toContain(part);
    }
    const copy = await server.createDatabase();
    await server.run(
      copy,
      schema.slice(0, schema.indexOf("create table orders")) +
        "create function public.touch() returns trigger language plpgsql as $$ begin return new; end $$;",
    );
    await server.run(copy, ddl);
  });

  it("shows a role without rights what it may see, and says what it may not", async () => {
    const { nodes: found } = await children(root, { as: "visitor" });
    expect(found.map(({ label }) => label)).toContain("odd");
    const hidden = channel.call("previewRows", {
      connectionId: "visitor",
      object: "table odd.hidden",
      offset: 0,
      limit: 1,
    });
    await expect(hidden).rejects.toThrow(/^The role may not read this: permission denied for schema odd/);
    await expect(
      channel.call("showDdl", { connectionId: "visitor", object: "table odd.hidden" }),
    ).resolves.toContain("CREATE TABLE odd.hidden");
  });

  it("fails with the sentence of the connection, and never with its password", async () => {
    await expect(children(root, { as: "mistaken" })).rejects.toThrow(/does not accept the password/);
    expect(running.output()).not.toMatch(/swordfish|visitor/);
  });

  it("comes back after its session was ended, and says that it was", async () => {
    await channel.call("refreshCatalog", "owner");
    await children(root);
    const lost = running.nextLost();
    await server.run(
      "postgres",
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'Senior Backend'",
    );
    expect((await lost).reason).toMatch(/ended the connection; it is opened again/);
    await channel.call("refreshCatalog", "owner");
    expect((await children(root)).total).toBeGreaterThan(2);
  });

  it("stops reading when nobody wants the answer any more", async () => {
    await channel.call("refreshCatalog", "owner");
    const blocker = await server.connect(database);
    await blocker.query("begin; lock table public.orders in access exclusive mode");
    const controller = new AbortController();
    const reading = channel.call(
      "previewRows",
      { connectionId: "owner", object: "table public.orders", offset: 0, limit: 1 },
      controller.signal,
    );
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    await blocker.end();
  });

  it("gives advice and plans to a role without rights too, and says what it could not see", async () => {
    for (const connectionId of ["owner", "visitor"]) {
      const { unseen } = await channel.call("analyzeDatabase", connectionId);
      expect(unseen.join("\n")).toMatch(connectionId === "visitor" ? /may not select/ : /pg_stat_statements/);
      await channel.call("suggestIndexes", { connectionId, existing: [] });
      const sql = "select relname from pg_catalog.pg_class where relname = $1";
      const question = { connectionId, sql, analyze: false, mayWrite: false };
      expect((await channel.call("explainQuery", question)).text).toContain("pg_class_relname_nsp_index");
    }
    const question = { connectionId: "visitor", sql: "select * from odd.hidden", analyze: false };
    await expect(channel.call("explainQuery", { ...question, mayWrite: false })).rejects.toThrow(
      /^The role may not read this: permission denied/,
    );
  });

  it("has sent nothing but reads", () => {
    const sent = server
      .log()
      .slice(logBefore)
      .split("\n")
      .flatMap((line) => /^Senior Backend\|.*?(?:statement|execute [^:]*): *(.*)$/.exec(line)?.[1] ?? []);
    expect(sent.length).toBeGreaterThan(20);
    const reads =
      /^(?:select|with|begin|commit|rollback|show|explain|set local|prepare senior_backend_plan as select|deallocate)\b|^$/i;
    expect(sent.filter((statement) => !reads.test(statement.trim()))).toEqual([]);
    expect(
      sent.filter((statement) => /\b(?:insert|update|delete|create|alter|drop|grant)\b/i.test(statement)),
    ).toEqual([]);
  });
});
