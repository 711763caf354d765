import type { RulesetDefinition } from "@stoplight/spectral-core";
import { Ruleset } from "@stoplight/spectral-core";
import owasp from "@stoplight/spectral-owasp-ruleset";
import { arazzo, asyncapi, oas } from "@stoplight/spectral-rulesets";

/** Rulesets that people extend by name and that ship with us: no installation, no download. */
const bundledRulesets: Readonly<Record<string, RulesetDefinition>> = {
  "spectral:oas": oas as RulesetDefinition,
  "spectral:asyncapi": asyncapi as RulesetDefinition,
  "spectral:arazzo": arazzo as RulesetDefinition,
  "@stoplight/spectral-owasp-ruleset": owasp,
};

/** `https://unpkg.com/@scope/name@1.2.3/dist/ruleset.mjs`: how rulesets are often named on a CDN. */
const packageOnCdn = /^https:\/\/(?:unpkg\.com|esm\.sh|cdn\.skypack\.dev)\/((?:@[\w.-]+\/)?[\w.-]+)/;

/** The ruleset that a name in `extends` stands for, when it is one of ours. */
export function bundledRuleset(name: string): RulesetDefinition | undefined {
  const key = packageOnCdn.exec(name)?.[1] ?? name;
  return Object.hasOwn(bundledRulesets, key) ? bundledRulesets[key] : undefined;
}

/** What applies where no ruleset is found: Spectral's OpenAPI rules and the OWASP API security rules. */
export function builtInRuleset(): Ruleset {
  return new Ruleset({ extends: [oas as RulesetDefinition, owasp as RulesetDefinition] });
}
