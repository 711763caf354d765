import type { Json, JsonObject } from "../automaton/json.ts";
import type { Result } from "../automaton/result.ts";
import type { RuleRun } from "../automaton/rules.ts";
import type { Difference } from "./difference.ts";
import { isEntry, type Entry, type Section } from "./entry.ts";
import type { KnownRun, KnownSetting } from "./knownRuns.ts";
import { runOn, type RuleMatch } from "./ruleMatch.ts";
import { startsWith } from "../automaton/startsWith.ts";

/** Results of a rule about components that nobody refers to: it is run again for those that came or are concerned. */
export class Unreferenced implements KnownRun {
  #results: readonly Result[] = [];

  results(
    match: RuleMatch,
    { root, run, pointers }: KnownSetting,
    difference: Difference | undefined,
  ): readonly Result[] {
    const known = this.#results;
    const affected = difference && affectedBy(match.section, root, difference);
    if (!affected) return (this.#results = runOn(match, match.value, run));
    if (affected.size === 0) return known;
    const paths = new Set([...affected].map(({ path }) => path.join("\0")));
    const fresh = [...affected]
      .filter(({ section, key }) => section.children.has(key))
      .flatMap((entry) => runOn(match, alone(entry, match.section), asking(run, entry, pointers())));
    return (this.#results = [...known.filter(({ path }) => !paths.has(path.join("\0"))), ...fresh]);
  }
}

/**
 * The components that came, went, or are referred to as they were not. Undefined when that is hard to tell.
 * @param start what the rule looks at: the root, or a section of components.
 */
function affectedBy(
  start: Section,
  root: Section,
  { added, removed, refreshed, otherPointers }: Difference,
): ReadonlySet<Entry> | undefined {
  const affected = new Set<Entry>();
  const concerns = (entry: Entry): boolean =>
    start === root ? entry.path[0] === "components" : isBelow(entry, start);
  for (const entry of [...refreshed, ...added, ...removed])
    if (concerns(entry) && !isComponent(entry, start, root)) return undefined;
  for (const entry of [...added, ...removed]) if (isComponent(entry, start, root)) affected.add(entry);
  for (const pointer of otherPointers) {
    const named = isUnusual(pointer) ? "unclear" : entryNamed(pointer, root);
    if (named === "unclear") return undefined;
    if (!named || !concerns(named.entry)) continue;
    if (!isComponent(named.entry, start, root)) return undefined;
    if (named.isWhole) affected.add(named.entry);
  }
  return [...affected].some(({ key }) => isUnusual(key) || key.includes("/")) ? undefined : affected;
}

function isBelow({ path }: Entry, start: Section): boolean {
  return startsWith(path, start.path);
}

function isComponent({ path, section }: Entry, start: Section, root: Section): boolean {
  return start === root ? path.length === 3 && path[0] === "components" : section === start;
}

/** Pointers that are written in another way than they are read. */
function isUnusual(pointer: string): boolean {
  return /[~%]/.test(pointer);
}

/** The entry that a pointer names, or names a part of; it is unclear where keys have slashes, and for whole sections. */
function entryNamed(
  pointer: string,
  root: Section,
): { readonly entry: Entry; readonly isWhole: boolean } | "unclear" | undefined {
  const parts = pointer.slice(2).split("/");
  let section = root;
  for (const [depth, part] of parts.entries()) {
    if (depth < parts.length - 1 && section.children.has(parts.slice(depth).join("/"))) return "unclear";
    const child = section.children.get(part);
    if (!child) return undefined;
    if (isEntry(child)) return { entry: child, isWhole: depth === parts.length - 1 };
    section = child;
  }
  return "unclear";
}

/** What the rule would see if there were nothing but one component. */
function alone({ path }: Entry, { path: start }: Section): JsonObject {
  return path.slice(start.length).reduceRight<Json>((below, key) => ({ [key]: below }), {}) as JsonObject;
}

/** The same run, with the pointers that may name one component only. */
function asking(run: RuleRun, { path }: Entry, pointers: ReadonlySet<string>): RuleRun {
  const name = `#/${path.join("/")}`;
  const overallOrder = (): readonly string[] =>
    [...pointers]
      .filter((pointer) => pointer === name || isUnusual(pointer))
      .map((pointer) => `${run.source}${pointer}`);
  const documentInventory = { ...run.context.documentInventory, graph: { overallOrder } };
  return {
    ...run,
    context: {
      ...run.context,
      documentInventory: documentInventory as unknown as RuleRun["context"]["documentInventory"],
    },
  };
}
