import { existsSync, globSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { listFiles, PackageManager } from "@vscode/vsce";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const bundles = [
  "cli",
  "database",
  "extension",
  "languageClient",
  "lintWorker",
  "load",
  "loadTools",
  "loadWorker",
  "server",
];
const pages = ["loadTest.css", "loadTest.js", "compare.css", "compare.js"];
/** What libraries load from beside the bundles. */
const companions = [
  "libpg-query.wasm",
  "pglite.wasm",
  "pglite.data",
  "initdb.wasm",
  "pg_dump.wasm",
  "*.tar.gz",
];
const papers = ["CHANGELOG.md", "LICENSE", "README.md", "package.json", "package.nls.json"];

describe("the packaged extension", () => {
  it("holds its bundles, icons, the sample project and its papers, and nothing else", async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const processes = bundles.map((name) => `dist/${name}.js`);
    const built = [...processes, ...pages.map((name) => `dist/media/${name}`)].filter((file) =>
      existsSync(join(root, file)),
    );
    const loaded = companions.flatMap((pattern) => globSync(`dist/${pattern}`, { cwd: root }));
    expect(files.toSorted()).toEqual([...papers, ...built, ...loaded, ...mediaFiles()].sort());
  });
});

function mediaFiles(): readonly string[] {
  const folders = ["icons", "sample", "schemas"].map((name) => join(root, "media", name));
  return folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
