// Runs the suites in a desktop VS Code, which is downloaded on first use: node test/host/desktop.ts [NAME] [--json FILE]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runTests } from "@vscode/test-electron";
import { quietSettings } from "../../scripts/vscodeServer.ts";
import { repository } from "../support/vscode/server.ts";
import type { TestResult } from "./index.ts";
import { conclude, readResults } from "./results.ts";
import { findSuites, prepareSuite, type PreparedSuite, type Suite } from "./suites.ts";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: "string" } } });

const results: TestResult[] = [];
for (const suite of findSuites(positionals[0])) results.push(...(await runSuite(suite)));
process.exitCode = conclude(results, values.json);

async function runSuite(suite: Suite): Promise<readonly TestResult[]> {
  console.log(suite.name);
  const prepared = await prepareSuite(suite);
  const profile = mkdtempSync(join(tmpdir(), "senior-backend-desktop-"));
  try {
    writeSettings(profile, suite);
    return readResults(prepared, await runOnDesktop(prepared, profile));
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    prepared.dispose();
  }
}

async function runOnDesktop({ workspace, module }: PreparedSuite, profile: string): Promise<number> {
  const launchArgs = [
    ...(workspace === undefined ? [] : [workspace]),
    "--disable-extensions",
    `--user-data-dir=${profile}`,
  ];
  return runTests({ extensionDevelopmentPath: repository, extensionTestsPath: module, launchArgs }).catch(
    (error: unknown) => {
      console.error(error);
      return 1;
    },
  );
}

function writeSettings(profile: string, { options }: Suite): void {
  const { trusted = true, settings = {} } = options;
  const folder = join(profile, "User");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "settings.json"),
    JSON.stringify({ ...quietSettings, "security.workspace.trust.enabled": !trusted, ...settings }),
  );
}
