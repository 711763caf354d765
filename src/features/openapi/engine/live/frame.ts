import type { Json, JsonObject } from "../automaton/json.ts";
import type { Result } from "../automaton/result.ts";
import type { RuleRun } from "../automaton/rules.ts";
import type { Difference } from "./difference.ts";
import { isEntry, type Entry, type Section } from "./entry.ts";
import { runOn, type RuleMatch } from "./ruleMatch.ts";
import { startsWith } from "../automaton/startsWith.ts";

/** What a rule about the structure of a document says of its root, and of the keys of its sections. */
export class Frame {
  #results: readonly Result[] | undefined;

  /** Brings the results in step. @param difference undefined: everything is new. */
  results(match: RuleMatch, run: RuleRun, difference: Difference | undefined): readonly Result[] {
    const { section: root } = match;
    const known = this.#results;
    if (known && difference && isOutOfEntries(difference, root)) {
      const { rearranged } = difference;
      if ([...rearranged].every((section) => keepsSilent(section, { match, run, known, difference })))
        return known;
    }
    return (this.#results = outOfEntries(match, framed(root, root), run));
  }
}

/** Tells whether nothing is different in entries at the root. */
function isOutOfEntries({ leading, rearranged }: Difference, root: Section): boolean {
  if (rearranged.has(root)) return false;
  for (const entry of leading) if (entry.section === root) return false;
  return true;
}

/** Tells whether a section had nothing wrong with its keys, and new ones are right, too: keys are judged one by one. */
function keepsSilent(
  section: Section,
  {
    match,
    run,
    known,
    difference,
  }: {
    readonly match: RuleMatch;
    readonly run: RuleRun;
    readonly known: readonly Result[];
    readonly difference: Difference;
  },
): boolean {
  if (known.some(({ path }) => startsWith(path, section.path))) return false;
  const keys = difference.added.filter((entry) => entry.section === section).map(({ key }) => key);
  if (keys.length === 0) return true;
  const only = Object.fromEntries(keys.map((key) => [key, {}]));
  const frame = framed(match.section, match.section, (one) => (one === section ? only : {}));
  return !outOfEntries(match, frame, run).some(({ path }) => startsWith(path, section.path));
}

function outOfEntries(match: RuleMatch, value: Json, run: RuleRun): readonly Result[] {
  return runOn(match, value, run).filter(({ path }) => !isInside(path, match.section));
}

/**
 * The document with nothing in its entries, those at the root aside.
 * @param keysOf what sections are replaced with that have entries only; absent: all of their keys.
 */
function framed(section: Section, root: Section, keysOf?: (section: Section) => JsonObject): JsonObject {
  const frame: JsonObject = {};
  for (const [key, child] of section.children) {
    if (isEntry(child)) {
      if (section === root) frame[key] = child.value;
      else if (!keysOf) frame[key] = {};
    } else frame[key] = framed(child, root, keysOf);
  }
  return section === root || !keysOf ? frame : { ...keysOf(section), ...frame };
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
