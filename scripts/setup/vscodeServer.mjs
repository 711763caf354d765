import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";

/** The package that carries the VS Code server, and where it is kept between runs. */
const version = "4.139.1";
const folder = join(root, ".vscode-test", `code-server-${version}`);
const vscode = join(folder, "node_modules", "code-server", "lib", "vscode");
const npmInstall = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];

/**
 * Downloads a VS Code server unless it is there. Only packages are fetched, nothing is compiled.
 * @returns {Promise<string>} folder of the server
 */
export async function prepareVscodeServer() {
  const stamp = join(folder, "complete");
  if (!existsSync(stamp)) {
    console.log("Downloading VS Code (about 600 MB on disk, once)");
    await download();
    writeFileSync(stamp, `${new Date().toISOString()}\n`);
  }
  process.env.VSCODE_SERVER = vscode;
  return vscode;
}

async function download() {
  mkdirSync(folder, { recursive: true });
  // A manifest of its own keeps npm from climbing to the one of the repository.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  await run("npm", [...npmInstall, `code-server@${version}`], { cwd: folder, quiet: true });
  await run("npm", [...npmInstall, "--omit=dev"], { cwd: vscode, quiet: true });
  await run("npm", [...npmInstall, "--omit=dev"], { cwd: join(vscode, "extensions"), quiet: true });
  standIn("spdlog");
  standIn("native-watchdog");
}

/** Replaces a native module, which would have to be compiled, by one in plain JavaScript. */
function standIn(name) {
  const module = join(vscode, "node_modules", "@vscode", name, "index.js");
  copyFileSync(join(root, "scripts", "setup", "standIns", `${name}.cjs`), module);
}
