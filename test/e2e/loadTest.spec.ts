import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { LoadResult } from "../../src/features/loadTest/engine/result.ts";
import { formatFigure } from "../../src/shared/figures.ts";
import type { Theme } from "../support/vscode/workbench.ts";
import { expect } from "./journey.ts";
import { listProcesses } from "../support/processes.ts";
import { pageFrames, secret, test } from "./loadTestPanel.ts";

/** Stands out even on a machine that is busy with something else, in ms; a quiet one shows a tenth of it. */
const plantedDelay = 200;

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

  api.delay = plantedDelay;
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
  const text = readFileSync(join(folder, "result.json"), "utf8");
  expect(text).not.toContain(secret);
  expect(text).toContain("api_key=${SENIOR_BACKEND_PARTNER_KEY}");
  const { latency } = (JSON.parse(text) as LoadResult).targets[0] ?? {};
  await expect(panel.tile("P95")).toHaveText(formatFigure(latency?.p95 ?? NaN));
});

test("a test that is stopped keeps its figures; the scenario is a readable file", async ({ openPanel }) => {
  const { workbench, panel, folder } = await openPanel();
  await panel.configure({ Connections: "2", Duration: "5m", Thresholds: "p95<60s\nrps>1000000" });
  await panel.start();
  await expect(panel.tile("P99")).not.toHaveText("–");
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

  writeFileSync(file, text.replace("duration: 5m", "duration: 1s"));
  await workbench.runCommand("Test: Run All Tests");
  await expect(
    workbench.page
      .getByText(/^rps>1000000: /)
      .filter({ visible: true })
      .first(),
  ).toBeVisible();
  await workbench.screenshot("load-test-explorer");
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

test("a panel comes back after a reload of the window, with what it showed", async ({ openPanel }) => {
  const { workbench, panel } = await openPanel();
  await panel.configure({
    Connections: "2",
    Duration: "2s",
    Headers: "X-Kept: yes\nAuthorization: Bearer not-kept",
  });
  await panel.start();
  await panel.finished();
  const shown = await panel.tile("P95").textContent();
  await workbench.page.reload();
  await expect(panel.tile("P95")).toHaveText(shown ?? "");
  await panel.unfold();
  await expect(panel.field("Headers")).toHaveValue("X-Kept: yes");
  await workbench.screenshot("load-test-reloaded");
});

test("closing the panel ends the load", async ({ openPanel }) => {
  const { workbench, panel } = await openPanel();
  await panel.configure({ Connections: "2", Duration: "5m" });
  await panel.start();
  await expect(panel.tile("P50")).not.toHaveText("–");
  const loads = () => listProcesses().filter(({ command }) => command.includes("/dist/load.js"));
  expect(loads().length).toBeGreaterThan(0);
  const closed = Date.now();
  await workbench.page
    .getByRole("tab", { name: /^Load test/ })
    .getByRole("button", { name: /^Close/ })
    .click();
  await expect.poll(() => loads().length, { intervals: [50] }).toBe(0);
  test.info().annotations.push({ type: "ended after", description: `${Date.now() - closed} ms` });
});

test("two runs are compared, and two addresses in turns", async ({ openPanel }) => {
  const { workbench, panel, api } = await openPanel();
  await panel.configure({ Connections: "4", Duration: "4s" });
  await panel.start();
  await panel.finished();
  api.delay = plantedDelay;
  await panel.start();
  await panel.finished();
  await workbench.runCommand("Senior Backend: Compare Load Tests…");
  await expect(workbench.quickPickEntry("p95")).toHaveCount(2);
  await workbench.quickPickEntry("p95").first().click();
  await expect(workbench.quickPickEntry("p95")).toHaveCount(1);
  await workbench.quickPickEntry("p95").first().click();
  await expect(panel.findings.filter({ hasText: /the other run.*P50 rose by/s })).toBeVisible();
  await panel.button("Distribution as a table").click();
  await expect(panel.frame.getByRole("table", { name: "Percentiles" })).toContainText("P99.9");
  await panel.button("Distribution as a table").scrollIntoViewIfNeeded();
  await workbench.screenshot("load-test-compared");

  api.delay = 0;
  await panel.configure({ "Second address, measured in turns": `${api.origin}/livez`, Duration: "8s" });
  await panel.start();
  await panel.finished();
  await panel.field("Target shown").selectOption({ index: 1 });
  await expect(panel.tile("Errors")).toHaveText("0");
  await workbench.screenshot("load-test-in-turns");
});

test("the palette tests an address or an operation, each in one panel", async ({ openPanel }) => {
  const { workbench, panel, api } = await openPanel();
  const panels = workbench.page.getByRole("tab", { name: /^Load test/ });
  await workbench.runCommand("Senior Backend: Load Test…");
  await expect(workbench.quickPickEntry("GET /books").first()).toBeVisible();
  await workbench.screenshot("load-test-pick");
  await workbench.quickInput(`${api.origin}/livez`);
  await expect(panel.field("Address")).toHaveValue(`${api.origin}/livez`);
  await expect(panels).toHaveCount(2);

  await workbench.runCommand("Senior Backend: Load Test…");
  await workbench.quickPick("GET /books/{bookId}, ");
  await expect(panel.field("Address")).toHaveValue(/\/books\//);
  await expect(panels).toHaveCount(2);
});

test("anything but this machine is asked about, and problems are said where they are", async ({
  openPanel,
}) => {
  const { workbench, panel } = await openPanel();
  await panel.configure({ Headers: "", Address: "http://elsewhere.invalid/" });
  await panel.button("Start").click();
  const question = workbench.page
    .getByRole("dialog")
    .filter({ hasText: "Put elsewhere.invalid under load?" });
  await expect(question).toContainText("50 connections");
  await workbench.screenshot("load-test-question");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(panel.button("Start")).toBeEnabled();

  await panel.configure({ Address: "elsewhere", Connections: "many" });
  await panel.button("Start").click();
  await expect(panel.field("Address")).toBeFocused();
  await expect(panel.frame.getByText("Write a whole number from 1 to 10,000.")).toBeVisible();
  await workbench.screenshot("load-test-problems");
});

test("hostile requests from the description are sent to the confirmed server only", async ({ openPanel }) => {
  const { workbench, panel } = await openPanel();
  await panel.button("Check…").click();
  await workbench.quickPick("Attack Patterns");
  await expect(panel.findings.first()).toContainText(/GET \/books\/\{bookId\}|hostile requests/, {
    timeout: 60_000,
  });
  await workbench.screenshot("load-test-attack");
  await panel.field("Address").fill("http://127.0.0.1:9/books/1");
  await panel.button("Check…").click();
  await workbench.quickPick("Attack Patterns");
  await expect(panel.frame.getByRole("alert")).toContainText("make the address in the panel the same");
});
