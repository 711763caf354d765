import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { type SampleDatabase, startSampleDatabase } from "../../scripts/demo/sampleDatabase.ts";
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

test("the health of a database is read, a finding is opened, a plan is shown", async ({ start }) => {
  const { workbench } = await start({ folder: project, file: "query.sql" });
  const { page } = workbench;
  await workbench.runCommand("Senior Backend: Focus on Databases View");
  const tree = page.getByRole("tree", { name: "Databases" });
  await row(tree, "found in .env, DATABASE_URL").click();
  await row(tree, "Health").click();
  await row(tree, /warning, orders\.customer_id has no index/).waitFor();
  await expect(row(tree, /^Health, 1 error, \d+ warnings/)).toBeVisible();
  await workbench.screenshot("advice-health-light");
  await row(tree, /warning, orders\.customer_id has no index/).click();
  await page.getByText("create index concurrently orders_customer_id_idx").first().waitFor();
  await workbench.screenshot("advice-finding-light");
  await workbench.setTheme("dark");
  await workbench.screenshot("advice-finding-dark");

  await page.getByRole("tab", { name: "query.sql" }).click();
  await workbench.runCommand("Senior Backend: Explain Query");
  await page.getByText("Seq Scan order_items").first().waitFor();
  await workbench.screenshot("advice-plan-dark");
  await page.getByText("Try an index").first().click();
  await page.getByText("The planner can use it").first().waitFor({ timeout: 60_000 });
  await workbench.screenshot("advice-what-if-dark");
});

function row(tree: Locator, name: string | RegExp): Locator {
  return tree.getByRole("treeitem", { name }).first();
}
