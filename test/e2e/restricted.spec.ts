import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, sampleProject, test } from "./journey.ts";

test("a workspace that is not trusted is linted, and nothing is written into it", async ({ start }) => {
  const { workbench, folder } = await start({ folder: sampleProject, file: "openapi.yaml", trusted: false });
  await workbench.codeLens(/findings/).waitFor();
  await workbench.clickCodeLens("Scaffold all routes");
  await expect(workbench.notification("needs a trusted workspace")).toBeVisible();
  await workbench.screenshot("restricted");
  expect(existsSync(join(folder, "service"))).toBe(false);
});
