import { isFileKey } from "../automaton/files.ts";
import { isContainer, isObject, type Json, type JsonObject } from "../automaton/json.ts";
import { asksGraph, ruleFunction } from "../automaton/knownFunctions.ts";
import type { Result } from "../automaton/result.ts";
import type { RuleRun } from "../automaton/rules.ts";
import type { Difference } from "./difference.ts";
import { Digests } from "./digests.ts";
import { isEntry, type Entry, type Section } from "./entry.ts";
import { EntryResults, type EntryRule } from "./entryResults.ts";
import { Frame } from "./frame.ts";
import type { LiveView } from "./liveView.ts";
import { runOn, type RuleMatch } from "./ruleMatch.ts";
import { Unreferenced } from "./unreferenced.ts";
import { startsWith } from "../automaton/startsWith.ts";

/** What a rule at a section is run with. */
export interface KnownSetting {
  readonly root: Section;
  readonly view: LiveView;
  readonly run: RuleRun;
  /** Pointers that references have. */
  readonly pointers: () => ReadonlySet<string>;
}

/** Brings the results of one rule in step with edits. */
export interface KnownRun {
  /** @param difference undefined: everything is new. */
  results(match: RuleMatch, setting: KnownSetting, difference: Difference | undefined): readonly Result[];
}

/** How a rule is run of which it is known what it looks at; undefined for other rules. */
export function knownRun(
  { rule, given, section, isResolved }: RuleMatch,
  root: Section,
): KnownRun | undefined {
  const [then] = rule.then;
  if (rule.then.length !== 1 || then?.field !== undefined || given.keyed) return undefined;
  const run = then?.function;
  if (asksGraph(run)) return new Unreferenced();
  const isOne = (...names: readonly string[]): boolean => names.some((name) => run === ruleFunction(name));
  if (!isResolved)
    return section === root && isOne("oas3-schema", "oas2-schema") ? new DocumentRun() : undefined;
  const paths = root.children.get("paths");
  if (!paths || isEntry(paths)) return undefined;
  if (section === paths && isOne("path-params")) return new PathsRun();
  if (section === paths && isOne("operation-operationId-unique")) return new OperationIdsRun();
  return section === root && isOne("operation-tag-defined") ? new TagsRun(paths) : undefined;
}

/** The structure of an entry has nothing to do with that of another one. */
class DocumentRun implements KnownRun {
  readonly #frame = new Frame();
  readonly #entries = new EntryResults();

  results(
    match: RuleMatch,
    { root, run }: KnownSetting,
    difference: Difference | undefined,
  ): readonly Result[] {
    const rule: EntryRule = {
      concerns: ({ section, path }) => section !== root && !isFileKey(path[0]),
      run: (entry) => runOn(match, alone(entry), run).filter(({ path }) => startsWith(path, entry.path)),
      reads: () => nothing,
    };
    const entries = this.#entries.update(rule, () => entriesBelow(root), difference);
    return [...this.#frame.results(match, run, difference), ...entries];
  }
}

/** Path items have nothing to do with each other but for their keys. */
class PathsRun implements KnownRun {
  readonly #entries = new EntryResults();
  #ofKeys: readonly Result[] = [];
  #areObjects = false;

  results(
    match: RuleMatch,
    { view, run }: KnownSetting,
    difference: Difference | undefined,
  ): readonly Result[] {
    const { section: paths } = match;
    const items = match.value as JsonObject;
    const rule: EntryRule = {
      concerns: ({ section }) => section === paths,
      run: ({ key }) => runOn(match, { [key]: items[key] ?? null }, run),
      reads: ({ key }) => parametersOf(items[key], view),
    };
    const others = difference?.rearranged.has(paths) === false ? difference.leading : [];
    const areObjects = [...others].every((entry) => entry.section !== paths || isObject(view.valueOf(entry)));
    if (!difference || difference.rearranged.has(paths) || !areObjects || !this.#areObjects) {
      const keys = Object.entries(items).map(([key, value]) => [key, isObject(value) ? {} : value]);
      this.#ofKeys = runOn(match, Object.fromEntries(keys) as JsonObject, run);
      this.#areObjects = Object.values(items).every(isObject);
    }
    return [...this.#ofKeys, ...this.#entries.update(rule, () => entriesBelow(paths), difference)];
  }
}

/** Operations look for their tags at the root, and for nothing else. */
class TagsRun implements KnownRun {
  readonly #paths: Section;
  readonly #entries = new EntryResults();

  constructor(paths: Section) {
    this.#paths = paths;
  }

  results(
    match: RuleMatch,
    { root, view, run }: KnownSetting,
    difference: Difference | undefined,
  ): readonly Result[] {
    const { tags } = match.value as JsonObject;
    const rule: EntryRule = {
      concerns: ({ section }) => section === this.#paths,
      run: (entry) =>
        runOn(
          match,
          { ...(tags !== undefined && { tags }), paths: { [entry.key]: view.valueOf(entry) } },
          run,
        ),
      reads: (entry) => parametersOf(view.valueOf(entry), view),
    };
    const areSame =
      difference &&
      !difference.rearranged.has(root) &&
      ![...difference.leading].some(({ section, key }) => section === root && key === "tags");
    return this.#entries.update(rule, () => entriesBelow(this.#paths), areSame ? difference : undefined);
  }
}

/** Operation ids are compared with each other: nothing else about operations makes a difference. */
class OperationIdsRun implements KnownRun {
  readonly #digests = new Digests("operationId");
  #results: readonly Result[] = [];

  results(
    match: RuleMatch,
    { view, run }: KnownSetting,
    difference: Difference | undefined,
  ): readonly Result[] {
    const { section, value } = match;
    if (this.#digests.update(section, (entry) => view.valueOf(entry), difference))
      this.#results = runOn(match, value, run);
    return this.#results;
  }
}

const nothing: ReadonlySet<Entry> = new Set();

/** The document with nothing but one entry. */
function alone({ path, value }: Entry): JsonObject {
  return path.reduceRight<Json>((below, key) => ({ [key]: below }), value) as JsonObject;
}

function* entriesBelow(section: Section): Iterable<Entry> {
  for (const child of section.children.values()) {
    if (isEntry(child)) yield child;
    else yield* entriesBelow(child);
  }
}

/** The entries that the parameters of a path item, and it itself, are in. */
function parametersOf(item: Json | undefined, view: LiveView): ReadonlySet<Entry> {
  const entries = new Set<Entry>();
  const look = (value: Json | undefined): readonly Json[] => {
    if (!isContainer(value)) return [];
    const entry = view.entryOfTarget(value);
    if (entry) entries.add(entry);
    return Object.values(value);
  };
  for (const part of look(item)) {
    for (const inner of look(part)) for (const parameter of look(inner)) look(parameter);
  }
  return entries;
}
