import { copyFileSync, existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join, resolve } from "node:path";
import { spawnSync } from "node:child_process";
import { build } from "esbuild";

/** `npm run bench -- NAME ARGUMENT...`: bundles a benchmark as the extension is bundled, and runs it. */
const benchmarks: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  lint: { bench: "test/bench/lint.ts" },
  load: { bench: "test/bench/load.ts", loadWorker: "src/features/loadTest/engine/worker/main.ts" },
  migrate: { bench: "test/bench/migrate.ts" },
  scaffold: { bench: "test/bench/scaffold.ts", cli: "src/cli/main.ts" },
};

/** Those that start servers, whose packages find their binaries beside themselves; they run as they are. */
const scripts: Readonly<Record<string, string>> = { catalog: "test/bench/catalog.ts" };

const quiet = ["--no-deprecation", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"];

const [name = "", ...rest] = process.argv.slice(2);
const entryPoints = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
const script = Object.hasOwn(scripts, name) ? scripts[name] : undefined;
if (script !== undefined) {
  process.exitCode =
    spawnSync(process.execPath, [...quiet, script, ...rest], { stdio: "inherit" }).status ?? 1;
} else if (entryPoints === undefined) {
  const names = [...Object.keys(benchmarks), ...Object.keys(scripts)].sort();
  console.error(`There is no benchmark "${name}"; use ${names.join(", ")}.`);
  process.exitCode = 2;
} else {
  process.exitCode = await bundleAndRun(entryPoints, rest);
}

async function bundleAndRun(
  entryPoints: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<number> {
  // Packages that are not bundled are found from here.
  const parent = resolve("node_modules", ".cache");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "bench-"));
  try {
    const cluster = join("dist", "shadowCluster.tar.gz");
    if (existsSync(cluster)) copyFileSync(cluster, join(folder, "shadowCluster.tar.gz"));
    await build({
      entryPoints,
      outdir: folder,
      bundle: true,
      minify: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      mainFields: ["module", "main"],
      external: ["@redocly/openapi-core", "fsevents", "pg-native", "@electric-sql/*", "libpg-query"],
      define: { "import.meta.url": "importMetaUrl" },
      banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
      logLevel: "error",
    });
    const flags = ["--no-deprecation", "--max-old-space-size=8192"];
    return (
      spawnSync(process.execPath, [...flags, join(folder, "bench.js"), ...args], { stdio: "inherit" })
        .status ?? 1
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
