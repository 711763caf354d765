import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type SampleDatabase, startSampleDatabase } from "../../scripts/demo/sampleDatabase.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { connectFound, openDatabases } from "./databasesView.ts";
import { expect, sampleProject, test } from "./journey.ts";

/** A comparison loads two schemas, replays the migration both ways and stops after each step. */
const slow = { timeout: 60_000 };

let database: SampleDatabase;
let project: string;
let original: string;

test.beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "senior-backend-migrations-"));
  cpSync(sampleProject, project, { recursive: true });
  database = await startSampleDatabase(project);
  original = readFileSync(join(project, "db", "schema.sql"), "utf8");
  writeFileSync(join(project, "db", "schema.sql"), changed(original));
});
test.afterAll(async () => {
  await database.stop();
  rmSync(project, { recursive: true, force: true });
});

test("a changed schema.sql becomes a proven migration that is applied and taken back", async ({ start }) => {
  test.setTimeout(600_000);
  const { workbench, folder } = await start({
    folder: project,
    file: "db/schema.sql",
    // The theme follows the browser then, and changes without a touch on what is open.
    settings: { "window.autoDetectColorScheme": true },
  });
  const before = await columnsAndIndexes();
  const tree = await openDatabases(workbench);
  await connectFound(tree);

  await workbench.runCommand("Senior Backend: Compare Schema…");
  await workbench.quickPickEntry("db/schema.sql").waitFor();
  await picture(workbench, "migrations-target");
  await workbench.quickPick("db/schema.sql");
  const comparison = workbench.page
    .getByRole("dialog")
    .filter({ hasText: "lantern differs from the schema." });
  await comparison.waitFor(slow);
  await picture(workbench, "migrations-compared");
  await expect(comparison).toContainText("+ column public.orders.gift_message");
  await expect(comparison).toContainText("+ index public.orders_customer_id_idx");
  await expect(comparison).toContainText(
    /(?<!Not p)Proven on PostgreSQL 18 .*second observer.*replayed as claimed/,
  );
  await comparison.getByRole("button", { name: "Save Migration" }).click();

  const file = await migrationIn(folder);
  await workbench.editor(file).waitFor();
  await picture(workbench, "migrations-saved");

  await workbench.runCommand("Senior Backend: Dry-Run Migration");
  await workbench.editorText("Dry run of").waitFor(slow);
  await picture(workbench, "migrations-dry-run");
  expect(await columnsAndIndexes()).toEqual(before);

  await workbench.openFile(file);
  await workbench.runCommand("Senior Backend: Apply Migration…");
  await workbench.quickPickEntry("Down").waitFor();
  await picture(workbench, "migrations-direction");
  await workbench.quickPick("Up");
  await workbench.notification(/statements ran on lantern/).waitFor(slow);
  await picture(workbench, "migrations-applied");
  const after = await columnsAndIndexes();
  expect(after).toContain("column orders.gift_message");
  expect(after).toContain("index orders_customer_id_idx");
  expect(await recordedVersions()).toEqual([file.slice(0, 14)]);

  await workbench.runCommand("Senior Backend: Compare Schema…");
  await workbench.quickPick("db/schema.sql");
  await workbench.notification("lantern is as the schema says").waitFor(slow);
  await picture(workbench, "migrations-nothing-left");

  await workbench.openFile(file);
  await workbench.runCommand("Senior Backend: Apply Migration…");
  await workbench.quickPick("Down");
  await workbench.notification(/statements? ran on lantern/).waitFor(slow);
  await picture(workbench, "migrations-taken-back");
  expect(await columnsAndIndexes()).toEqual(before);
  expect(await recordedVersions()).toEqual([]);
});

/** The schema as somebody edits it: a column, a constraint and the index that was missing. */
function changed(schema: string): string {
  const withColumn = schema.replace("  note varchar(500),\n", "  note varchar(500),\n  gift_message text,\n");
  const index = "create index orders_customer_id_idx on orders (customer_id);\n";
  return withColumn.replace("create index orders_placed_at_idx", `${index}create index orders_placed_at_idx`);
}

async function query<Row extends pg.QueryResultRow>(text: string): Promise<readonly Row[]> {
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Columns and indexes of the tables in "public", but what a migration tool keeps for itself. */
async function columnsAndIndexes(): Promise<readonly string[]> {
  const rows = await query<{ name: string }>(`
    select 'column ' || table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and table_name <> 'schema_migrations'
    union all
    select 'index ' || indexname from pg_indexes
    where schemaname = 'public' and tablename <> 'schema_migrations'
    order by 1`);
  return rows.map(({ name }) => name);
}

/** What dbmate's own table says was applied. */
async function recordedVersions(): Promise<readonly string[]> {
  const rows = await query<{ version: string }>("select version from schema_migrations order by 1");
  return rows.map(({ version }) => version);
}

/** Waits for the one file in the folder of migrations. */
async function migrationIn(folder: string): Promise<string> {
  const files = () => readdirSync(join(folder, "db"), { recursive: true, encoding: "utf8" });
  const migrations = () => files().filter((path) => /^migrations\W\d{14}_.+\.sql$/.test(path));
  await expect.poll(() => migrations().length).toBe(1);
  return migrations()[0]?.slice("migrations/".length) ?? "";
}

/** Keeps the window as it is, in a dark and in a light theme. */
async function picture(workbench: Workbench, name: string): Promise<void> {
  for (const [colorScheme, painted] of [
    ["dark", "vs-dark"],
    ["light", "vs"],
  ] as const) {
    await workbench.page.emulateMedia({ colorScheme });
    await workbench.page.locator(`.monaco-workbench.${painted}`).waitFor();
    await workbench.screenshot(`${name}-${colorScheme}`);
  }
}
