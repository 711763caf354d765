import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const zones = ["src", "server", "media", "test", "scripts"];

/** One import: who wants what. Files of the repository are named by their path, packages by their name. */
interface Edge {
  readonly from: string;
  readonly to: string;
}

/** A sentence about the house, and the edges that would break it. */
interface Law {
  readonly says: string;
  readonly breaks: (edge: Edge) => boolean;
}

const engine = /^src\/features\/([^/]+)\/engine\//;
const feature = /^src\/features\/([^/]+)\//;
const editor = /^(?:vscode$|vscode-languageclient)/;
/** They put engines together and are allowed to know several features. */
const compositionRoot = /^(?:server\/|src\/cli\/|src\/extension\.ts$)/;
const hostSide = /^src\/(?:host\/|extension\.ts$|features\/[^/]+\/(?:feature\.ts$|host\/))/;
/** What runs in a child process that a feature forks, and what both ends know of each other. */
const featureProcess = /^src\/features\/[^/]+\/(?:(?:process|protocol)\.ts$|services\/)/;
const repositoryFile = /^(?:src|server|media|test|scripts)\//;

const laws: readonly Law[] = [
  {
    says: "nothing imports test",
    breaks: ({ from, to }) => to.startsWith("test/") && !from.startsWith("test/"),
  },
  {
    says: "shared imports nothing but shared",
    breaks: ({ from, to }) => from.startsWith("src/shared/") && !to.startsWith("src/shared/"),
  },
  {
    says: "engines know neither the editor nor the language server's connection",
    breaks: ({ from, to }) =>
      engine.test(from) && (editor.test(to) || /^vscode-(?:languageserver|jsonrpc)/.test(to)),
  },
  {
    says: "engines import their own engine and shared, nothing else of the house",
    breaks: ({ from, to }) => {
      const own = engine.exec(from)?.[1];
      if (own === undefined || !repositoryFile.test(to)) return false;
      return !to.startsWith("src/shared/") && engine.exec(to)?.[1] !== own;
    },
  },
  {
    says: "features do not import each other",
    breaks: ({ from, to }) => {
      const [own, other] = [feature.exec(from)?.[1], feature.exec(to)?.[1]];
      return own !== undefined && other !== undefined && own !== other;
    },
  },
  {
    says: "the host knows no feature",
    breaks: ({ from, to }) => from.startsWith("src/host/") && feature.test(to),
  },
  {
    says: "server and command line run without an editor",
    breaks: ({ from, to }) => /^(?:server|src\/cli)\//.test(from) && (editor.test(to) || hostSide.test(to)),
  },
  {
    says: "processes of features run without an editor",
    breaks: ({ from, to }) => featureProcess.test(from) && (editor.test(to) || hostSide.test(to)),
  },
  {
    says: "composition roots are imported by no one but tests",
    breaks: ({ from, to }) =>
      compositionRoot.test(to) && !compositionRoot.test(from) && !from.startsWith("test/"),
  },
  {
    says: "webviews see shared and the protocols of features",
    breaks: ({ from, to }) =>
      from.startsWith("media/") &&
      repositoryFile.test(to) &&
      !/^(?:media\/|src\/shared\/|src\/features\/[^/]+\/(?:protocol|\w+Protocol)\.ts$)/.test(to),
  },
];

describe("the house", () => {
  const edges = sourceFiles().flatMap((file) => importsOf(file));

  it("is read: its files import each other", () => {
    expect(edges).toContainEqual({ from: "src/extension.ts", to: "src/host/host.ts" });
    expect(edges.filter(({ to }) => repositoryFile.test(to) && !existsSync(join(root, to)))).toEqual([]);
  });

  it.each(laws)("$says", ({ breaks }) => {
    expect(edges.filter(breaks).map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });
});

function sourceFiles(): readonly string[] {
  return globSync(
    zones.map((zone) => `${zone}/**/*.{ts,mts,mjs,js}`),
    { cwd: root, exclude: (name) => /(?:^|[\\/])(?:fixtures|artifacts|sample|node_modules)$/.test(name) },
  ).map((file) => file.split(sep).join("/"));
}

function importsOf(from: string): readonly Edge[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, from), "utf8"), true, true);
  return importedFiles.map(({ fileName }) => ({ from, to: resolve(fileName, from) }));
}

function resolve(specifier: string, from: string): string {
  if (!specifier.startsWith(".")) return specifier.replace(/^node:/, "");
  const path = posix.join(posix.dirname(from), specifier);
  return relative(root, join(root, path)).split(sep).join("/");
}
