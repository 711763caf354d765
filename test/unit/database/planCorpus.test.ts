import type pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../../src/features/database/engine/catalog/model.ts";
import { readCatalog } from "../../../src/features/database/engine/catalog/readCatalog.ts";
import type { SqlClient } from "../../../src/features/database/engine/catalog/sqlClient.ts";
import { diffCatalogs } from "../../../src/features/database/engine/diff/diffCatalogs.ts";
import type { RenameAnswers } from "../../../src/features/database/engine/diff/model.ts";
import { renameStatements } from "../../../src/features/database/engine/diff/renames.ts";
import { toolNames } from "../../../src/features/database/engine/migrations/migration.ts";
import { planMigration } from "../../../src/features/database/engine/plan/planMigration.ts";
import { contradictions } from "../../support/postgres/contradictions.ts";
import { readCorpus } from "../../support/postgres/corpus.ts";
import type { CorpusCase } from "../../support/postgres/corpus.ts";
import { applyScript, printScript } from "../../support/postgres/migrations.ts";
import { prepared } from "../../support/postgres/prepared.ts";
import { serverMajors, startPostgres } from "../../support/postgres/server.ts";
import type { TestServer } from "../../support/postgres/server.ts";
import { wipe } from "../../support/postgres/wipe.ts";

const corpus = readCorpus();

/** Older majors run every twelfth: the whole corpus has to hold on the newest. `OLDER_STRIDE=1` takes all. */
const olderStride = Number(process.env["OLDER_STRIDE"] ?? 12);

describe.each(serverMajors)("migrations on a server of major %i", (major) => {
  let server: TestServer;
  let database: string;
  let client: pg.Client;
  let reader: SqlClient;
  beforeAll(async () => {
    server = await startPostgres(major);
    await server.run("postgres", "create role reader; create role writer; create role boss");
    database = await server.createDatabase();
    client = await server.connect(database);
    reader = prepared(client);
  });
  afterAll(() => server.stop());
  afterEach(() => wipe(client));

  const cases = corpus
    .filter(({ expect: { since } }) => (since ?? 12) <= major)
    .filter((_, position) => major === 18 || position % olderStride === 0);
  it.each(cases)("$name", async (pair) => {
    const { from, to, expect: said } = pair;
    const target = await catalogOf(reader, to);
    const renamed = await answers(reader, pair);
    await client.query(from);
    if (pair.seed !== null) await client.query(pair.seed);
    const source = await readCatalog(reader);
    expect(diffCatalogs(source, source).changes).toEqual([]);

    const diff = diffCatalogs(source, target, renamed);
    const plan = planMigration(diff, { serverMajor: major });
    expectSaid(pair, diff, plan);

    if (major === 18)
      for (const tool of ["dbmate", toolNames[corpus.indexOf(pair) % toolNames.length] ?? "goose"] as const)
        expect(await contradictions(plan, tool, major)).toEqual([]);

    await applyScript(client, plan.up);
    const after = await readCatalog(reader);
    expect(diffCatalogs(after, target).changes, printScript(plan.up.segments)).toEqual([]);
    if (said.rows !== undefined) expect(await value(client, said.rows.query)).toBe(said.rows.up);

    if (said.noWayBack !== undefined) return;
    await applyScript(client, plan.down);
    const back = await readCatalog(reader);
    expect(diffCatalogs(back, source).changes, printScript(plan.down.segments)).toEqual([]);
    if (said.rows?.down !== undefined) expect(await value(client, said.rows.query)).toBe(said.rows.down);
  });
});

/** The catalog that a script gives, without leaving anything behind. */
async function catalogOf(client: SqlClient, sql: string): Promise<Catalog> {
  await client.query("begin");
  try {
    await client.query(sql);
    return await readCatalog(client, { ownTransaction: false });
  } finally {
    await client.query("rollback");
  }
}

/** What a shadow answers: the source, with the agreed names. */
async function answers(
  client: SqlClient,
  { from, expect: { renames } }: CorpusCase,
): Promise<RenameAnswers | undefined> {
  if (renames === undefined) return undefined;
  const source = await catalogOf(client, from);
  const sql = renameStatements(source, renames).join(";\n");
  return { renames, renamed: await catalogOf(client, `${from};\n${sql}`) };
}

function expectSaid(
  { expect: said }: CorpusCase,
  diff: ReturnType<typeof diffCatalogs>,
  plan: ReturnType<typeof planMigration>,
): void {
  if (said.changes !== undefined) {
    expect(diff.changes.map(({ action, id }) => `${action} ${id}`).sort()).toEqual([...said.changes].sort());
  }
  const losses = diff.losses.map(({ message }) => message);
  expect(losses).toEqual((said.losses ?? []).map((part) => expect.stringContaining(part) as string));
  expectInOrder(plan.up.steps, said.up ?? []);
  expectInOrder(plan.down.steps, said.down ?? []);
  for (const part of said.never ?? []) {
    expect(plan.up.steps.filter(({ sql }) => sql.includes(part))).toEqual([]);
  }
  if (said.asks !== undefined) {
    expect(diff.candidates.map(({ from, to }) => `${from} > ${to}`)).toEqual(said.asks);
  }
  expect(plan.up.warnings).toEqual([]);
  expect(plan.down.warnings).toEqual([]);
}

function expectInOrder(steps: readonly { readonly sql: string }[], parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const found = steps.findIndex(({ sql }, position) => position >= from && sql.includes(part));
    const all = steps.map(({ sql }) => sql).join("\n");
    expect(found, `"${part}" is missing after step ${from} of:\n${all}`).toBeGreaterThanOrEqual(0);
    from = found + 1;
  }
}

async function value(client: pg.Client, sql: string): Promise<string> {
  const { rows } = await client.query<Record<string, unknown>>(sql);
  return Object.values(rows[0] ?? {})
    .map(String)
    .join();
}
