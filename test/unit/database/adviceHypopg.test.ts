import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdviceFacts } from "../../../src/features/database/engine/advice/facts.ts";
import type { IndexDesign } from "../../../src/features/database/engine/advice/finding.ts";
import { readFacts } from "../../../src/features/database/engine/advice/readFacts.ts";
import { indexFor } from "../../../src/features/database/engine/advice/statements/indexFor.ts";
import { readCatalog } from "../../../src/features/database/engine/catalog/readCatalog.ts";
import type { SqlClient } from "../../../src/features/database/engine/catalog/sqlClient.ts";
import { openSession } from "../../../src/features/database/engine/connection/openSession.ts";
import { explorerLimits, type Session } from "../../../src/features/database/engine/connection/session.ts";
import { sqlClient } from "../../../src/features/database/engine/connection/sqlClient.ts";
import { allNodes } from "../../../src/features/database/engine/explain/plan.ts";
import { canPretend, whatIfOnServer } from "../../../src/features/database/engine/explain/whatIf.ts";
import { findHypopg, type HypopgServer, startHypopgServer } from "../../support/postgres/hypopgServer.ts";

const signal = new AbortController().signal;
const binaries = findHypopg();

// The servers on npm have no HypoPG: this runs where the system has one (Debian: postgresql-15-hypopg).
describe.skipIf(binaries === undefined)("what if, by HypoPG", () => {
  let server: HypopgServer;
  let session: Session;
  let facts: AdviceFacts;

  beforeAll(async () => {
    server = await startHypopgServer(binaries ?? "");
    const owner = await server.connect();
    await owner.query(
      `create schema "What if"; create extension hypopg schema "What if";
       create table users (id bigint primary key, email text not null, seen int not null, tags text[] not null);
       insert into users select n, n || '@example.com', n % 2, array['a'] from generate_series(1, 20000) n;
       analyze`,
    );
    const target = {
      host: "127.0.0.1",
      port: server.port,
      user: "postgres",
      database: "postgres",
      password: "",
      sslmode: "disable",
      connectTimeout: 10,
    } as const;
    session = await openSession(target, { access: "read-only", limits: explorerLimits }, signal);
    const client = sqlClient(session, signal);
    facts = await readFacts(client, await readCatalog(client, {}, signal), {}, signal);
  }, 60_000);
  afterAll(async () => {
    await session.close();
    await server.stop();
  });

  const tryOut = async (sql: string, design: IndexDesign) =>
    await whatIfOnServer(
      sqlClient(session, signal),
      sqlClient(session),
      { sql, design, catalog: facts.catalog },
      signal,
    );

  it("says what the planner expects of an index, in a session that only reads", async () => {
    for (const sql of [
      "select * from users where email = '7@example.com'",
      "select * from users where email = $1",
    ]) {
      const fix = await indexFor(facts, sql);
      if (!fix?.index) throw new Error("No index is advised.");
      expect(canPretend(facts.catalog, fix.index)).toBe(true);
      const { verdict, plan, hasFigures } = await tryOut(sql, fix.index);
      const [, after, before] = /a cost of (\d+) instead of (\d+); nothing was run/.exec(verdict) ?? [];
      expect(Number(after)).toBeLessThan(Number(before) / 10);
      expect(hasFigures).toBe(true);
      expect(allNodes(plan.root).map(({ index }) => index)).toContainEqual(
        expect.stringMatching(/^<\d+>btree_.*users_email/),
      );
    }
  });

  it("says when the planner leaves the index aside", async () => {
    const design: IndexDesign = {
      table: "table public.users",
      name: "users_seen_idx",
      method: "btree",
      keys: [{ text: "seen" }],
      included: [],
      predicate: null,
    };
    const { verdict, plan } = await tryOut("select * from users where seen >= 0", design);
    expect(verdict).toMatch(/leaves a hypothetical index \(HypoPG\) aside/);
    expect(plan.root.type).toBe("Seq Scan");
    expect(canPretend(facts.catalog, { ...design, method: "gin" })).toBe(false);
  });

  it("leaves no index behind, hypothetical or real, not even when it was stopped", async () => {
    const stop = new AbortController();
    const client = sqlClient(session, stop.signal);
    const stopping: SqlClient = {
      query: async (text, parameters) => {
        const answer = await client.query(text, parameters);
        if (text.includes("hypopg_create_index")) stop.abort();
        return answer;
      },
    };
    const sql = "select * from users where email = $1";
    const fix = await indexFor(facts, sql);
    if (!fix?.index) throw new Error("No index is advised.");
    const request = { sql, design: fix.index, catalog: facts.catalog };
    await expect(whatIfOnServer(stopping, sqlClient(session), request, stop.signal)).rejects.toThrow(
      /abort/i,
    );
    expect(await session.query('select * from "What if".hypopg()')).toEqual([]);
    const owner = await server.connect();
    const { rows } = await owner.query("select indexname from pg_indexes where schemaname = 'public'");
    expect(rows).toEqual([{ indexname: "users_pkey" }]);
  });
});
