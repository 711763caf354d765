import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, sampleProject, test } from "./journey.ts";

test("half-typed YAML, a ruleset that does not load and a server that dies are each named in one sentence", async ({
  start,
}) => {
  const { workbench, folder, server } = await start({ folder: sampleProject, file: "openapi.yaml" });
  await workbench.codeLens(/findings/).waitFor();
  await workbench.goTo(5, 10);
  await workbench.typeText('"');
  await workbench.waitForDiagnostic("This does not parse");
  await expect(await workbench.problems()).toHaveCount(1);
  await expect(workbench.codeLens(/findings/)).toHaveCount(0);
  await workbench.screenshot("bad-input-yaml");
  await workbench.openFile("openapi.yaml");
  await workbench.page.keyboard.press("ControlOrMeta+Z");
  await expect(await workbench.problems("This does not parse")).toHaveCount(0);
  await workbench.waitForDiagnostic("owasp:api");

  const ruleset = join(folder, ".spectral.yaml");
  writeFileSync(ruleset, "extends: [spectral:nothing]\n");
  await workbench.waitForDiagnostic(/\.spectral\.yaml cannot be used/);
  await expect(await workbench.problems("owasp:api")).toHaveCount(0);
  await expect(workbench.codeLens(/findings/)).toHaveCount(0);
  await workbench.screenshot("bad-input-ruleset");
  rmSync(ruleset);
  await workbench.waitForDiagnostic("owasp:api");

  await workbench.openFile("openapi.yaml");
  await workbench.codeLens(/findings/).waitFor();
  const sentence = "The language server stopped and was started again.";
  await server.killLanguageServer();
  await expect(workbench.notification(sentence)).toHaveCount(1);
  await workbench.screenshot("server-restarted");
  await server.killLanguageServer();
  await workbench.goTo(24, "  - url: http".length + 1);
  await workbench.typeText("s");
  await workbench.waitForDiagnostic("owasp:api");
  await expect(await workbench.problems("[Ln 24, Col 10]")).toHaveCount(0);
  await expect(await workbench.notifications(sentence)).toHaveCount(1);
});
