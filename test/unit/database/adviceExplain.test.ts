import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFacts } from "../../../src/features/database/engine/advice/readFacts.ts";
import { indexFor } from "../../../src/features/database/engine/advice/statements/indexFor.ts";
import { readCatalog } from "../../../src/features/database/engine/catalog/readCatalog.ts";
import { explainStatement } from "../../../src/features/database/engine/explain/explainStatement.ts";
import { allNodes, expensiveNode } from "../../../src/features/database/engine/explain/plan.ts";
import { planPage } from "../../../src/features/database/engine/explain/planPage.ts";
import { renderPlan } from "../../../src/features/database/engine/explain/renderPlan.ts";
import { whatIfInShadow } from "../../../src/features/database/engine/explain/whatIf.ts";
import {
  type ServerMajor,
  serverMajors,
  startPostgres,
  type TestServer,
} from "../../support/postgres/server.ts";
import { builtShadow } from "../../support/postgres/shadow.ts";

const signal = new AbortController().signal;

describe.each(serverMajors)("EXPLAIN on PostgreSQL %i", (major: ServerMajor) => {
  let server: TestServer;
  let database: string;

  beforeAll(async () => {
    server = await startPostgres(major);
    database = await server.createDatabase();
    await server.run(
      database,
      `create table users (id bigint primary key, email text not null, seen timestamptz not null);
       create table orders (id bigint primary key, user_id bigint not null references users (id), total int not null);
       insert into users select n, n || '@example.com', now() from generate_series(1, 20000) n;
       insert into orders select n, n, n from generate_series(1, 20000) n;
       analyze`,
    );
  });
  afterAll(() => server.stop());

  const explain = async (sql: string, analyze = false) =>
    await explainStatement(
      await server.connect(database),
      { sql, analyze, genericPlan: major >= 16 },
      signal,
    );

  it("marks the expensive node of a plan that was not run", async () => {
    const explained = await explain("select * from orders where total = 7");
    expect(explained.plan.executionTime).toBeNull();
    expect(expensiveNode(explained.plan).type).toBe("Seq Scan");
    const page = planPage({ sql: "select 1", database, explained, before: undefined });
    expect(page).toMatch(/not run/);
    expect(page).toMatch(/▶ Seq Scan orders {2}cost \d+, 100 % of it here/);
    expect(page).toContain("Filter: (total = 7)");
  });

  it("plans for any values of parameters", async () => {
    const { plan, generic } = await explain("select * from users where id = $1 and email = $2");
    expect(generic).toBe(true);
    expect(allNodes(plan.root).map(({ index }) => index)).toContain("users_pkey");
  });

  it("asks for the values of parameters before it runs a statement", async () => {
    await expect(explain("select * from users where id = $1", true)).rejects.toThrow(
      /write values in the place/,
    );
  });

  it("runs a statement, says what it took, and rolls it back", async () => {
    const { plan } = await explain("delete from orders where id <= 10", true);
    expect(plan.executionTime).toBeGreaterThan(0);
    expect(allNodes(plan.root).some(({ actualRows }) => actualRows === 10)).toBe(true);
    const client = await server.connect(database);
    expect((await client.query("select count(*)::int as left from orders")).rows).toEqual([{ left: 20_000 }]);
  });

  it.each([
    ["select 1; select 2", /one of the 2/],
    ["drop table orders", /have a plan/],
    ["selekt 1", /syntax error/],
    ["", /select one first/],
  ])("refuses %j", async (sql, message) => {
    await expect(explain(sql)).rejects.toThrow(message);
  });

  it("shows with a real index on a copy that the planner can use it, and then that it helped", async () => {
    const client = await server.connect(database);
    const catalog = await readCatalog(client, {}, signal);
    const facts = await readFacts(client, catalog, {}, signal);
    const sql = "select * from users where email = $1";
    const fix = await indexFor(facts, sql);
    expect(fix?.index).toMatchObject({ keys: [{ text: "email" }], name: "users_email_idx" });
    if (!fix?.index) return;
    expect(
      await indexFor(facts, "select * from users where email = gen_random_uuid()::text"),
    ).toBeUndefined();
    const shadow = builtShadow();
    try {
      const { verdict, plan, hasFigures } = await whatIfInShadow(
        shadow,
        { sql, design: fix.index, catalog },
        signal,
      );
      expect(renderPlan(plan, hasFigures)).not.toMatch(/cost|expected/);
      expect(verdict).toMatch(/The planner can use it: .*\(email = \$1\).* without rows/);
      const useless = { ...fix.index, keys: [{ text: "seen" }], name: "users_seen_idx" };
      const tried = await whatIfInShadow(shadow, { sql, design: useless, catalog }, signal);
      expect(tried.verdict).toMatch(/cannot use it/);
    } finally {
      await shadow.dispose();
    }
    const before = await explain("select * from users where email = '7@example.com'", true);
    for (const { sql: statement } of fix.up) await client.query(statement);
    const after = await explain("select * from users where email = '7@example.com'", true);
    expect(planPage({ sql, database, explained: after, before: before.plan })).toMatch(
      /Before: [\s\S]* with Seq Scan;\s+now:\s[\s\S]*with\s+(?:Index|Bitmap)/,
    );
  }, 60_000);
});
