import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Catalog, ObjectKind } from "../../../src/features/database/engine/catalog/model.ts";
import { readCatalog } from "../../../src/features/database/engine/catalog/readCatalog.ts";
import type { SqlClient } from "../../../src/features/database/engine/catalog/sqlClient.ts";
import { readStatistics } from "../../../src/features/database/engine/catalog/statistics.ts";
import { describeDdl } from "../../../src/features/database/engine/ddl/describe.ts";
import { diffCatalogs } from "../../../src/features/database/engine/diff/diffCatalogs.ts";
import { serverMajors, startPostgres } from "../../support/postgres/server.ts";
import type { TestServer } from "../../support/postgres/server.ts";

const everyKind = readFileSync(join(import.meta.dirname, "../../fixtures/database/everyKind.sql"), "utf8");

const kinds: readonly ObjectKind[] = [
  "schema",
  "extension",
  "table",
  "view",
  "materializedView",
  "sequence",
  "index",
  "constraint",
  "trigger",
  "rule",
  "policy",
  "statistics",
  "function",
  "procedure",
  "aggregate",
  "enum",
  "domain",
  "composite",
  "range",
  "collation",
  "eventTrigger",
  "publication",
  "defaultPrivileges",
  "foreignDataWrapper",
  "foreignServer",
];

describe.each(serverMajors)("the catalog of a server of major %i", (major) => {
  let server: TestServer;
  let database: string;
  let client: pg.Client;
  let catalog: Catalog;
  beforeAll(async () => {
    server = await startPostgres(major);
    database = await server.createDatabase();
    await server.run(database, everyKind);
    client = await server.connect(database);
    catalog = await readCatalog(client);
  });
  afterAll(() => server.stop());

  it("holds every kind of object", () => {
    const held = new Set([...catalog.objects.values()].map(({ kind }) => kind));
    expect(kinds.filter((kind) => !held.has(kind))).toEqual([]);
  });

  it("names what it leaves out, and no secret of it", () => {
    expect(catalog.unmodelled.map(({ kind }) => kind)).toEqual([
      "cast",
      "operator",
      "text search configuration",
      "user mapping",
    ]);
    expect(JSON.stringify([...catalog.objects.values(), catalog.unmodelled])).not.toContain("hidden");
  });

  it("leaves members of extensions to their extension", () => {
    expect([...catalog.objects.keys()].filter((id) => id.includes("citext"))).toEqual(["extension citext"]);
    expect(catalog.dependencies.get("domain app.email")).toContain("extension citext");
  });

  it("knows what refers to what", () => {
    const referenced = (id: string) => [...(catalog.dependencies.get(id) ?? [])];
    expect(referenced("column app.orders.id")).toContain("sequence app.orders_id_seq");
    expect(referenced("view app.open_orders")).toContain("column app.orders.total");
    expect(referenced("trigger app.orders.touch")).toContain("function app.touch()");
    expect(referenced("index app.orders_open")).toContain("enum app.state");
  });

  it("reads a table's details", () => {
    const table = catalog.objects.get("table app.customers");
    expect(table).toMatchObject({ storage: [["fillfactor", "80"]], unlogged: false, partitionOf: null });
    const columns =
      table?.kind === "table" ? new Map(table.columns.map((one) => [one.name, one])) : new Map();
    expect(columns.get("id")).toMatchObject({ type: "bigint", identity: { always: true, start: "10" } });
    expect(columns.get("name")).toMatchObject({
      collation: "app.german",
      nullable: false,
      statisticsTarget: 500,
    });
    expect(columns.get("name_length")).toMatchObject({ generated: { stored: true }, default: null });
    expect(columns.get("payload")).toMatchObject({
      storage: "external",
      compression: "pglz",
      comment: "as it came",
    });
  });

  it("takes at most twelve statements, all of them reads, and leaves the session as it was", async () => {
    const sent: string[] = [];
    const spy: SqlClient = {
      query: (text, params) => {
        sent.push(text);
        return client.query(text, params);
      },
    };
    await client.query("set search_path = app");
    await readCatalog(spy);
    expect(sent.length).toBeLessThanOrEqual(12);
    expect(sent[0]).toContain("read only");
    const { rows } = await client.query("select current_setting('search_path') path");
    expect(rows).toEqual([{ path: "app" }]);
    await client.query("reset search_path");
  });

  it("shows a role without any right the same", async () => {
    await server.run("postgres", "create role nobody login password 'x'");
    const { host, port } = server;
    const nobody = new pg.Client({ host, port, database, user: "nobody", password: "x" });
    await nobody.connect();
    try {
      const seen = await readCatalog(nobody);
      expect(diffCatalogs(seen, catalog).changes).toEqual([]);
      expect(seen.unmodelled).toEqual(catalog.unmodelled);
      expect((await readStatistics(nobody, major)).tables.size).toBeGreaterThan(5);
    } finally {
      await nobody.end();
    }
  });

  it("stops when asked, and leaves no transaction behind", async () => {
    const controller = new AbortController();
    const stopping: SqlClient = {
      query: (text, params) => {
        if (text.includes("pg_attribute a")) controller.abort();
        return client.query(text, params);
      },
    };
    await expect(readCatalog(stopping, {}, controller.signal)).rejects.toThrow("aborted");
    const { rows } = await client.query("select now() = statement_timestamp() as idle");
    expect(rows).toEqual([{ idle: true }]);
  });

  it("counts rows and scans by the ids of the catalog", async () => {
    await server.run(
      database,
      "insert into app.cache select n::text, 'v' from generate_series(1, 100) n; analyze app.cache",
    );
    const { tables, indexes } = await readStatistics(client, major);
    expect(tables.get("table app.cache")).toMatchObject({ rows: 100 });
    expect(tables.get("table app.cache")?.bytes).toBeGreaterThan(0);
    expect(indexes.get("index app.cache_pkey")?.bytes).toBeGreaterThan(0);
    expect([...tables.keys(), ...indexes.keys()].filter((id) => !catalog.objects.has(id))).toEqual([]);
  });

  it("describes an object as statements", () => {
    const ddl = describeDdl(catalog, "table app.orders");
    for (const part of [
      "CREATE SEQUENCE app.orders_id_seq",
      "CREATE TABLE app.orders",
      "CREATE INDEX orders_open",
      "CREATE POLICY mine",
      "DISABLE TRIGGER touch",
      "GRANT UPDATE (state)",
    ]) {
      expect(ddl).toContain(part);
    }
    expect(describeDdl(catalog, "enum app.state")).toContain("AS ENUM ('new', 'paid', 'sent')");
    expect(describeDdl(catalog, "table app.missing")).toBe("");
  });
});

describe("the catalog of the shadow", () => {
  it("is that of a server of its major", async () => {
    const shadow = await PGlite.create({ extensions: { citext } });
    const server = await startPostgres(18);
    try {
      const withoutIcu = everyKind.replace(/create collation.*$/m, "").replace(" collate app.german", "");
      await shadow.exec(withoutIcu);
      const database = await server.createDatabase();
      await server.run(database, withoutIcu);
      const [one, other] = [await readCatalog(shadow), await readCatalog(await server.connect(database))];
      expect(one.server.major).toBe(18);
      expect(diffCatalogs(one, other).changes).toEqual([]);
    } finally {
      await shadow.close();
      await server.stop();
    }
  });
});
