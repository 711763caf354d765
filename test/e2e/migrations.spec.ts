import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type SampleDatabase, startSampleDatabase } from "../../scripts/demo/sampleDatabase.ts";
import { ComparePanel } from "./comparePanel.ts";
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

test("a changed schema.sql becomes a proven migration that is applied and taken back", async ({
  start,
  page,
}) => {
  test.setTimeout(600_000);
  await page.setViewportSize({ width: 1600, height: 1100 });
  const { workbench, folder } = await start({ folder: project, file: "db/schema.sql" });
  const before = await columnsAndIndexes();
  const tree = await openDatabases(workbench);
  await connectFound(tree);
  const panel = new ComparePanel(workbench);

  await workbench.runCommand("Senior Backend: Compare Schema…");
  await workbench.quickPick("db/schema.sql");
  await expect(panel.button("Stop")).toBeVisible(slow);
  await workbench.screenshot("migrations-comparing");
  await panel.isDone("data is lost");
  await expect(panel.button(/^What is: live: lantern \(development\)/)).toBeVisible();
  await expect(panel.change("note").filter({ hasText: "data!" })).toBeVisible();
  await expect(panel.change("gift_message")).toContainText("text");
  await expect(panel.button("Apply…")).toBeDisabled();
  await expect(panel.region("Renames")).toContainText("column public.orders.note");
  await workbench.screenshot("migrations-asked");

  await panel.button(/^It Is a Rename: column public\.orders\.note/).click();
  await panel.isDone(/^\d+ changes; the migration is proven\.$/);
  await expect(panel.region("Proof")).toContainText("not modelled: —");
  await expect(panel.region("Proof").locator(".check.ok")).toHaveCount(7);
  await expect(panel.region("Migration")).toContainText("RENAME COLUMN note TO remark");
  await expect(panel.region("Migration")).toContainText("outside a transaction");

  await panel.button("Dry Run").click();
  await expect(panel.region("Migration")).toContainText("Dry run on a copy of the schema of lantern", slow);
  await expect(panel.region("Migration").locator(".tried")).not.toHaveCount(0);
  await expect(panel.region("Migration").locator(".tried").first()).toContainText(
    "ACCESS EXCLUSIVE on public.orders",
  );
  await panel.button("Dry-run on the database itself, rolled back…").click();
  await panel.confirm("Run the migration on lantern and roll it back?", "Run and Roll Back");
  await expect(panel.region("Migration")).toContainText("Dry run on lantern, rolled back", slow);
  await expect(panel.region("Migration")).toContainText("Not shown: CREATE INDEX CONCURRENTLY");
  expect(await columnsAndIndexes()).toEqual(before);
  await workbench.runCommand("View: Maximize Editor Group");
  await panel.check("migrations-panel");
  await workbench.setTheme("dark");

  await panel.change("orders").first().focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
  await expect(panel.change("gift_message")).toBeHidden();
  await page.keyboard.press("ArrowRight");
  await expect(panel.change("gift_message")).toBeVisible();
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: /orders: before and after/ }).waitFor();
  await workbench.editorText("gift_message text").waitFor();
  await workbench.screenshot("migrations-ddl");
  await workbench.runCommand("View: Close Editor");

  await workbench.runCommand("View: Reset Editor Group Sizes");
  await panel.button("Save Migration").click();
  await expect(panel.region("Outcome")).toContainText(/Saved .*migrations/);
  const file = await migrationIn(folder);
  await workbench.editor(file).waitFor();
  await workbench.screenshot("migrations-saved");

  await panel.button("Apply…").click();
  await panel.confirm(`Apply ${file} to lantern?`, "Apply");
  await expect(panel.region("Outcome")).toContainText("Verified: lantern is as schema.sql says.", slow);
  await expect(panel.region("Outcome")).toContainText("Advice that is settled:");
  await panel.isDone("There is no difference.");
  await workbench.screenshot("migrations-applied");
  const after = await columnsAndIndexes();
  expect(after).toContain("column orders.gift_message");
  expect(after).toContain("column orders.remark");
  expect(after).toContain("index orders_customer_id_idx");
  expect(await recordedVersions()).toEqual([file.slice(0, 14)]);

  await panel.button("Take Back…").click();
  await panel.confirm("back from lantern?", "Take Back");
  await expect(panel.region("Outcome")).toContainText("Taken back:", slow);
  await panel.isDone("data is lost");
  expect(await columnsAndIndexes()).toEqual(before);
  expect(await recordedVersions()).toEqual([]);

  await page.getByRole("tab", { name: file }).click();
  await workbench.runCommand("Senior Backend: Dry-Run Migration");
  await workbench.editorText("Dry run of").waitFor(slow);
  await workbench.screenshot("migrations-dry-run");
  await page.getByRole("tab", { name: file }).click();
  await workbench.runCommand("Senior Backend: Apply Migration…");
  await workbench.quickPick("Up");
  await workbench.notification(/statements? ran on lantern/).waitFor(slow);
  expect(await columnsAndIndexes()).toEqual(after);
});

/** The schema as somebody edits it: a new name, a new column, and the index that was missing. */
function changed(schema: string): string {
  const withColumn = schema.replace(
    "  note varchar(500),\n",
    "  remark varchar(500),\n  gift_message text,\n",
  );
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
