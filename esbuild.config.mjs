// Bundles every process of the extension into dist/. `--watch` rebuilds on change, `--dev` keeps names and maps.
import { copyFileSync, globSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build, context } from "esbuild";
import { bundling, pageBundling } from "./scripts/bundling.mjs";
import { shadowCluster } from "./scripts/shadowCluster.mjs";

const watch = process.argv.includes("--watch");
const development = watch || process.argv.includes("--dev");

/** One bundle a process: what it may not contain is held by test/unit/bundles.test.ts. */
const entryPoints = {
  extension: "src/extension.ts",
  languageClient: "src/host/languageClient.ts",
  server: "server/main.ts",
  lintWorker: "src/features/openapi/engine/lint/worker.ts",
  database: "src/features/database/process.ts",
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

/** Files that a library loads from beside the bundle that it is in. */
const companions = [
  "node_modules/libpg-query/wasm/libpg-query.wasm",
  ...["pglite.wasm", "pglite.data", "initdb.wasm"].map(
    (name) => `node_modules/@electric-sql/pglite/dist/${name}`,
  ),
  ...globSync("node_modules/@electric-sql/pglite/dist/*.tar.gz"),
  "node_modules/@electric-sql/pglite-tools/dist/pg_dump.wasm",
];

function copyCompanions() {
  mkdirSync("dist", { recursive: true });
  for (const path of companions) copyFileSync(path, `dist/${path.slice(path.lastIndexOf("/") + 1)}`);
}

async function copyShadowCluster() {
  copyFileSync(await shadowCluster(), "dist/shadowCluster.tar.gz");
}

/** Pages of the panels: a script and a style sheet each, for the browser inside VS Code. */
const pages = {
  ...pageBundling,
  entryPoints: [
    { in: "media/loadTest/main.ts", out: "loadTest" },
    { in: "media/loadTest/loadTest.css", out: "loadTest" },
    { in: "media/compare/main.ts", out: "compare" },
    { in: "media/compare/compare.css", out: "compare" },
  ],
  minify: !development,
  sourcemap: development ? "inline" : false,
  logLevel: "info",
};

if (watch) {
  copyCompanions();
  await copyShadowCluster();
  await (await context(options)).watch();
  await (await context(pages)).watch();
} else {
  rmSync("dist", { recursive: true, force: true });
  await build(pages);
  const { metafile } = await build(options);
  copyCompanions();
  await copyShadowCluster();
  writeFileSync("dist/meta.json", JSON.stringify(metafile));
}
