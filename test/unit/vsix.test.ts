import { existsSync, globSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { listFiles, PackageManager } from "@vscode/vsce";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const bundles = ["cli", "database", "extension", "languageClient", "lintWorker", "server"];
const papers = ["CHANGELOG.md", "LICENSE", "README.md", "package.json", "package.nls.json"];

describe("the packaged extension", () => {
  it("holds its bundles, icons, the sample project and its papers, and nothing else", async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const built = bundles.map((name) => `dist/${name}.js`).filter((file) => existsSync(join(root, file)));
    expect(files.toSorted()).toEqual([...papers, ...built, ...postgresFiles(), ...mediaFiles()].sort());
  });
});

/** What the parser and the in-process Postgres load at run time. */
function postgresFiles(): readonly string[] {
  return globSync("dist/*.{wasm,data,tar.gz}", { cwd: root }).map((file) => file.split(sep).join("/"));
}

function mediaFiles(): readonly string[] {
  return globSync("media/{icons,sample}/**/*", { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
