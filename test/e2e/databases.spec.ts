import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { type SampleDatabase, startSampleDatabase } from "../../scripts/demo/sampleDatabase.ts";
import { listProcesses } from "../support/processes.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { connectFound, openDatabases, row } from "./databasesView.ts";
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

test("a connection found in .env is offered, connected and browsed; its process may die", async ({
  start,
}) => {
  const { workbench, server } = await start({ folder: project, file: "openapi.yaml" });
  const tree = await openDatabases(workbench);
  await row(tree, "found in .env, DATABASE_URL").waitFor();
  await workbench.screenshot("databases-found");
  await connectFound(tree);
  await workbench.screenshot("databases-tables");

  await test.step("what belongs to a table", async () => {
    await expand(tree, "table orders, ");
    await expand(tree, "Referenced by");
    await row(tree, "column customer_id, uuid, references customers.id").waitFor();
    await workbench.screenshot("databases-table-light");
    await workbench.setTheme("dark");
    await workbench.screenshot("databases-table-dark");
    await workbench.setTheme("light");
    await row(tree, "table orders, ").click();
    await expect(row(tree, "table orders, ")).toHaveAttribute("aria-expanded", "false");
  });

  await test.step("an operation leads to its table and back, as a guess", async () => {
    await workbench.editor("openapi.yaml").click();
    const lines = readFileSync(join(project, "openapi.yaml"), "utf8").split("\n");
    await workbench.goTo(lines.indexOf("  /orders:") + 2);
    await workbench.runCommand("Senior Backend: Go to Table…");
    await workbench.quickPickEntry("orders, a guess from /orders").waitFor();
    await workbench.screenshot("databases-go-to-table");
    await workbench.quickPick("orders, a guess from /orders");
    await workbench.editorText("CREATE TABLE public.orders").waitFor();
    await chooseFromMenu(workbench, row(tree, "table books"), "Go to Operations…");
    await workbench.quickPick("GET /books,");
    await workbench.editor("openapi.yaml").waitFor();
    await workbench.screenshot("databases-go-to-operations");
  });

  await test.step("rows, definitions and names of a table are a click away", async () => {
    await chooseFromMenu(workbench, row(tree, "table books"), "Preview Rows");
    await workbench.editor("public.books (rows)").waitFor();
    await workbench.codeLens("Next 100").waitFor();
    await workbench.screenshot("databases-rows");
    await workbench.clickCodeLens("Next 100");
    await workbench.page.getByText("Rows 101 to 200, by primary key").waitFor();
    await chooseFromMenu(workbench, row(tree, "table books"), "Show DDL");
    await workbench.editor("public.books.sql").waitFor();
    await workbench.editorText("CREATE TABLE public.books").waitFor();
    await workbench.screenshot("databases-ddl");
    await row(tree, "connection lantern").hover();
    await row(tree, "connection lantern").getByRole("button", { name: "Filter Database…" }).click();
    await workbench.quickInput("ORDER");
    await expect(row(tree, "table books")).toBeHidden();
    await row(tree, "table order_items").waitFor();
    await workbench.screenshot("databases-filter");
  });

  await test.step("a database process that dies is started again when it is needed", async () => {
    const killed = listProcesses().find(
      ({ group, command }) => group === server.pid && command.includes("/dist/database.js"),
    );
    if (!killed) throw new Error("The database process does not run.");
    process.kill(killed.pid, "SIGKILL");
    await expect(workbench.notification("The database process stopped")).toBeVisible();
    await expand(tree, "table order_items, ");
    await row(tree, "column quantity").waitFor();
  });
});

test("a connection is added by URL, tested, and marked as production", async ({ start }) => {
  const { workbench } = await start({ folder: project, file: "openapi.yaml" });
  const tree = await openDatabases(workbench);
  await workbench.runCommand("Senior Backend: Add Database Connection…");
  await workbench.quickPickEntry("found in .env").waitFor();
  await workbench.screenshot("databases-add");
  await workbench.quickPick("Connection URL");
  await workbench.page.getByText("Connection URL, or libpq's keywords").waitFor();
  await workbench.quickInput("mysql://nowhere");
  await workbench.page.getByText("This is no connection URL").waitFor();
  await workbench.quickInput(database.url.replace("paperback", "wrong"));
  await workbench.page.getByText("Name of the connection").waitFor();
  await workbench.quickInput("books live");
  await workbench.quickPick("production");
  await workbench.quickPick("User settings");
  await workbench.quickPick("Test connection");
  await workbench.quickPickEntry("does not accept the password of “lantern”").waitFor();
  await workbench.screenshot("databases-wrong-password");
  for (let step = 5; step > 1; step--) {
    await workbench.page.getByText(`(${step}/5)`).waitFor();
    await workbench.page.locator(".quick-input-titlebar").getByRole("button", { name: /^Back/ }).click();
  }
  await workbench.page.getByText("(1/5)").waitFor();
  await workbench.quickInput(database.url);
  await workbench.page.getByText("Name of the connection").waitFor();
  await workbench.quickInput("books live");
  await workbench.quickPick("production");
  await workbench.quickPick("User settings");
  await workbench.quickPick("Test connection");
  await workbench.quickPickEntry("PostgreSQL 18").waitFor();
  await workbench.quickPick("Save and connect");
  await row(tree, "table books").waitFor();
  await expect(workbench.page.getByText("Production is open: books live. Reads only.")).toBeVisible();
  await workbench.screenshot("databases-production");
});

/** Takes an entry of the context menu of a row. A menu that has just appeared takes no click yet. */
async function chooseFromMenu({ page }: Workbench, target: Locator, name: string): Promise<void> {
  const entry = page.getByRole("menuitem", { name });
  await expect(async () => {
    if (await entry.isVisible()) await page.keyboard.press("Escape");
    await target.click({ button: "right", timeout: 2000 });
    await entry.click({ timeout: 2000 });
    await expect(entry).toBeHidden({ timeout: 1000 });
  }).toPass();
}

async function expand(tree: Locator, name: string | RegExp): Promise<void> {
  await row(tree, name).click();
  await expect(row(tree, name)).toHaveAttribute("aria-expanded", "true");
}
