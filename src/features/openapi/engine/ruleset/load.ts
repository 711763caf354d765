import { createRequire } from "node:module";
import { type RulesetDefinition, Ruleset } from "@stoplight/spectral-core";
import { builtInRuleset } from "./builtIn.ts";
import type { ParsedRuleset } from "./parseRuleset.ts";
import { RulesetProblem } from "./problem.ts";
import { loadStaticRuleset, type ReadText } from "./staticRuleset.ts";

export interface RulesetRequest {
  /** Path of the ruleset; absent: the built-in rules. */
  readonly path?: string;
  /** Whether the ruleset may run code. */
  readonly trusted: boolean;
}

export interface LoadedRuleset {
  readonly ruleset: Ruleset;
  /** Files that the ruleset was read from. */
  readonly files: readonly string[];
}

/**
 * Loads the ruleset of a lint run.
 * @throws RulesetProblem with one sentence and the place when it cannot be used.
 */
export async function loadRuleset(request: RulesetRequest, readText: ReadText): Promise<LoadedRuleset> {
  const { path, trusted } = request;
  if (path === undefined) return { ruleset: builtInRuleset(), files: [] };
  if (!/\.(?:ya?ml|json)$/i.test(path)) {
    if (!trusted) throw new RulesetProblem(path, refusal("it is JavaScript"));
    return await fromCode(path);
  }
  const loaded = await loadStaticRuleset(path, readText, trusted ? isInstalled : () => false);
  if (loaded.kind === "data") {
    return { ruleset: construct(loaded.definition, path, loaded.root), files: loaded.files };
  }
  if (!trusted) throw new RulesetProblem(loaded.file, refusal(loaded.reason));
  return await fromCode(path);
}

async function fromCode(path: string): Promise<LoadedRuleset> {
  // A bundler is a lot of code to load, and most rulesets are data.
  const { loadCodeRuleset } = await import("./codeRuleset.ts");
  return { ruleset: construct(await loadCodeRuleset(path), path), files: [path] };
}

function refusal(reason: string): string {
  return `This ruleset runs code (${reason}), which needs a trusted workspace: trust it, or remove that part.`;
}

function isInstalled(name: string, from: string): boolean {
  try {
    createRequire(from).resolve(name);
    return true;
  } catch {
    return false;
  }
}

function construct(definition: RulesetDefinition, path: string, parsed?: ParsedRuleset): Ruleset {
  try {
    return new Ruleset(definition, { severity: "recommended", source: path });
  } catch (error) {
    throw toProblem(error, path, parsed);
  }
}

interface ValidationError {
  readonly message: string;
  readonly path?: readonly string[];
}

/** spectral-core reports all that it dislikes at once; the first complaint leads to the others. */
function toProblem(error: unknown, file: string, parsed: ParsedRuleset | undefined): RulesetProblem {
  const { message, path = [] } = firstError(error);
  const place = path.length === 0 ? "" : ` at ${path.join(".")}`;
  return new RulesetProblem(file, `The ruleset is not valid${place}: ${message}.`, parsed?.rangeOf(path));
}

function firstError(error: unknown): ValidationError {
  const [first] = (error as { errors?: readonly unknown[] }).errors ?? [];
  if (first !== undefined) return firstError(first);
  return error instanceof Error ? error : { message: String(error) };
}
