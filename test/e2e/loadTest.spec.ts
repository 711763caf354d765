import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Theme } from "../support/vscode/workbench.ts";
import { expect } from "./journey.ts";
import { pageFrames, test } from "./loadTestPanel.ts";

test("from the lens to a result, a baseline, a regression and an export", async ({ openPanel }) => {
  const { workbench, panel, api, folder } = await openPanel();
  await expect(panel.field("Address")).toHaveValue(new RegExp(`^${api.origin}/books/[0-9a-f-]+`));
  await workbench.screenshot("load-test-new");
  await panel.configure({ Connections: "4", Duration: "6s", "Warm-up": "1s" });

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

  api.delay = 20;
  await panel.start();
  await panel.finished();
  await expect(panel.button(/^Compared with:/)).toContainText("baseline");
  await expect(panel.findings.filter({ hasText: /P50 rose by/ })).toBeVisible();
  await expect(workbench.codeLens(/worse than baseline$/).first()).toBeVisible();
  await workbench.runCommand("View: Show Senior Backend");
  await expect(workbench.page.getByRole("treeitem", { name: /worse than baseline/ })).toBeVisible();
  await workbench.screenshot("load-test-worse");

  await panel.button("Export…").click();
  await workbench.quickPick("Result as JSON");
  const dialog = workbench.page.locator(".quick-input-widget").getByRole("textbox");
  await expect(dialog).toHaveValue(/GET-books-bookId\.json$/);
  await workbench.quickInput(join(folder, "result.json"));
  await expect.poll(() => existsSync(join(folder, "result.json"))).toBe(true);
  const saved = JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as { schemaVersion: number };
  expect(saved.schemaVersion).toBe(1);
});

test("a test that is stopped keeps its figures; the scenario is a readable file", async ({ openPanel }) => {
  const { workbench, panel, folder } = await openPanel();
  await panel.configure({ Connections: "2", Duration: "5m", Thresholds: "p95<60s\nrps>1000000" });
  await panel.start();
  await expect(panel.tile("P50")).not.toHaveText("–");
  await panel.button("Stop").click();
  await panel.finished();
  await expect(panel.status).toContainText("Stopped");
  await expect(panel.findings.filter({ hasText: "p95<60s" })).toHaveClass("good");
  await expect(panel.findings.filter({ hasText: "rps>1000000" })).toHaveClass("bad");

  await panel.button("Save Scenario").click();
  await expect(panel.button(/^Scenario:/)).toContainText("GET /books/{bookId}");
  const file = join(folder, ".senior-backend", "load", "get-books-bookid.yaml");
  const text = readFileSync(file, "utf8");
  expect(text).toContain("spec: ../../openapi.yaml\noperation: GET /books/{bookId}\n");
  expect(text).toContain("duration: 5m");
  await workbench.openFile("get-books-bookid.yaml");
  await workbench.screenshot("load-test-scenario");
});

/** What VS Code marks the page with. */
const bodyClasses: Readonly<Record<Theme, string>> = {
  light: "vscode-light",
  dark: "vscode-dark",
  lightContrast: "vscode-high-contrast-light",
  darkContrast: "vscode-high-contrast",
};

test("the panel can be read in every theme, and by those who do not see it", async ({ openPanel }) => {
  const { workbench, panel } = await openPanel();
  await panel.configure({ Connections: "4", Duration: "3s" });
  await panel.start();
  await panel.finished();
  await panel.unfold();
  await workbench.runCommand("View: Maximize Editor Group");
  for (const theme of Object.keys(bodyClasses) as Theme[]) {
    await workbench.setTheme(theme);
    await panel.frame.locator(`body.${bodyClasses[theme]}`).waitFor();
    await workbench.screenshot(`load-test-${theme}`);
    const { violations } = await new AxeBuilder({ page: panel.page })
      .include([...pageFrames, "main"])
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    ).toEqual([]);
  }
});

test("every control is reached with the keyboard", async ({ openPanel }) => {
  const { panel } = await openPanel();
  await panel.configure({ Connections: "2", Duration: "2s" });
  await panel.start();
  await panel.finished();
  await panel.unfold();
  const wanted = await panel.reachable();
  await panel.field("Method").focus();
  const reached = new Set<string>([await panel.focused()]);
  for (let step = 0; step < wanted.length * 2; step++) {
    await panel.page.keyboard.press("Tab");
    reached.add(await panel.focused());
  }
  expect(wanted.filter((name) => !reached.has(name))).toEqual([]);
  expect(wanted.length).toBeGreaterThan(25);
});
