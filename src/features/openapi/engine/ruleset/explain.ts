import type { Rule, Ruleset } from "@stoplight/spectral-core";
import { documentationOf } from "../documentation.ts";
import { isSecurityFinding, severities, type Severity } from "../finding.ts";

/** What a rule says of itself. */
export interface RuleExplanation {
  readonly code: string;
  /** "off" when the ruleset has the rule but does not use it. */
  readonly severity: Severity | "off";
  readonly security: boolean;
  readonly description?: string;
  /** JSONPath expressions of what it looks at. */
  readonly given: readonly string[];
  /** Versions of OpenAPI that it is for; empty: all. */
  readonly formats: readonly string[];
  readonly documentationUrl?: string;
}

/** Explains a rule of a ruleset; undefined when the ruleset has none of that name. */
export function explainRule(ruleset: Ruleset, code: string): RuleExplanation | undefined {
  const rule = Object.hasOwn(ruleset.rules, code) ? ruleset.rules[code] : undefined;
  if (!rule) return undefined;
  const description = rule.description ?? rule.message;
  const documentationUrl = documentationOf(code, rule.documentationUrl ?? undefined);
  return {
    code,
    severity: severityOf(rule),
    security: isSecurityFinding({ code }),
    ...(description !== null && { description }),
    given: rule.given,
    formats: [...(rule.formats ?? [])].map((format) => format.displayName ?? format.name),
    ...(documentationUrl !== undefined && { documentationUrl }),
  };
}

/** Names of rules that share a word with a name, the likeliest first; three at most. */
export function similarRules(ruleset: Ruleset, code: string): readonly string[] {
  const wanted = wordsOf(code);
  const scored = Object.keys(ruleset.rules).map((name) => {
    const words = wordsOf(name);
    const shared = [...wanted].filter((word) => words.has(word)).length;
    return { name, score: shared / Math.max(words.size, wanted.size) };
  });
  const likely = scored.filter(({ score }) => score > 0).sort((one, other) => other.score - one.score);
  return likely.slice(0, 3).map(({ name }) => name);
}

function severityOf({ enabled, severity }: Rule): RuleExplanation["severity"] {
  return enabled ? (severities[severity] ?? "off") : "off";
}

function wordsOf(code: string): ReadonlySet<string> {
  return new Set(code.toLowerCase().split(/[^a-z0-9$]+/));
}
