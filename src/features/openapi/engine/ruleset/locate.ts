import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Names that Spectral looks for, in the order of preference. */
const rulesetNames = [
  ".spectral.yaml",
  ".spectral.yml",
  ".spectral.json",
  ".spectral.js",
  ".spectral.mjs",
  ".spectral.cjs",
];

/**
 * Path of the nearest Spectral ruleset: next to the document, or in a folder above it.
 * @param stopAt last folder that is looked into; absent: the root of the file system.
 */
export async function findRuleset(
  documentPath: string,
  signal: AbortSignal,
  stopAt?: string,
): Promise<string | undefined> {
  const last = stopAt === undefined ? undefined : resolve(stopAt);
  for (let folder = dirname(resolve(documentPath)); ; folder = dirname(folder)) {
    signal.throwIfAborted();
    const found = await firstExisting(rulesetNames.map((name) => join(folder, name)));
    if (found !== undefined) return found;
    if (folder === last || folder === dirname(folder)) return undefined;
  }
}

/** Tells whether a path is named like a ruleset that is found by itself. */
export function isRulesetName(path: string): boolean {
  return rulesetNames.some((name) => path.endsWith(`/${name}`) || path.endsWith(`\\${name}`));
}

async function firstExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
