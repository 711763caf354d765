import * as core from "@stoplight/spectral-functions";
import type { RulesetDefinition } from "@stoplight/spectral-core";
import owasp from "@stoplight/spectral-owasp-ruleset";
import { oas } from "@stoplight/spectral-rulesets";

/** What a rule's function looks at besides the value that it is called with. */
export type Scope =
  /** Nothing, or the start of its results' paths. */
  | "value"
  /** Which part of a description its path starts in. */
  | "role"
  /** The document's own value at its path, so the path has to be the document's. */
  | "sourcePath"
  /** The last part of its path, for its messages. */
  | "key"
  /** The length of its path. */
  | "depth"
  /** More than the automaton knows. */
  | "unknown";

/** Rules of spectral:oas whose functions look around; functions have no names of their own in a minified bundle. */
const telling: Readonly<Record<string, Scope>> = {
  "duplicated-entry-in-enum": "key",
  "oas2-valid-media-example": "role",
  "oas2-valid-schema-example": "role",
  "oas3-valid-media-example": "role",
  "oas3-valid-schema-example": "role",
  "no-$ref-siblings": "sourcePath",
  "oas2-operation-security-defined": "depth",
  "oas3-operation-security-defined": "depth",
};

const coreScopes: ReadonlyMap<unknown, Scope> = new Map<unknown, Scope>([
  // The order of keys is not kept in the values that rules see here.
  [core.alphabetical, "unknown"],
  [core.schema, "key"],
]);

const known = new Map<unknown, Scope>();

/** Tells what a function looks at. Functions that did not ship with us are unknown, whatever their name. */
export function scopeOf(run: unknown): Scope {
  if (known.size === 0) learn();
  return known.get(run) ?? "unknown";
}

/** The function of a rule of spectral:oas. */
export function ruleFunction(name: string): unknown {
  return functionsOf(rulesOf(oas as unknown as RulesetDefinition)[name])[0];
}

/** Tells whether a function asks which places of the document are referred to. */
export function asksGraph(run: unknown): boolean {
  return run === core.unreferencedReusableObject || run === ruleFunction("oas3-unused-component");
}

/** Tells whether a function looks at nothing but its value and its path. */
export function looksAtValueOnly(run: unknown): boolean {
  return !asksGraph(run) && ["value", "key", "role"].includes(scopeOf(run));
}

function learn(): void {
  for (const ruleset of [oas, owasp] as readonly unknown[] as readonly RulesetDefinition[]) {
    for (const [name, rule] of Object.entries(rulesOf(ruleset))) {
      for (const run of functionsOf(rule)) {
        if (known.get(run) === undefined) known.set(run, telling[name] ?? "value");
      }
    }
  }
  for (const run of Object.values(core)) known.set(run, coreScopes.get(run) ?? "value");
}

function rulesOf(ruleset: RulesetDefinition): Record<string, unknown> {
  return "rules" in ruleset ? ruleset.rules : {};
}

function functionsOf(rule: unknown): readonly unknown[] {
  const { then } = rule as { readonly then?: unknown };
  const thens: readonly unknown[] = Array.isArray(then) ? then : then === undefined ? [] : [then];
  return thens.map((item) => (item as { readonly function: unknown }).function);
}
