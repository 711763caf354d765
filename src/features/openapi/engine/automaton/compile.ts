import type { Rule, Ruleset } from "@stoplight/spectral-core";
import type { Format } from "@stoplight/spectral-core";
import { compileAutomaton, type Automaton } from "./automaton.ts";
import { readGiven, type Given } from "./given.ts";
import { scopeOf, type Scope } from "./knownFunctions.ts";
import { isPlainField } from "./targets.ts";

/** A ruleset, ready to walk documents of certain formats. */
export interface Program {
  readonly resolved: Part;
  readonly unresolved: Part;
  /** Rules that only spectral-core can run. */
  readonly opaque: readonly Rule[];
  /** Names of properties that rules may find missing. */
  readonly fields: ReadonlySet<string>;
  /** Conditions of the paths, as written. */
  readonly conditions: readonly string[];
  /** Whether a rule tells requests and responses apart. */
  readonly asksRole: boolean;
}

/** The rules over one of the two views of a document. */
export interface Part {
  readonly automaton: Automaton;
  /** What the paths of the automaton belong to, in its order. */
  readonly givens: readonly RuledGiven[];
}

export interface RuledGiven {
  readonly keyed: boolean;
  readonly quoted: boolean;
  /** Whether the key that leads to a match makes a difference. */
  readonly asksKey: boolean;
  readonly rules: readonly Rule[];
}

/** Compiles the rules that apply to documents of the given formats. */
export function compileProgram(ruleset: Ruleset, formats: ReadonlySet<Format> | null): Program {
  // spectral-core asks for its own kind of set, of which only `has` is used.
  const asFormats = formats as Parameters<Rule["matchesFormat"]>[0];
  const relevant = Object.values(ruleset.rules).filter(
    (rule) => rule.enabled && rule.matchesFormat(asFormats),
  );
  const classified = relevant.map((rule) => ({ rule, givens: readRule(rule, asFormats) }));
  const unresolved = classified.filter(({ rule }) => !rule.resolved);
  const isZoned = mayBeZoned(unresolved.flatMap(({ givens }) => [...(givens?.values() ?? [])]));
  const isOpaque = ({ rule, givens }: ReadRule) => givens === undefined || (isZoned && !rule.resolved);
  const plain = classified.filter((read) => !isOpaque(read));
  const scopes = plain.flatMap(({ rule }) => rule.then.map((then) => scopeOf(then.function)));
  return {
    resolved: compilePart(plain.filter(({ rule }) => rule.resolved)),
    unresolved: compilePart(plain.filter(({ rule }) => !rule.resolved)),
    opaque: classified.filter(isOpaque).map(({ rule }) => rule),
    fields: new Set([...reportedNames, ...plain.flatMap(({ rule }) => fieldNames(rule))]),
    conditions: plain.flatMap(({ givens }) => [...(givens?.values() ?? [])].flatMap(conditionsOf)),
    asksRole: scopes.includes("role"),
  };
}

function conditionsOf({ steps }: Given): readonly string[] {
  return steps.flatMap(({ test }) => (test.kind === "filter" ? [test.filter.source] : []));
}

interface ReadRule {
  readonly rule: Rule;
  /** Undefined when the rule is opaque. */
  readonly givens: ReadonlyMap<string, Given> | undefined;
}

/** Names that functions report as missing by themselves. */
const reportedNames: readonly string[] = ["properties", "required", "variables", "value"];

function fieldNames({ then }: Rule): readonly string[] {
  return then.flatMap(({ field }) => field?.split(".") ?? []);
}

function readRule(
  rule: Rule,
  formats: Parameters<Rule["matchesFormat"]>[0],
): ReadonlyMap<string, Given> | undefined {
  const expressions = new Set(rule.getGivenForFormats(formats));
  const givens = new Map<string, Given>();
  for (const expression of expressions) {
    const given = readGiven(expression);
    if (!given) return undefined;
    givens.set(expression, given);
  }
  const isPlain =
    isPlainMessage(rule.message) &&
    rule.then.every(
      (then) => isPlainField(then.field) && suits(scopeOf(then.function), rule, [...givens.values()]),
    );
  return isPlain ? givens : undefined;
}

function suits(scope: Scope, rule: Rule, givens: readonly Given[]): boolean {
  switch (scope) {
    case "value":
    case "key":
    case "role":
      return true;
    case "sourcePath":
      return !rule.resolved;
    case "depth":
      return !givens.some(({ steps }) => steps.some(({ deep }) => deep));
    case "unknown":
      return false;
  }
}

/** Other expressions in messages are evaluated by a library of Spectral's. */
function isPlainMessage(message: string | null): boolean {
  return !message?.replaceAll(/#\{\{\s*print\((["'])(?:property|value)\1\)\s*\}\}/g, "").includes("#{{");
}

/**
 * Nimma walks only the zones that its paths lead to, unless one of them starts with `..`; where paths overlap, zones
 * miss matches. Ways of names only need no walk.
 */
function mayBeZoned(givens: readonly Given[]): boolean {
  const walked = givens.filter(({ quoted }) => !quoted);
  return (
    !walked.some(({ steps }) => steps[0]?.deep) &&
    walked.some(({ steps }) => steps.some(({ test }) => test.kind !== "names" || test.names.length > 1))
  );
}

function compilePart(rules: readonly ReadRule[]): Part {
  const byExpression = new Map<string, { readonly given: Given; readonly rules: Rule[] }>();
  for (const { rule, givens } of rules) {
    for (const [expression, given] of givens ?? []) {
      const known = byExpression.get(expression);
      if (known) known.rules.push(rule);
      else byExpression.set(expression, { given, rules: [rule] });
    }
  }
  const all = [...byExpression.values()];
  return {
    automaton: compileAutomaton(all.map(({ given }) => given)),
    givens: all.map(({ given, rules: of }) => ({
      keyed: given.keyed,
      quoted: given.quoted,
      asksKey: given.keyed || of.some(asksKey),
      rules: of,
    })),
  };
}

/** Messages of the `schema` function name the last key, unless the rule has a message of its own. */
function asksKey({ then, message, description }: Rule): boolean {
  const showsError = message === null ? description === null : message.includes("error");
  return showsError && then.some((item) => item.field === undefined && scopeOf(item.function) === "key");
}
