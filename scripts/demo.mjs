// Opens VS Code with the extension on the sample project: npm run demo [-- --reset]
import { spawn } from "node:child_process";
import { setUp } from "./setup.mjs";
import { isInstalled, root, run, toolEnvironment } from "./setup/run.mjs";

try {
  const desktop = await isInstalled("code");
  await setUp({ vscode: !desktop });
  await run("node", ["esbuild.config.mjs", "--dev"], { quiet: true });
  process.exitCode = await demonstrate([...process.argv.slice(2), ...(desktop ? ["--desktop"] : [])]);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** Runs the demo itself on the Node of the toolchain, and lets it end in its own way. */
function demonstrate(args) {
  const shell = process.platform === "win32";
  const options = { cwd: root, env: toolEnvironment(), stdio: "inherit", shell };
  const demo = spawn("node", ["scripts/demo/main.ts", ...args], options);
  // Ctrl+C reaches the child by itself; the other signals are passed on.
  process.on("SIGINT", () => undefined);
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => demo.kill(signal));
  return new Promise((resolve, reject) => {
    demo.on("error", reject);
    demo.on("close", (code) => resolve(code ?? 1));
  });
}
