import { Ruleset, type RulesetDefinition } from "@stoplight/spectral-core";
import owasp from "@stoplight/spectral-owasp-ruleset";
import { oas } from "@stoplight/spectral-rulesets";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInRuleset } from "../../../../src/features/openapi/engine/ruleset/builtIn.ts";
import { expectSameFindings } from "./compareFiles.ts";
import { fileCorpus } from "./fileCorpus.ts";
import { generatedFiles, goInCircles } from "./generatedFiles.ts";
import { writtenRulesets } from "./rulesets.ts";

const rulesets: Readonly<Record<string, () => Ruleset>> = {
  "the built-in rules": builtInRuleset,
  "all of spectral:oas": () => new Ruleset({ extends: [[oas as RulesetDefinition, "all"]] }),
  "all of OWASP": () => new Ruleset({ extends: [[owasp, "all"]] }),
  ...writtenRulesets,
};
// spectral-core fails with these, which another test holds us to.
const usable = Object.entries(rulesets).filter(([name]) => name !== "functions that cannot be run");

// What is found at a "$ref" in another file, spectral-core places at what has it, since pointers escape the "$".
const lookAtRefs = ["deep paths", "conditions"];

describe.each(usable)("in several files, with %s", (name, ruleset) => {
  const texts = Object.entries(fileCorpus).filter(
    ([text]) => !lookAtRefs.includes(name) || text !== "components of another description",
  );
  it.each(texts)("finds what spectral-core finds: %s", async (_text, description) => {
    await expectSameFindings(description, ruleset());
  });
});

describe("descriptions in any files that do not lead back to each other", () => {
  it.each(["the built-in rules", "all of spectral:oas", "fields and messages", "core functions"])(
    "lint as with spectral-core: %s",
    { timeout: 120_000 },
    async (key) => {
      const ruleset = rulesets[key]?.() ?? builtInRuleset();
      let alone = 0;
      await fc.assert(
        fc.asyncProperty(
          generatedFiles.filter((description) => !goInCircles(description)),
          async (description) => {
            if ((await expectSameFindings(description, ruleset)) === "alone") alone++;
          },
        ),
        { numRuns: Number(process.env["FC_RUNS"] ?? 40) },
      );
      // The others have rules that are left to spectral-core.
      if (key === "the built-in rules") expect(alone).toBeGreaterThan(20);
    },
  );
});
