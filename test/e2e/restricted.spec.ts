import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, sampleProject, test } from "./journey.ts";

test("a workspace that is not trusted is linted; nothing is written into it, no database opened", async ({
  start,
}) => {
  const { workbench, folder } = await start({
    folder: sampleProject,
    without: ["api"],
    file: "openapi.yaml",
    trusted: false,
  });
  await workbench.codeLens(/findings/).waitFor();
  await workbench.clickCodeLens("Scaffold all routes");
  await expect(workbench.notification("needs a trusted workspace")).toBeVisible();
  await workbench.screenshot("restricted");
  expect(existsSync(join(folder, "api"))).toBe(false);

  await workbench.runCommand("Senior Backend: Focus on Databases View");
  await expect(workbench.page.getByText("Databases are opened in trusted workspaces only.")).toBeVisible();
  await workbench.screenshot("databases-restricted");
});
