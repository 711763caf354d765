import type { Part, Program } from "../automaton/compile.ts";
import { looksAtValueOnly } from "../automaton/knownFunctions.ts";
import type { Result } from "../automaton/result.ts";
import type { Difference } from "./difference.ts";
import { isEntry, type Entry, type Section } from "./entry.ts";
import { knownRun, type KnownRun, type KnownSetting } from "./knownRuns.ts";
import { runOn, type RuleMatch } from "./ruleMatch.ts";
import { startsWith } from "../automaton/startsWith.ts";

/** States that the walk is in at a section; undefined where no path is under way any more. */
export interface SectionStates {
  readonly resolved: Part["automaton"]["start"] | undefined;
  readonly unresolved: Part["automaton"]["start"] | undefined;
}

/** What a rule says where it matches. */
export interface RuleResults {
  results: readonly Result[];
}

export interface OutsideSetting extends KnownSetting {
  readonly program: Program;
  /** Undefined in the first pass. */
  readonly difference: Difference | undefined;
}

/**
 * Runs the rules that match outside of entries: at the root, at `paths`, at `components`. They may look at everything,
 * so they run with each edit, but for what is known of them: some look at keys only, some at one entry after the other.
 */
export class Outside {
  readonly states = new Map<Section, SectionStates>();
  readonly #known = new Map<string, RuleResults & { readonly run: KnownRun | undefined }>();

  /** @returns what each rule says where it matches; lists stay the same objects as long as nothing is different. */
  visit(setting: OutsideSetting): Iterable<RuleResults> {
    const { resolved, unresolved } = setting.program;
    const start = {
      resolved: resolved.givens.length > 0 ? resolved.automaton.start : undefined,
      unresolved: unresolved.givens.length > 0 ? unresolved.automaton.start : undefined,
    };
    this.#visit(
      setting.root,
      start,
      {
        resolved: start.resolved ? resolved.automaton.atRoot : [],
        unresolved: start.unresolved ? unresolved.automaton.atRoot : [],
      },
      setting,
    );
    return this.#known.values();
  }

  #visit(
    section: Section,
    states: SectionStates,
    matches: { readonly resolved: readonly number[]; readonly unresolved: readonly number[] },
    setting: OutsideSetting,
  ): void {
    const { view, program } = setting;
    this.states.set(section, states);
    const value = view.sectionView(section);
    const resolved = { section, value, isResolved: true };
    const unresolved = { section, value: section.data, isResolved: false };
    this.#matches(program.resolved, matches.resolved, resolved, setting);
    this.#matches(program.unresolved, matches.unresolved, unresolved, setting);
    for (const child of section.children.values()) {
      if (isEntry(child)) continue;
      const key = child.path.at(-1) ?? "";
      const branch = states.resolved?.onName(key);
      const outcome = branch?.isDead === false ? branch.decide(view.sectionView(child), key) : undefined;
      const plainBranch = states.unresolved?.onName(key);
      const plain = plainBranch?.isDead === false ? plainBranch.decide(child.data, key) : undefined;
      const next = { resolved: outcome?.next, unresolved: plain?.next };
      const found = { resolved: outcome?.matches ?? [], unresolved: plain?.matches ?? [] };
      this.#visit(child, next, found, setting);
    }
  }

  #matches(
    part: Part,
    givens: readonly number[],
    match: Omit<RuleMatch, "given" | "rule">,
    setting: OutsideSetting,
  ): void {
    for (const index of givens) {
      const given = part.givens[index];
      if (!given) continue;
      for (const rule of given.rules) {
        const name = `${match.isResolved} ${index} ${match.section.path.join("\0")}\0${rule.name}`;
        this.#remember(name, { ...match, given, rule }, setting);
      }
    }
  }

  #remember(name: string, match: RuleMatch, setting: OutsideSetting): void {
    const { difference } = setting;
    let known = this.#known.get(name);
    const isNew = !known || !difference;
    if (!known || isNew) this.#known.set(name, (known = { run: knownRun(match, setting.root), results: [] }));
    if (known.run) known.results = known.run.results(match, setting, isNew ? undefined : difference);
    else if (isNew || !isSame(match, difference)) known.results = runOn(match, match.value, setting.run);
  }
}

/** Tells whether a rule that looks at keys or values only has nothing new to say. */
function isSame({ rule, section, given, isResolved }: RuleMatch, difference: Difference): boolean {
  const { rearranged, leading, refreshed } = difference;
  if (given.keyed || section.path.length === 0) return false;
  const isBelow = ({ path }: Entry | Section): boolean => startsWith(path, section.path);
  if ([...rearranged].some(isBelow)) return false;
  if (rule.then.every(({ field }) => field === "@key")) return true;
  const concerned = isResolved ? leading : refreshed;
  return rule.then.every(({ function: run }) => looksAtValueOnly(run)) && ![...concerned].some(isBelow);
}
