// Bundles every process of the extension into dist/. `--watch` rebuilds on change, `--dev` keeps names and maps.
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
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

/**
 * The empty database cluster that every shadow starts from: made by the Postgres that ships, once for each of its
 * versions, since it takes seconds.
 */
async function copyShadowCluster() {
  const { version } = JSON.parse(readFileSync("node_modules/@electric-sql/pglite/package.json", "utf8"));
  const source = "src/features/database/engine/shadow/cluster.ts";
  const key = createHash("sha256").update(version).update(readFileSync(source)).digest("hex").slice(0, 16);
  const cached = `node_modules/.cache/senior-backend/shadowCluster-${key}.tar.gz`;
  if (!existsSync(cached)) {
    const module = `node_modules/.cache/senior-backend/cluster-${key}.mjs`;
    await build({
      entryPoints: [source],
      outfile: module,
      bundle: true,
      platform: "node",
      format: "esm",
      external: ["@electric-sql/*"],
      logLevel: "error",
    });
    const { initialiseCluster } = await import(`./${module}`);
    const cluster = await initialiseCluster("gzip");
    writeFileSync(`${cached}.${process.pid}`, Buffer.from(await cluster.arrayBuffer()));
    renameSync(`${cached}.${process.pid}`, cached);
  }
  copyFileSync(cached, "dist/shadowCluster.tar.gz");
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
