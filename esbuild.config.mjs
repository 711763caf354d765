// Bundles every process of the extension into dist/. `--watch` rebuilds on change, `--dev` keeps names and maps.
import { rmSync } from "node:fs";
import { build, context } from "esbuild";

const watch = process.argv.includes("--watch");
const development = watch || process.argv.includes("--dev");

/** One bundle a process: what it may not contain is held by test/unit/bundles.test.ts. */
const entryPoints = {
  extension: "src/extension.ts",
  languageClient: "src/host/languageClient.ts",
  server: "server/main.ts",
  lintWorker: "src/features/openapi/engine/lint/worker.ts",
  cli: "src/cli/main.ts",
};

/** @type {import("esbuild").BuildOptions} */
const options = {
  entryPoints,
  outdir: "dist",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  // The language client is loaded by the extension when the first API description appears.
  external: ["vscode", "./languageClient.js", "fsevents"],
  // CommonJS builds first would drag UMD wrappers in; jsonc-parser and others ship proper modules.
  mainFields: ["module", "main"],
  // Modules ask where they are; in a CommonJS bundle that is the bundle.
  define: { "import.meta.url": "importMetaUrl" },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  // Names are not kept: spectral-core turns functions into source text, where helpers of the bundler do not exist.
  minify: !development,
  sourcemap: development ? "linked" : false,
  legalComments: "none",
  metafile: true,
  logLevel: "info",
};

if (watch) {
  await (await context(options)).watch();
} else {
  rmSync("dist", { recursive: true, force: true });
  const { metafile } = await build(options);
  const { writeFileSync } = await import("node:fs");
  writeFileSync("dist/meta.json", JSON.stringify(metafile));
}
