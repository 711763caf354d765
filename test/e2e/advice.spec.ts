import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SampleDatabase, startSampleDatabase } from "../../scripts/demo/sampleDatabase.ts";
import { connectFound, openDatabases, row } from "./databasesView.ts";
import { expect, sampleProject, test } from "./journey.ts";

let database: SampleDatabase;
let project: string;

test.beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "senior-backend-advice-"));
  cpSync(sampleProject, project, { recursive: true });
  writeFileSync(
    join(project, "query.sql"),
    "select * from order_items where book_id = 'b0000000-0000-4000-8000-000000000007';\n",
  );
  database = await startSampleDatabase(project);
});
test.afterAll(async () => {
  await database.stop();
  rmSync(project, { recursive: true, force: true });
});

test("health is read, a finding becomes a migration, an index is tried, suggested, applied and verified", async ({
  start,
}) => {
  test.setTimeout(300_000);
  const { workbench, folder } = await start({
    folder: project,
    file: "query.sql",
    // The theme follows the browser then, and changes without a touch on what is open.
    settings: { "window.autoDetectColorScheme": true },
  });
  const { page } = workbench;
  const picture = async (name: string) => {
    for (const [colorScheme, painted] of [
      ["dark", "vs-dark"],
      ["light", "vs"],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`.monaco-workbench.${painted}`).waitFor();
      await workbench.screenshot(`${name}-${colorScheme}`);
    }
  };
  const migrations = () =>
    existsSync(join(folder, "db", "migrations")) ? readdirSync(join(folder, "db", "migrations")) : [];
  const migrationFor = (part: string) => migrations().filter((name) => name.includes(part));

  const tree = await openDatabases(workbench);
  await connectFound(tree);
  await row(tree, "Health").click();
  await row(tree, /warning, orders\.customer_id has no index/).waitFor();
  await expect(row(tree, /^Health, 1 error, \d+ warnings/)).toBeVisible();
  await picture("advice-health");
  await row(tree, /warning, orders\.customer_id has no index/).click();
  await page.getByText("create index concurrently orders_customer_id_idx").first().waitFor();
  await picture("advice-finding");
  await workbench.clickCodeLens("Write migration");
  await expect.poll(() => migrationFor("index_orders_by_customer_id")).toHaveLength(1);
  await workbench.editorText("-- migrate:down transaction:false").waitFor();
  await picture("advice-migration");

  await workbench.openFile("query.sql");
  await workbench.runCommand("Senior Backend: Explain Query");
  await page.getByText("Seq Scan order_items").first().waitFor();
  await picture("advice-plan");
  await workbench.clickCodeLens("Try an index");
  await page.getByText("The planner can use it").first().waitFor({ timeout: 60_000 });
  await picture("advice-what-if");
  await page.getByRole("tab", { name: "query.sql" }).click();
  await workbench.runCommand("Senior Backend: Explain Query");
  await workbench.clickCodeLens("Run and roll back…");
  await workbench
    .notification("Run the statement on lantern and roll it back?")
    .getByRole("button", { name: "Run" })
    .click();
  await workbench.editorText("rolled back").waitFor();
  await picture("advice-run");

  await workbench.runCommand("Senior Backend: Suggest Indexes…");
  const suggestion = (part: string) =>
    page.locator(".quick-input-list .monaco-list-row").filter({ hasText: part });
  await suggestion("index_order_items_by_book_id").waitFor();
  await expect(suggestion("index_orders_by_customer_id")).toContainText("already in");
  await picture("advice-suggestions");
  await page.locator(".quick-input-widget").getByRole("button", { name: "OK" }).click();
  await workbench.notification(/Wrote \d migrations to db\/migrations/).waitFor();
  expect(migrationFor("index_orders_by_customer_id")).toHaveLength(1);

  const [file = ""] = migrationFor("index_order_items_by_book_id");
  await workbench.openFile(file);
  await workbench.runCommand("Senior Backend: Apply Migration…");
  await workbench.quickPick("Up");
  await workbench.notification(/statements? ran on lantern/).waitFor({ timeout: 60_000 });
  await page.getByRole("tab", { name: "Plan (lantern)" }).click();
  await workbench.clickCodeLens("Verify improvement");
  await workbench.editorText("Before:").waitFor();
  await workbench.editorText("Index Scan").waitFor();
  await picture("advice-verified");
});
