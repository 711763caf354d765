// Runs the suites inside the extension host of a VS Code server: node test/host/run.ts [NAME] [--json FILE]
import { parseArgs } from "node:util";
import type { Browser, Page } from "@playwright/test";
import { workbenchUrl } from "../../scripts/vscodeServer.ts";
import { launchBrowser } from "../support/vscode/browser.ts";
import { repository, startTestServer } from "../support/vscode/server.ts";
import { reportMark, type TestResult } from "./index.ts";
import { conclude, readResults } from "./results.ts";
import { findSuites, prepareSuite, type PreparedSuite, type Suite } from "./suites.ts";

const suiteTimeout = 300_000;

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: "string" } } });
process.once("SIGINT", () => process.exit(130));

const browser = await launchBrowser();
const results: TestResult[] = [];
try {
  for (const suite of findSuites(positionals[0])) results.push(...(await runSuite(browser, suite)));
} finally {
  await browser.close();
}
process.exitCode = conclude(results, values.json);

async function runSuite(browser: Browser, suite: Suite): Promise<readonly TestResult[]> {
  console.log(suite.name);
  const prepared = await prepareSuite(suite);
  const { trusted = true, settings = {} } = suite.options;
  const server = await startTestServer({ trusted, settings, install: "nothing", acceptsTests: true });
  try {
    const exitCode = await runInWorkbench(browser, server.port, prepared);
    return readResults(prepared, exitCode);
  } finally {
    await server.stop();
    prepared.dispose();
  }
}

/** Opens the workbench on the suite and waits until its `run()` has ended. */
async function runInWorkbench(browser: Browser, port: number, suite: PreparedSuite): Promise<number> {
  const page = await browser.newPage();
  const ended = automationExit(page);
  await page.exposeFunction("codeAutomationLog", (_type: string, [mark, ...words]: unknown[]) => {
    if (mark === reportMark) console.log(...words);
  });
  const { workspace: folder, module: tests } = suite;
  await page.goto(
    workbenchUrl(port, { ...(folder !== undefined && { folder }), extension: repository, tests }),
  );
  const code = await ended;
  await page.close();
  return code;
}

/** The exit code that VS Code reports; 1 when the page crashes or the time is over. */
async function automationExit(page: Page): Promise<number> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(1), suiteTimeout);
    const finish = (code: number) => {
      clearTimeout(timer);
      resolve(code);
    };
    page.on("crash", () => finish(1));
    void page.exposeFunction("codeAutomationExit", finish);
  });
}
