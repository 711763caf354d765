import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "./journey.ts";
import { test } from "./loadTestPanel.ts";

test("from the lens to a result, a baseline, a regression and an export", async ({ openPanel }) => {
  const { workbench, panel, api, folder } = await openPanel();
  await expect(panel.field("Address")).toHaveValue(new RegExp(`^${api.origin}/books/[0-9a-f-]+`));
  await workbench.screenshot("load-test-new");
  await panel.setDuration("6s");

  await panel.start();
  await expect(panel.status).toContainText("Measuring");
  await expect(panel.tile("P95")).not.toHaveText("–");
  await workbench.screenshot("load-test-running");
  await panel.finished();
  await expect(panel.tile("Errors")).toHaveText("0");
  await expect(panel.findings.first()).toContainText("status 200");
  expect(api.requests()).toBeGreaterThan(100);
  await panel.button("Save as Baseline").click();
  await expect(panel.button(/^Run:/)).toContainText("baseline");
  await expect(workbench.codeLens(/^p95 .+ ms, just now$/).first()).toBeVisible();
  await workbench.screenshot("load-test-result");

  api.delay = 20;
  await panel.start();
  await panel.finished();
  await expect(panel.button(/^Compared with:/)).toContainText("baseline");
  await expect(panel.findings.filter({ hasText: /P50 rose by/ })).toBeVisible();
  await expect(workbench.codeLens(/worse than baseline$/).first()).toBeVisible();
  await workbench.screenshot("load-test-worse");

  await panel.button("Export…").click();
  await workbench.quickPick("Result as JSON");
  await workbench.quickInput(join(folder, "result.json"));
  await expect.poll(() => existsSync(join(folder, "result.json"))).toBe(true);
  const saved = JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as { schemaVersion: number };
  expect(saved.schemaVersion).toBe(1);
});
