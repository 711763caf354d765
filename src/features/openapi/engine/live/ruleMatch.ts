import type { Rule } from "@stoplight/spectral-core";
import type { RuledGiven } from "../automaton/compile.ts";
import type { Json } from "../automaton/json.ts";
import type { Result } from "../automaton/result.ts";
import { matchedValue } from "../automaton/ruleRun.ts";
import { runRule, type RuleRun } from "../automaton/rules.ts";
import type { Section } from "./entry.ts";

/** A rule that matches a section. */
export interface RuleMatch {
  readonly rule: Rule;
  readonly given: RuledGiven;
  readonly section: Section;
  /** What the document has there. */
  readonly value: Json;
  /** Whether its references are followed. */
  readonly isResolved: boolean;
}

/** Runs a rule as if another value were where it matches. */
export function runOn({ rule, given, section }: RuleMatch, value: Json, run: RuleRun): readonly Result[] {
  const results: Result[] = [];
  const matched = matchedValue(given, value, section.path);
  runRule(rule, matched, section.path, { ...run, report: (result) => results.push(result) });
  return results;
}
