import type { Locator } from "@playwright/test";
import type { Workbench } from "../support/vscode/workbench.ts";

/** Shows the view Databases and gives it the room of the view below: rows that are not in sight do not exist. */
export async function openDatabases(workbench: Workbench): Promise<Locator> {
  await workbench.runCommand("Senior Backend: Focus on Databases View");
  const tree = workbench.page.getByRole("tree", { name: "Databases" });
  await tree.waitFor();
  await workbench.page.getByRole("button", { name: "Load Tests Section" }).click();
  return tree;
}

/** Connects what was found in .env, as soon as it is there. */
export async function connectFound(tree: Locator): Promise<void> {
  await row(tree, "found in .env, DATABASE_URL").click();
  await row(tree, "connection lantern").waitFor();
  await row(tree, "table books").waitFor({ timeout: 60_000 });
}

/** The first row whose name contains the text. */
export function row(tree: Locator, name: string | RegExp): Locator {
  return tree.getByRole("treeitem", { name }).first();
}
