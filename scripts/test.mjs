// Runs the tests: node scripts/test.mjs [STOREY...], all storeys unless some are named.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setUp } from "./setup.mjs";
import { run, toolEnvironment } from "./setup/run.mjs";
import { readCounts, storeys, summarize } from "./test/storeys.mjs";

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in storeys));
if (unknown.length > 0) {
  console.error(`There is no storey "${unknown[0]}": choose from ${Object.keys(storeys).join(", ")}.`);
  process.exit(2);
}
const chosen = named.length > 0 ? named : Object.keys(storeys).filter((name) => !storeys[name].onlyWhenNamed);

const scratch = mkdtempSync(join(tmpdir(), "senior-backend-test-"));
// Tests start the same few bundles hundreds of times: Node compiles them once.
const compiled = { NODE_COMPILE_CACHE: join(scratch, "compiled") };
try {
  const inEditor = chosen.some((name) => storeys[name].inEditor);
  await setUp({ vscode: inEditor, browser: inEditor });
  await run("node", ["esbuild.config.mjs"], { quiet: true });
  const lines = [];
  for (const name of chosen) lines.push(await runStorey(name));
  const { text, failed } = summarize(lines);
  console.log(`\n${text}`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function runStorey(name) {
  console.log(`\n── ${name} ──`);
  const resultsFile = join(scratch, `${name}.json`);
  const { command, environment } = storeys[name];
  const [program, ...args] = command(resultsFile);
  const start = Date.now();
  const exitCode = await run(program, args, {
    env: { ...toolEnvironment(), ...compiled, ...environment?.(resultsFile) },
  });
  const seconds = Math.round((Date.now() - start) / 1000);
  return { name, seconds, ...readCounts(name, resultsFile, exitCode) };
}
