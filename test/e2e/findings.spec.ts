import { seeFindings } from "./findings.ts";
import { expect, test } from "./journey.ts";

test("the sample shows its findings and lenses; a fix takes a finding away", async ({ start }) => {
  const workbench = await seeFindings(start, "findings");
  const insecureServer = await workbench.problems("[Ln 24, Col 10]");
  await insecureServer.waitFor();
  await workbench.openFile("openapi.yaml");
  await workbench.goTo(24, 14);
  await workbench.openQuickFixes();
  await workbench.screenshot("quick-fix");
  await workbench.takeQuickFix("Use https");
  await insecureServer.waitFor({ state: "detached" });
  await expect(workbench.editorText("https://staging.lantern-books.example")).toBeVisible();

  await workbench.page.keyboard.press("ControlOrMeta+Z");
  await insecureServer.waitFor();
  await workbench.goTo(24, "  - url: http".length + 1);
  await workbench.typeText("s");
  await insecureServer.waitFor({ state: "detached" });
});
