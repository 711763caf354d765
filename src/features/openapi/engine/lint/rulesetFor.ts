import { isAbsolute, join } from "node:path";
import { findRuleset } from "../ruleset/locate.ts";

/**
 * Path of the ruleset that applies to a document: the configured one (relative to the folder), else the nearest
 * `.spectral.*` file up to the folder; undefined when the built-in rules apply.
 */
export async function rulesetFor(
  documentPath: string,
  signal: AbortSignal,
  { configured = "", folder }: { readonly configured?: string; readonly folder?: string | undefined } = {},
): Promise<string | undefined> {
  if (configured === "") return await findRuleset(documentPath, signal, folder);
  return isAbsolute(configured) || folder === undefined ? configured : join(folder, configured);
}
