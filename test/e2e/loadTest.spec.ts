import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { LoadResult } from "../../src/features/loadTest/engine/result.ts";
import { formatFigure, formatMs } from "../../src/shared/figures.ts";
import { listProcesses } from "../support/processes.ts";
import { repository } from "../support/vscode/server.ts";
import type { Theme, Workbench } from "../support/vscode/workbench.ts";
import { expect } from "./journey.ts";
import { pageFrames, secret, test } from "./loadTestPanel.ts";

/** What the change to the service costs, in ms: an answer took about one before. */
const plantedDelay = 20;

const percentileRows = [
  ["p50", "P50"],
  ["p75", "P75"],
  ["p90", "P90"],
  ["p95", "P95"],
  ["p99", "P99"],
] as const;

test("from the lens to a result, a baseline, a regression, comparisons and an export", async ({
  openPanel,
}) => {
  const { workbench, panel, api, folder } = await openPanel();
  await expect(panel.field("Address")).toHaveValue(new RegExp(`^${api.origin}/books/[0-9a-f-]+`));
  await workbench.screenshot("load-test-new");

  await test.step("a result, kept as baseline", async () => {
    await panel.configure({ Connections: "4", Duration: "5s", "Warm-up": "1s" });
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
  });

  await test.step("a regression", async () => {
    api.delay = plantedDelay;
    await panel.run();
    await expect(panel.button(/^Compared with:/)).toContainText("baseline");
    await expect(panel.findings.filter({ hasText: /P50 rose by/ })).toBeVisible();
    await expect(workbench.codeLens(/worse than baseline$/).first()).toBeVisible();
    await workbench.runCommand("View: Show Senior Backend");
    await expect(workbench.page.getByRole("treeitem", { name: /worse than baseline/ })).toBeVisible();
    await workbench.screenshot("load-test-worse");
  });

  await test.step("the result as a file", async () => {
    await panel.button("Export…").click();
    await workbench.quickPick("Result as JSON");
    const dialog = workbench.page.locator(".quick-input-widget").getByRole("textbox");
    await expect(dialog).toHaveValue(/GET-books-bookId\.json$/);
    await workbench.quickInput(join(folder, "result.json"));
    await expect.poll(() => existsSync(join(folder, "result.json"))).toBe(true);
    const text = readFileSync(join(folder, "result.json"), "utf8");
    expect(text).not.toContain(secret);
    expect(text).toContain("api_key=${SENIOR_BACKEND_PARTNER_KEY}");
    const [target] = (JSON.parse(text) as LoadResult).targets;
    await expect(panel.tile("P95")).toHaveText(formatFigure(target?.latency.p95 ?? NaN));
    await panel.button("Distribution as a table").click();
    for (const [name, title] of percentileRows) {
      const figures = [target?.latency, target?.service].map((kind) => kind?.[name] ?? null);
      const cells = figures.map((ms) => (ms === null ? "–" : formatMs(ms)));
      await expect(panel.frame.getByRole("row", { name: [title, ...cells].join(" ") })).toBeVisible();
    }
  });

  await test.step("any two runs", async () => {
    await workbench.runCommand("Senior Backend: Compare Load Tests…");
    const runs = (step: string) =>
      workbench.quickPickTitled(`Compare Load Tests (${step})`).getByRole("option", { name: "p95" });
    await expect(runs("1 of 2")).toHaveCount(2);
    await runs("1 of 2").last().click();
    await expect(runs("2 of 2")).toHaveCount(1);
    await runs("2 of 2").click();
    await expect(panel.findings.filter({ hasText: /P50 fell by|times as fast/ }).first()).toBeVisible();
    await expect(panel.frame.getByRole("table", { name: "Percentiles" })).toContainText("P99.9");
    await panel.frame.getByRole("table", { name: "Percentiles" }).scrollIntoViewIfNeeded();
    await workbench.screenshot("load-test-compared");
  });

  await test.step("two addresses in turns", async () => {
    api.delay = 0;
    await panel.configure({ "Second address, measured in turns": `${api.origin}/livez`, Duration: "6s" });
    await panel.run();
    await panel.field("Target shown").selectOption({ index: 1 });
    await expect(panel.tile("Errors")).toHaveText("0");
    await expect(panel.findings.filter({ hasText: /, certain\.$|that we can show/ })).toBeVisible();
    await workbench.screenshot("load-test-in-turns");
  });
});

test("a test that is stopped keeps its figures, one that is closed ends, the scenario is a readable file", async ({
  openPanel,
}) => {
  const { workbench, panel, folder } = await openPanel();
  await panel.configure({ Connections: "2", Duration: "5m", Thresholds: "p95<60s\nrps>1000000" });
  await panel.start();
  await expect(panel.tile("P99")).not.toHaveText("–");
  await panel.button("Stop").click();
  await panel.finished();
  await expect(panel.status).toContainText("Stopped");
  await expect(panel.findings.filter({ hasText: "p95<60s" })).toHaveClass("good");
  await expect(panel.findings.filter({ hasText: "rps>1000000" })).toHaveClass("bad");

  const file = join(folder, ".senior-backend", "load", "get-books-bookid.yaml");
  await test.step("the scenario as a file", async () => {
    await panel.button("Save Scenario").click();
    await expect(panel.button(/^Scenario:/)).toContainText("GET /books/{bookId}");
    const text = readFileSync(file, "utf8");
    expect(text).toContain("spec: ../../openapi.yaml\noperation: GET /books/{bookId}\n");
    expect(text).toContain("duration: 5m");
  });

  await test.step("closing the panel ends the load", async () => {
    await panel.start();
    await expect.poll(() => loadProcesses().length).toBe(1);
    await expect(panel.status).toContainText("Measuring");
    const closed = Date.now();
    await closeEditor(workbench, /^Load test/);
    await expect.poll(() => loadProcesses().length, { intervals: [20] }).toBe(0);
    test.info().annotations.push({ type: "ended after", description: `${Date.now() - closed} ms` });
  });

  await test.step("the scenario as a test", async () => {
    writeFileSync(file, readFileSync(file, "utf8").replace("duration: 5m", "duration: 1s"));
    await workbench.runCommand("Test: Run All Tests");
    const failure = workbench.page.getByText(/^rps>1000000: /).filter({ visible: true });
    await expect(failure.first()).toBeVisible();
    await workbench.screenshot("load-test-explorer");
  });
});

/** Load processes of this copy of the extension. */
function loadProcesses() {
  const bundle = join(repository, "dist", "load.js");
  return listProcesses().filter(({ command }) => command.includes(bundle));
}

async function closeEditor({ page }: Workbench, name: RegExp): Promise<void> {
  await page
    .getByRole("tab", { name })
    .getByRole("button", { name: /^Close/ })
    .click();
}

/** What VS Code marks the page with. */
const bodyClasses: Readonly<Record<Theme, string>> = {
  light: "vscode-light",
  dark: "vscode-dark",
  lightContrast: "vscode-high-contrast-light",
  darkContrast: "vscode-high-contrast",
};

test("the panel can be used by everybody: in every theme, by keyboard, by ear, after a reload", async ({
  openPanel,
}) => {
  const { workbench, panel } = await openPanel();
  await panel.configure({
    Connections: "4",
    Duration: "3s",
    Headers: "X-Kept: yes\nAuthorization: Bearer not-kept",
  });
  await panel.run();
  await panel.unfold();

  await test.step("every control is reached with the keyboard", async () => {
    const wanted = await panel.reachable();
    await panel.field("Method").focus();
    const reached = new Set<string>([await panel.focused()]);
    for (let step = 0; step < wanted.length * 2 && reached.size < wanted.length; step++) {
      await panel.page.keyboard.press("Tab");
      reached.add(await panel.focused());
    }
    expect(wanted.filter((name) => !reached.has(name))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(25);
  });

  await workbench.runCommand("View: Maximize Editor Group");
  for (const theme of Object.keys(bodyClasses) as Theme[]) {
    await test.step(`the ${theme} theme`, async () => {
      await workbench.setTheme(theme);
      await panel.frame.locator(`body.${bodyClasses[theme]}`).waitFor();
      await workbench.screenshot(`load-test-${theme}`);
      const axe = new AxeBuilder({ page: panel.page }).include([...pageFrames, "main"]);
      // A theme changes colours and nothing else.
      const { violations } = await (theme === "light" ? axe : axe.withRules(["color-contrast"])).analyze();
      expect(
        violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      ).toEqual([]);
    });
  }

  await test.step("a reload of the window", async () => {
    const shown = await panel.tile("P95").textContent();
    await workbench.page.reload();
    await expect(panel.tile("P95")).toHaveText(shown ?? "");
    await panel.unfold();
    await expect(panel.field("Headers")).toHaveValue("X-Kept: yes");
    await workbench.screenshot("load-test-reloaded");
  });
});

test("the palette tests an address or an operation; what is asked and refused is said where it is", async ({
  openPanel,
}) => {
  const { workbench, panel, api } = await openPanel();

  const panels = workbench.page.getByRole("tab", { name: /^Load test/ });
  await test.step("an address from the palette", async () => {
    // A panel that has just been opened takes the focus when its page is there, and closes a list by that.
    await expect(async () => {
      await workbench.runCommand("Senior Backend: Load Test…");
      await expect(workbench.quickPickEntry("GET /books").first()).toBeVisible({ timeout: 10_000 });
    }).toPass();
    await workbench.screenshot("load-test-pick");
    await workbench.quickInput(`${api.origin}/livez`);
    await expect(panel.field("Address")).toHaveValue(`${api.origin}/livez`);
    await expect(panels).toHaveCount(2);
  });

  await test.step("an operation from the palette, in the panel that it has", async () => {
    await expect(async () => {
      await workbench.runCommand("Senior Backend: Load Test…");
      await workbench.quickPickEntry("GET /books/{bookId}, ").first().click({ timeout: 10_000 });
    }).toPass();
    await expect(panel.field("Address")).toHaveValue(/\/books\//);
    await expect(panels).toHaveCount(2);
  });

  await test.step("steps of more and more connections, stopped after some", async () => {
    await panel.button("Check…").click();
    await workbench.quickPick("Scaling");
    await expect(panel.status).toContainText(/^1 connection: .* req\/s/);
    await panel.button("Stop").click();
    await expect(panel.findings.first()).toContainText("too few to see how the server scales");
    await panel.button("Throughput by connections as a table").click();
    const table = panel.frame.getByRole("table", { name: "Throughput and latency by connections" });
    await expect(table.getByRole("row", { name: /^1 .* ms/ })).toBeVisible();
  });

  await test.step("hostile requests from the description", async () => {
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

  await test.step("problems stand at their fields", async () => {
    await panel.configure({ Headers: "", Address: "elsewhere", Connections: "many" });
    await panel.button("Start").click();
    await expect(panel.field("Address")).toBeFocused();
    await expect(panel.frame.getByText("Write a whole number from 1 to 10,000.")).toBeVisible();
    await workbench.screenshot("load-test-problems");
  });

  await test.step("anything but this machine is asked about", async () => {
    await panel.configure({ Address: "http://elsewhere.invalid/", Connections: "50" });
    await panel.button("Start").click();
    const question = workbench.page
      .getByRole("dialog")
      .filter({ hasText: "Put elsewhere.invalid under load?" });
    await expect(question).toContainText("50 connections");
    await workbench.screenshot("load-test-question");
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(panel.button("Start")).toBeEnabled();
  });
});
