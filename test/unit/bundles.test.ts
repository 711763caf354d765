import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";
import { bundling } from "../../scripts/bundling.mjs";

const root = join(import.meta.dirname, "..", "..");

/** What each process is made of: bundled in memory, minified as it ships. */
async function bundle(
  entry: string,
): Promise<{ readonly bytes: number; readonly packages: ReadonlySet<string> }> {
  const { metafile, outputFiles } = await build({
    ...bundling,
    absWorkingDir: root,
    entryPoints: [entry],
    minify: true,
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  return { bytes: outputFiles[0]?.contents.byteLength ?? 0, packages: packagesOf(metafile) };
}

/** Names of the npm packages in a bundle, and of what it requires at run time. */
function packagesOf({ inputs, outputs }: Metafile): ReadonlySet<string> {
  const bundled = Object.keys(inputs).flatMap((path) => {
    const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
    return name === undefined ? [] : [name];
  });
  const required = Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  return new Set([...bundled, ...required]);
}

describe("dist/extension.js", () => {
  let extension: Awaited<ReturnType<typeof bundle>>;
  beforeAll(async () => {
    extension = await bundle("src/extension.ts");
  });

  it("stays under 250 kB", () => {
    expect(extension.bytes).toBeGreaterThan(1000);
    expect(extension.bytes).toBeLessThan(250_000);
  });

  it("leaves YAML, rulesets, the language client and databases to other processes", () => {
    const heavy =
      /^(?:yaml|jsonc-parser|pg|libpg-query|typescript|vscode-language.*|vscode-jsonrpc|@stoplight\/.*)$/;
    expect(extension.packages).toContain("vscode");
    expect([...extension.packages].filter((name) => heavy.test(name))).toEqual([]);
  });

  it("loads the language client by the name of its bundle", () => {
    const source = readFileSync(join(root, "src/host/languageServer.ts"), "utf8");
    expect(source).toContain('"./languageClient.js"');
    expect(readFileSync(join(root, "esbuild.config.mjs"), "utf8")).toContain(
      'languageClient: "src/host/languageClient.ts"',
    );
  });
});

describe("the processes without an editor", () => {
  it.each([
    "server/main.ts",
    "src/features/openapi/engine/lint/worker.ts",
    "src/features/database/process.ts",
    "src/features/loadTest/process.ts",
    "src/features/loadTest/engine/worker/main.ts",
    "src/cli/main.ts",
  ])(
    "%s contains nothing of VS Code's API",
    async (entry) => {
      const { packages } = await bundle(entry);
      expect([...packages].filter((name) => /^(?:vscode|vscode-languageclient)$/.test(name))).toEqual([]);
    },
    30_000,
  );
});
