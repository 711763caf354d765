// Bundles every process of the extension into dist/. `--watch` rebuilds on change, `--dev` keeps names and maps.
import { rmSync } from "node:fs";
import { build, context } from "esbuild";
import { bundling, pageBundling } from "./scripts/bundling.mjs";

const watch = process.argv.includes("--watch");
const development = watch || process.argv.includes("--dev");

/** One bundle a process: what it may not contain is held by test/unit/bundles.test.ts. */
const entryPoints = {
  extension: "src/extension.ts",
  languageClient: "src/host/languageClient.ts",
  server: "server/main.ts",
  lintWorker: "src/features/openapi/engine/lint/worker.ts",
  loadTools: "src/features/loadTest/tools.ts",
  cli: "src/cli/main.ts",
  load: "src/features/loadTest/process.ts",
  loadWorker: "src/features/loadTest/engine/worker/main.ts",
};

/** @type {import("esbuild").BuildOptions} */
const options = {
  ...bundling,
  entryPoints,
  minify: !development,
  sourcemap: development ? "linked" : false,
  logLevel: "info",
};

/** Pages of the panels: a script and a style sheet each, for the browser inside VS Code. */
const pages = {
  ...pageBundling,
  entryPoints: [
    { in: "media/loadTest/main.ts", out: "loadTest" },
    { in: "media/loadTest/loadTest.css", out: "loadTest" },
  ],
  minify: !development,
  sourcemap: development ? "inline" : false,
  logLevel: "info",
};

if (watch) {
  await (await context(options)).watch();
  await (await context(pages)).watch();
} else {
  rmSync("dist", { recursive: true, force: true });
  await build(pages);
  const { metafile } = await build(options);
  const { writeFileSync } = await import("node:fs");
  writeFileSync("dist/meta.json", JSON.stringify(metafile));
}
