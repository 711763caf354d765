import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";

/** How VS Code is set up for a suite: `suite.json` beside its tests, all of it optional. */
export interface SuiteOptions {
  /** Whether the workspace is trusted; true unless said otherwise. */
  readonly trusted?: boolean;
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A folder with tests (`*.test.ts`), and maybe a `workspace` folder; without one they run in an empty window. */
export interface Suite {
  readonly name: string;
  readonly options: SuiteOptions;
  readonly folder: string;
}

/** A suite that is ready to run: its tests in one module, and a copy of its workspace that they may change. */
export interface PreparedSuite extends Suite {
  readonly module: string;
  readonly workspace: string | undefined;
  readonly resultsFile: string;
  dispose(): void;
}

/** All suites below test/host, by name. `only` keeps those whose name contains it. */
export function findSuites(only = ""): readonly Suite[] {
  const folders = globSync("*/*.test.ts", { cwd: import.meta.dirname }).map((path) => dirname(path));
  return [...new Set(folders)]
    .filter((name) => name.includes(only))
    .sort()
    .map((name) => ({ name, folder: join(import.meta.dirname, name), options: readOptions(name) }));
}

/** Bundles the tests of a suite and copies its workspace into a temporary folder. */
export async function prepareSuite(suite: Suite): Promise<PreparedSuite> {
  const scratch = mkdtempSync(join(tmpdir(), `senior-backend-host-${suite.name}-`));
  const module = join(scratch, "tests", "index.js");
  const resultsFile = join(scratch, "results.json");
  await bundleTests(suite, module, resultsFile);
  return {
    ...suite,
    module,
    resultsFile,
    workspace: copyWorkspace(suite.folder, scratch),
    dispose: () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function readOptions(name: string): SuiteOptions {
  const file = join(import.meta.dirname, name, "suite.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as SuiteOptions) : {};
}

async function bundleTests({ folder }: Suite, outfile: string, resultsFile: string): Promise<void> {
  const tests = globSync("*.test.ts", { cwd: folder }).sort();
  const contents = [...tests.map((file) => `import "./${file}";`), 'export { run } from "../index.ts";'].join(
    "\n",
  );
  await build({
    stdin: { contents, resolveDir: folder, loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    sourcemap: "inline",
    define: { resultsFile: JSON.stringify(resultsFile) },
    logLevel: "warning",
  });
}

function copyWorkspace(folder: string, scratch: string): string | undefined {
  const source = join(folder, "workspace");
  if (!existsSync(source)) return undefined;
  const workspace = join(scratch, "workspace");
  mkdirSync(workspace);
  cpSync(source, workspace, { recursive: true });
  return workspace;
}
