import { dirname } from "node:path";
import { glob } from "tinyglobby";
import type { WorkspaceFolder } from "vscode-languageserver/node";
import { contractVersion } from "../src/features/openapi/engine/recognise.ts";
import { manifestPath } from "../src/features/scaffold/engine/merge/manifest.ts";
import type { Contract } from "../src/shared/lspProtocol.ts";
import type { Documents } from "./documents.ts";
import { fileName, pathOfUri } from "./uris.ts";

/** Folders that hold what others wrote or what tools make. */
const ignored = ["node_modules", "bower_components", "dist", "build", "coverage", "vendor", "target"];
const ignoredFolders = ignored.map((name) => `**/${name}/**`);

/** The folders of the workspace, and the descriptions in them. */
export class Workspace {
  /** Whether rulesets may run code. */
  trusted = false;
  readonly #documents: Documents;
  #folders: readonly string[] = [];
  #files: Promise<readonly string[]> | undefined;

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  setFolders(folders: readonly WorkspaceFolder[]): void {
    this.#folders = folders.map(({ uri }) => pathOfUri(uri));
    this.forgetFiles();
  }

  /** Files came or went: the next look at the workspace reads it anew. */
  forgetFiles(): void {
    this.#files = undefined;
  }

  /** Path of the innermost workspace folder that holds a document. */
  folderOf(uri: string): string | undefined {
    const path = pathOfUri(uri);
    const holding = this.#folders.filter((folder) => path.startsWith(withSeparator(folder)));
    return holding.sort((one, other) => other.length - one.length)[0];
  }

  /** The root documents of the workspace: open ones first, then those on disk. */
  async contracts(signal: AbortSignal): Promise<readonly Contract[]> {
    this.#files ??= this.#findFiles(signal);
    const files = await this.#files.catch((error: unknown) => {
      this.#files = undefined;
      throw error;
    });
    const open = this.#documents.open.all().map(({ uri }) => pathOfUri(uri));
    const contracts: Contract[] = [];
    for (const path of new Set([...open, ...files])) {
      signal.throwIfAborted();
      const text = await this.#documents.readText(path).catch(() => "");
      const version = contractVersion(text);
      if (version === undefined) continue;
      contracts.push({ uri: this.#documents.uriOf(path), title: titleOf(text) ?? fileName(path), version });
    }
    return contracts;
  }

  /** Folders of the workspace that hold a scaffolded service. */
  async serviceFolders(signal: AbortSignal): Promise<readonly string[]> {
    const manifests = await this.#find(`**/${manifestPath}`, { dot: true, signal });
    return manifests.map((path) => dirname(dirname(path)));
  }

  async #findFiles(signal: AbortSignal): Promise<readonly string[]> {
    return [...(await this.#find("**/*.{yaml,yml,json}", { signal }))].sort();
  }

  async #find(
    pattern: string,
    options: { readonly dot?: boolean; readonly signal: AbortSignal },
  ): Promise<readonly string[]> {
    const found = await Promise.all(
      this.#folders.map((cwd) => glob(pattern, { ...options, cwd, ignore: ignoredFolders, absolute: true })),
    );
    return found.flat();
  }
}

/** `info.title`, read from the text: good enough for a list, and no reason to parse every file. */
function titleOf(text: string): string | undefined {
  const title = /(?:^|[{,])\s*["']?title["']?\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^#\n{[,}]+))/m.exec(text);
  const name = (title?.[1] ?? title?.[2] ?? title?.[3] ?? "").trim();
  return name === "" ? undefined : name;
}

function withSeparator(folder: string): string {
  return /[\\/]$/.test(folder) ? folder : `${folder}${folder.includes("\\") ? "\\" : "/"}`;
}
