import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { listFiles, PackageManager } from "@vscode/vsce";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const bundles = ["cli", "extension", "languageClient", "lintWorker", "server"];
const papers = ["CHANGELOG.md", "LICENSE", "README.md", "package.json", "package.nls.json"];

describe("the packaged extension", () => {
  it("holds its bundles, icons, the sample project and its papers, and nothing else", async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    const media = globSync("media/{icons,sample}/**/*", { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1).replaceAll("\\", "/"));
    const expected = [...papers, ...bundles.map((name) => `dist/${name}.js`), ...media];
    expect(files.toSorted()).toEqual(expected.filter((file) => existsSync(join(root, file))).sort());
  });
});
