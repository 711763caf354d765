// Prepares a fresh checkout: node scripts/setup.mjs [--vscode] [--browser]
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { prepareBrowser } from "./setup/browser.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { prepareVscodeServer } from "./setup/vscodeServer.mjs";

/**
 * Brings the checkout to where the other scripts can work; does nothing that is done already. Child processes learn
 * the results from the environment: VSCODE_SERVER and CHROME_PATH.
 * @param {{ vscode?: boolean, browser?: boolean }} [wanted]
 */
export async function setUp({ vscode = false, browser = false } = {}) {
  await installDependencies();
  if (vscode) await prepareVscodeServer();
  if (browser) await prepareBrowser();
}

if (resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
  const asked = (flag) => process.argv.includes(flag);
  try {
    await setUp({ vscode: asked("--vscode"), browser: asked("--browser") });
    console.log("Ready.");
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
