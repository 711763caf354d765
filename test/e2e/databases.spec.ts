import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { type SampleDatabase, startSampleDatabase } from "../../scripts/demo/sampleDatabase.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { expect, sampleProject, test } from "./journey.ts";

let database: SampleDatabase;
let project: string;

test.beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "senior-backend-databases-"));
  cpSync(sampleProject, project, { recursive: true });
  database = await startSampleDatabase(project);
});
test.afterAll(async () => {
  await database.stop();
  rmSync(project, { recursive: true, force: true });
});

test("a connection found in .env is offered, connected and browsed", async ({ start }) => {
  const { workbench } = await start({ folder: project, file: "openapi.yaml" });
  const tree = await openDatabases(workbench);
  await row(tree, "found in .env, DATABASE_URL").waitFor();
  await workbench.screenshot("databases-found");
  await row(tree, "found in .env, DATABASE_URL").click();
  await row(tree, "table books").waitFor();
  await workbench.screenshot("databases-tables");
  await expand(tree, "table orders, ");
  await expand(tree, "Referenced by");
  await row(tree, "column customer_id, uuid, references customers.id").waitFor();
  await workbench.screenshot("databases-table-light");
  await workbench.setTheme("dark");
  await workbench.screenshot("databases-table-dark");
});

async function openDatabases(workbench: Workbench): Promise<Locator> {
  await workbench.runCommand("Senior Backend: Focus on Databases View");
  const tree = workbench.page.getByRole("tree", { name: "Databases" });
  await tree.waitFor();
  return tree;
}

function row(tree: Locator, name: string | RegExp): Locator {
  return tree.getByRole("treeitem", { name }).first();
}

async function expand(tree: Locator, name: string | RegExp): Promise<void> {
  await row(tree, name).click();
  await expect(row(tree, name)).toHaveAttribute("aria-expanded", "true");
}
