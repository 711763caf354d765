import { Ruleset, type RulesetDefinition } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { builtInRuleset } from "../../../../src/features/openapi/engine/ruleset/builtIn.ts";
import { expectSameFindings, leftToSpectral } from "./compare.ts";
import { generatedDescription } from "./generatedDescription.ts";
import { writtenRulesets } from "./rulesets.ts";

const rulesets: Readonly<Record<string, () => Ruleset>> = {
  "the built-in rules": builtInRuleset,
  "all of spectral:oas": () => new Ruleset({ extends: [[oas as RulesetDefinition, "all"]] }),
  "deep paths": writtenRulesets["deep paths"] ?? builtInRuleset,
  conditions: writtenRulesets["conditions"] ?? builtInRuleset,
  "fields and messages": writtenRulesets["fields and messages"] ?? builtInRuleset,
  "core functions": writtenRulesets["core functions"] ?? builtInRuleset,
};

describe("descriptions with any references", () => {
  it.each(Object.keys(rulesets))("lint as with spectral-core: %s", { timeout: 120_000 }, async (key) => {
    const ruleset = rulesets[key]?.() ?? builtInRuleset();
    let alone = 0;
    await fc.assert(
      fc.asyncProperty(generatedDescription, fc.boolean(), async (value, asJson) => {
        const file = asJson
          ? { path: "/specs/api.json", text: JSON.stringify(value, null, 1) }
          : { path: "/specs/api.yaml", text: stringify(value, { aliasDuplicateObjects: false }) };
        if (Array.isArray(leftToSpectral(file, ruleset))) alone++;
        await expectSameFindings(file, ruleset);
      }),
      { numRuns: Number(process.env["FC_RUNS"] ?? 40) },
    );
    expect(alone).toBeGreaterThan(5);
  });
});
