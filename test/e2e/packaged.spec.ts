import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { repository } from "../support/vscode/server.ts";
import { expect, sampleProject, test } from "./journey.ts";

test("the packaged and installed extension shows findings and lenses; a fix takes a finding away", async ({
  start,
}) => {
  execFileSync("npm", ["run", "package"], { cwd: repository, shell: process.platform === "win32" });
  const { workbench } = await start({
    folder: sampleProject,
    without: ["api"],
    file: "openapi.yaml",
    install: { vsix: join(repository, "senior-backend.vsix") },
  });
  await expect(workbench.codeLens(/^\d+ findings, \d+ security$/)).toBeVisible();
  await expect(workbench.codeLens("Scaffold all routes")).toBeVisible();
  await expect(workbench.squiggles("error").first()).toBeVisible();
  await workbench.screenshot("findings-light");

  await workbench.goTo(57);
  await expect(workbench.codeLens(/^Scaffold route$/).first()).toBeVisible();
  await workbench.waitForDiagnostic("owasp:api");
  await workbench.setTheme("dark");
  await workbench.screenshot("findings-dark");

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
