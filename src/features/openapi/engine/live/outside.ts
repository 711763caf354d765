import type { Rule } from "@stoplight/spectral-core";
import type { Part, Program, RuledGiven } from "../automaton/compile.ts";
import { isContainer, isObject, type Json, type JsonObject } from "../automaton/json.ts";
import { asksGraph, looksAtValueOnly, ruleFunction } from "../automaton/knownFunctions.ts";
import type { Result } from "../automaton/result.ts";
import { matchedValue } from "../automaton/ruleRun.ts";
import { runRule, type RuleRun } from "../automaton/rules.ts";
import { isEntry, type Entry, type Section } from "./entry.ts";
import type { LiveView } from "./liveView.ts";

/** States that the walk is in at a section; undefined where no path is under way any more. */
export interface SectionStates {
  readonly resolved: Part["automaton"]["start"] | undefined;
  readonly unresolved: Part["automaton"]["start"] | undefined;
}

/** What is different from the pass before. */
export interface Difference {
  /** Sections with entries that came or went. */
  readonly rearranged: ReadonlySet<Section>;
  /** Entries that changed, or look into one that did. */
  readonly refreshed: ReadonlySet<Entry>;
  /** These, and those that lead to them. */
  readonly leading: ReadonlySet<Entry>;
  /** Whether other places are referred to than before. */
  readonly otherPointers: boolean;
}

export interface OutsideSetting {
  readonly root: Section;
  readonly view: LiveView;
  readonly program: Program;
  readonly run: RuleRun;
  /** Undefined in the first pass. */
  readonly difference: Difference | undefined;
}

interface Match {
  readonly given: RuledGiven;
  readonly section: Section;
  readonly value: Json;
  readonly isResolved: boolean;
}

/**
 * Runs the rules that match outside of entries: at the root, at `paths`, at `components`. They may look at everything,
 * so they run with each edit, but for what is known of them: some look at keys only, some at one entry after the other.
 */
export class Outside {
  readonly states = new Map<Section, SectionStates>();
  readonly #known = new Map<string, readonly Result[]>();
  readonly #frames = new Map<Rule, readonly Result[]>();
  readonly #byEntry = new Map<Rule, Map<Entry, EntryResults>>();
  readonly #digests = new Map<Rule, Map<Entry, string>>();

  visit(setting: OutsideSetting): readonly Result[] {
    const { resolved, unresolved } = setting.program;
    const start = {
      resolved: resolved.givens.length > 0 ? resolved.automaton.start : undefined,
      unresolved: unresolved.givens.length > 0 ? unresolved.automaton.start : undefined,
    };
    return this.#visit(
      setting.root,
      start,
      {
        resolved: start.resolved ? resolved.automaton.atRoot : [],
        unresolved: start.unresolved ? unresolved.automaton.atRoot : [],
      },
      setting,
    );
  }

  #visit(
    section: Section,
    states: SectionStates,
    matches: { readonly resolved: readonly number[]; readonly unresolved: readonly number[] },
    setting: OutsideSetting,
  ): readonly Result[] {
    const { view, program } = setting;
    this.states.set(section, states);
    const value = view.sectionView(section);
    const results = [
      ...this.#matches(program.resolved, matches.resolved, { section, value, isResolved: true }, setting),
      ...this.#matches(
        program.unresolved,
        matches.unresolved,
        { section, value: section.data, isResolved: false },
        setting,
      ),
    ];
    for (const [key, child] of section.children) {
      if (isEntry(child)) continue;
      const branch = states.resolved?.onName(key);
      const outcome = branch?.isDead === false ? branch.decide(view.sectionView(child), key) : undefined;
      const plainBranch = states.unresolved?.onName(key);
      const plain = plainBranch?.isDead === false ? plainBranch.decide(child.data, key) : undefined;
      const next = { resolved: outcome?.next, unresolved: plain?.next };
      const found = { resolved: outcome?.matches ?? [], unresolved: plain?.matches ?? [] };
      results.push(...this.#visit(child, next, found, setting));
    }
    return results;
  }

  #matches(
    part: Part,
    givens: readonly number[],
    match: Omit<Match, "given">,
    setting: OutsideSetting,
  ): readonly Result[] {
    const results: Result[] = [];
    for (const index of givens) {
      const given = part.givens[index];
      if (!given) continue;
      for (const rule of given.rules)
        results.push(...this.#remembered(`${match.isResolved} ${index}`, rule, { ...match, given }, setting));
    }
    return results;
  }

  #remembered(name: string, rule: Rule, match: Match, setting: OutsideSetting): readonly Result[] {
    const key = `${name} ${match.section.path.join("\0")}\0${rule.name}`;
    const known = this.#known.get(key);
    const hasOtherDigest = this.#hasOtherDigest(rule, match, setting);
    if (known && setting.difference && (isSame(rule, match, setting.difference) || !hasOtherDigest))
      return known;
    const results = this.#split(rule, match, setting) ?? runOn(rule, match, match.value, setting.run);
    this.#known.set(key, results);
    return results;
  }

  /** Runs rules that look at one entry after the other for the entries that changed. */
  #split(rule: Rule, match: Match, setting: OutsideSetting): readonly Result[] | undefined {
    const { section, given, isResolved } = match;
    const [then] = rule.then;
    if (rule.then.length !== 1 || then?.field !== undefined || given.keyed) return undefined;
    if (then?.function === ruleFunction("path-params") && section.path.join() === "paths" && isResolved)
      return this.#splitPaths(rule, match, setting);
    const isDocument = ["oas3-schema", "oas2-schema"].some((name) => then?.function === ruleFunction(name));
    return isDocument && section === setting.root && !isResolved
      ? this.#splitDocument(rule, match, setting)
      : undefined;
  }

  /** Path items have nothing to do with each other but for their keys. */
  #splitPaths(rule: Rule, match: Match, setting: OutsideSetting): readonly Result[] {
    const view = match.value as JsonObject;
    const frame = () =>
      Object.fromEntries(Object.entries(view).map(([key, value]) => [key, isObject(value) ? {} : value]));
    const results = [...this.#framed(rule, match, setting, () => runOn(rule, match, frame(), setting.run))];
    for (const entry of entriesOf(match.section))
      results.push(
        ...this.#ofEntry(
          rule,
          entry,
          setting,
          () => runOn(rule, match, { [entry.key]: view[entry.key] ?? null }, setting.run),
          () => parametersOf(view[entry.key], setting.view),
        ),
      );
    return results;
  }

  /** The structure of an entry has nothing to do with that of another one. */
  #splitDocument(rule: Rule, match: Match, setting: OutsideSetting): readonly Result[] {
    const { root } = setting;
    const inner = new Set<Entry>();
    const collect = (section: Section): void => {
      for (const child of section.children.values()) {
        if (!isEntry(child)) collect(child);
        else if (section !== root) inner.add(child);
      }
    };
    collect(root);
    const results = [
      ...this.#framed(rule, match, setting, () =>
        runOn(rule, match, framed(root, true), setting.run).filter(({ path }) => !isInside(path, root)),
      ),
    ];
    for (const entry of inner)
      results.push(
        ...this.#ofEntry(rule, entry, setting, () =>
          runOn(rule, match, alone(entry), setting.run).filter(({ path }) =>
            entry.path.every((part, at) => path[at] === part),
          ),
        ),
      );
    return results;
  }

  /** What follows from the keys of a section, and from entries at the root. */
  #framed(
    rule: Rule,
    { section }: Match,
    { root, difference }: OutsideSetting,
    run: () => readonly Result[],
  ): readonly Result[] {
    const known = this.#frames.get(rule);
    if (
      known &&
      difference?.rearranged.size === 0 &&
      (section !== root || ![...difference.leading].some((entry) => entry.section === root))
    )
      return known;
    const results = run();
    this.#frames.set(rule, results);
    return results;
  }

  /** @param reads the other entries that the results depend on. */
  #ofEntry(
    rule: Rule,
    entry: Entry,
    { difference }: OutsideSetting,
    run: () => readonly Result[],
    reads: () => ReadonlySet<Entry> = () => nothing,
  ): readonly Result[] {
    let byEntry = this.#byEntry.get(rule);
    if (!byEntry) this.#byEntry.set(rule, (byEntry = new Map<Entry, EntryResults>()));
    const known = byEntry.get(entry);
    if (
      known &&
      difference &&
      !difference.refreshed.has(entry) &&
      isDisjoint(known.reads, difference.refreshed)
    )
      return known.results;
    const results = run();
    byEntry.set(entry, { results, reads: reads() });
    return results;
  }

  /** Of some rules it is known what they look at in path items; undefined for the others. */
  #hasOtherDigest(
    rule: Rule,
    { section, isResolved }: Match,
    { root, view, difference }: OutsideSetting,
  ): boolean {
    const paths = root.children.get("paths");
    const field = digestFields.find(([name]) => rule.then[0]?.function === ruleFunction(name))?.[1];
    if (field === undefined || !isResolved || rule.then.length > 1 || !paths || isEntry(paths)) return true;
    let digests = this.#digests.get(rule);
    const isFirst = !digests || !difference;
    if (!digests) this.#digests.set(rule, (digests = new Map<Entry, string>()));
    let differs = isFirst || difference.rearranged.size > 0;
    for (const entry of entriesOf(paths)) {
      if (!isFirst && digests.has(entry) && !difference.leading.has(entry)) continue;
      const digest = digestOf(view.valueOf(entry), field);
      if (digests.get(entry) !== digest) differs = true;
      digests.set(entry, digest);
    }
    return (
      differs ||
      (section === root && [...(difference?.leading ?? [])].some((entry) => entry.section === root))
    );
  }
}

interface EntryResults {
  readonly results: readonly Result[];
  readonly reads: ReadonlySet<Entry>;
}

const nothing: ReadonlySet<Entry> = new Set();

/** Rules of spectral:oas that look at one field of each operation, and at entries of the root. */
const digestFields: readonly (readonly [rule: string, field: string])[] = [
  ["operation-operationId-unique", "operationId"],
  ["operation-tag-defined", "tags"],
];

/** What a field is in the operations of a path item. */
function digestOf(item: Json, field: string): string {
  if (!isObject(item)) return typeof item;
  return JSON.stringify(
    Object.entries(item).map(([method, operation]) => [
      method,
      isObject(operation) ? [field in operation, operation[field]] : typeof operation,
    ]),
  );
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

function isDisjoint(one: ReadonlySet<Entry>, other: ReadonlySet<Entry>): boolean {
  for (const entry of one) if (other.has(entry)) return false;
  return true;
}

/** Tells whether a rule that looks at keys or references only has nothing new to say. */
function isSame(
  rule: Rule,
  { section, given, isResolved }: Match,
  { rearranged, otherPointers, leading, refreshed }: Difference,
): boolean {
  if (given.keyed) return false;
  if (rule.then.every(({ field, function: run }) => field === undefined && asksGraph(run)))
    return !otherPointers && ![...rearranged].some(({ path }) => mayBeReusable(section, path));
  if (rearranged.size > 0) return false;
  if (section.path.length === 0) return false;
  if (rule.then.every(({ field }) => field === "@key")) return true;
  const concerned = isResolved ? leading : refreshed;
  return (
    rule.then.every(({ function: run }) => looksAtValueOnly(run)) &&
    ![...concerned].some(({ path }) => section.path.every((part, at) => path[at] === part))
  );
}

/** Tells whether a rule about what nobody refers to looks at a section from where it matches. */
function mayBeReusable({ path: start }: Section, path: readonly string[]): boolean {
  return start.length === 0
    ? path.length === 0 || path[0] === "components"
    : start.every((part, at) => path[at] === part);
}

function runOn(rule: Rule, { given, section }: Match, value: Json, run: RuleRun): Result[] {
  const results: Result[] = [];
  const matched = matchedValue(given, value, section.path);
  runRule(rule, matched, section.path, { ...run, report: (result) => results.push(result) });
  return results;
}

function* entriesOf(section: Section): Iterable<Entry> {
  for (const child of section.children.values()) if (isEntry(child)) yield child;
}

/** The document with nothing in its entries, those at the root aside. */
function framed(section: Section, isRoot: boolean): JsonObject {
  const frame: JsonObject = {};
  for (const [key, child] of section.children)
    frame[key] = isEntry(child) ? (isRoot ? child.value : {}) : framed(child, false);
  return frame;
}

/** The document with nothing but one entry. */
function alone({ path, value }: Entry): JsonObject {
  return path.reduceRight<Json>((below, key) => ({ [key]: below }), value) as JsonObject;
}

/** Tells whether a path leads to or into an entry that is not at the root. */
function isInside(path: readonly string[], root: Section): boolean {
  let child: Entry | Section | undefined = root;
  for (const [depth, part] of path.entries()) {
    child = child.children.get(part);
    if (!child) return false;
    if (isEntry(child)) return depth > 0;
  }
  return false;
}
