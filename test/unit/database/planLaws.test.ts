import { PGlite } from "@electric-sql/pglite";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCatalog } from "../../../src/features/database/engine/catalog/readCatalog.ts";
import type { SqlClient } from "../../../src/features/database/engine/catalog/sqlClient.ts";
import { diffCatalogs } from "../../../src/features/database/engine/diff/diffCatalogs.ts";
import { planMigration } from "../../../src/features/database/engine/plan/planMigration.ts";
import { applyScript, printScript } from "../../support/postgres/migrations.ts";
import { prepared } from "../../support/postgres/prepared.ts";
import { generatedSchema, schemaSql } from "../../support/postgres/schemas.ts";
import type { GeneratedSchema } from "../../support/postgres/schemas.ts";
import { serverMajors, startPostgres } from "../../support/postgres/server.ts";
import { wipe } from "../../support/postgres/wipe.ts";

interface Engine extends SqlClient {
  /** Runs several statements. */
  run(sql: string): Promise<unknown>;
  close(): Promise<void>;
}

interface Place {
  readonly name: string;
  readonly major: number;
  readonly onShadow: boolean;
  readonly open: () => Promise<Engine>;
  readonly runs: number;
}

const places: readonly Place[] = [
  ...serverMajors.map((major) => ({
    name: `a server of major ${major}`,
    major,
    onShadow: false,
    runs: 25,
    open: async () => {
      const server = await startPostgres(major);
      await server.run("postgres", "create role reader");
      const client = await server.connect(await server.createDatabase());
      return {
        ...prepared(client),
        run: (sql: string) => client.query(sql),
        close: () => server.stop(),
      };
    },
  })),
  {
    name: "the shadow",
    major: 18,
    onShadow: true,
    runs: 10,
    open: async () => {
      const shadow = await PGlite.create();
      await shadow.exec("create role reader");
      return {
        query: (text: string, params?: unknown[]) => shadow.query(text, params),
        run: (sql: string) => shadow.exec(sql),
        close: () => shadow.close(),
      };
    },
  },
];

describe.each(places)("on $name", ({ major, onShadow, open, runs }) => {
  let engine: Engine;
  beforeAll(async () => (engine = await open()));
  afterAll(() => engine.close());

  async function catalogOf(sql: string) {
    await engine.run("begin");
    try {
      await engine.run(sql);
      return await readCatalog(engine, { ownTransaction: false });
    } finally {
      await engine.run("rollback");
    }
  }

  async function roundTrip(from: GeneratedSchema, to: GeneratedSchema): Promise<void> {
    await wipe(engine);
    const target = await catalogOf(schemaSql(to));
    await engine.run(schemaSql(from));
    const source = await readCatalog(engine);
    expect(diffCatalogs(source, source).changes).toEqual([]);
    const plan = planMigration(diffCatalogs(source, target), { serverMajor: major });
    expect([...plan.up.warnings, ...plan.down.warnings]).toEqual([]);

    await applyScript(engine, plan.up, { onShadow });
    const after = await readCatalog(engine);
    expect(diffCatalogs(after, target).changes, printScript(plan.up.segments)).toEqual([]);
    await applyScript(engine, plan.down, { onShadow });
    const back = await readCatalog(engine);
    expect(diffCatalogs(back, source).changes, printScript(plan.down.segments)).toEqual([]);
  }

  it("goes up to the target and down to the source, whatever the two are", async () => {
    await fc.assert(fc.asyncProperty(generatedSchema, generatedSchema, roundTrip), {
      numRuns: runs,
      // A machine that stalls runs fewer of them.
      interruptAfterTimeLimit: 30_000,
    });
  }, 180_000);
});
