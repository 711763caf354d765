import { Ruleset, type RulesetDefinition } from "@stoplight/spectral-core";
import owasp from "@stoplight/spectral-owasp-ruleset";
import { oas } from "@stoplight/spectral-rulesets";
import { describe, expect, it } from "vitest";
import { comparePositions } from "../../../../src/shared/textRange.ts";
import { lintWithAutomaton } from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import { lintWithSpectral } from "../../../../src/features/openapi/engine/lint/spectral.ts";
import type { Finding } from "../../../../src/features/openapi/engine/finding.ts";
import { builtInRuleset } from "../../../../src/features/openapi/engine/ruleset/builtIn.ts";
import { expectSameFindings, leftToSpectral } from "./compare.ts";
import { corpus } from "./corpus.ts";
import { writtenRulesets } from "./rulesets.ts";

const rulesets: Readonly<Record<string, () => Ruleset>> = {
  "the built-in rules": builtInRuleset,
  "all of spectral:oas": () => new Ruleset({ extends: [[oas as RulesetDefinition, "all"]] }),
  "all of OWASP": () => new Ruleset({ extends: [[owasp, "all"]] }),
  ...writtenRulesets,
};

describe.each(Object.entries(rulesets))("with %s", (_, ruleset) => {
  it.each(Object.entries(corpus))("finds what spectral-core finds: %s", async (_name, description) => {
    await expectSameFindings(description, ruleset());
  });
});

it("points at places that there are where values are left out", async () => {
  const { "values left out in flow style": description = { path: "", text: "" } } = corpus;
  const findings = await expectSameFindings(description, builtInRuleset());
  expect(findings.map(({ code }) => code)).toContain("oas3-schema");
  for (const { range } of findings) {
    expect(Math.min(range.start.character, range.end.character)).toBeGreaterThanOrEqual(0);
    expect(comparePositions(range.start, range.end)).toBeLessThanOrEqual(0);
  }
});

describe("the corpus", () => {
  it("gives each ruleset something to find", async () => {
    for (const [name, ruleset] of Object.entries(rulesets)) {
      if (name === "functions that cannot be run") continue;
      const found = new Set<string>();
      for (const description of Object.values(corpus)) {
        for (const { code } of await expectSameFindings(description, ruleset())) found.add(code);
      }
      expect([name, found.size > 3]).toEqual([name, true]);
    }
  });

  it.each([
    "shared references",
    "circular references",
    "plain siblings of references",
    "references in examples",
    "references to nowhere",
    "chains of references",
    "references into what surrounds them",
    "Swagger 2.0",
    "OpenAPI 3.2",
    "odd keys",
    "anchors and merge keys",
    "duplicate keys",
    "keys that are numbers",
    "values left out in flow style",
    "JSON",
    "JSON with duplicate keys",
  ])("needs no help from spectral-core with the built-in rules: %s", (name) => {
    const description = corpus[name];
    expect(description && leftToSpectral(description, builtInRuleset())).toEqual([]);
  });
});

it("says of a reference that it is no pointer, where it is", async () => {
  const text = `openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /a: {get: {responses: {"200": {$ref: "#components/responses/A"}}}}
components: {responses: {A: {description: d}}}
`;
  const readFile = () => Promise.reject(new Error("There is no such file."));
  const leave = () => expect.fail("It is left to spectral-core.");
  const { signal } = new AbortController();
  const { findings } = await lintWithAutomaton("/a.yaml", text, builtInRuleset(), readFile, signal, leave);
  expect(findings).toContainEqual(
    expect.objectContaining({
      code: "invalid-ref",
      message: "'#components/responses/A' JSON pointer is invalid",
      path: ["paths", "/a", "get", "responses", "200", "$ref"],
    }),
  );
  const theirs = await lintWithSpectral("/a.yaml", text, builtInRuleset(), readFile);
  const others = (all: readonly Finding[]) => all.filter(({ code }) => code !== "invalid-ref");
  expect(others(findings)).toEqual(others(theirs.findings));
});

it("lints what makes a condition of the OWASP rules fail in spectral-core", async () => {
  const text = `openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /a:
    get:
      parameters: [{name: id, in: query, schema: {type: integer}}]
      responses: {"200": {description: d, content: {a/b: {example: {parameters: [{name: {a: 1}}]}}}}}
`;
  const readFile = () => Promise.reject(new Error("There is no such file."));
  const { signal } = new AbortController();
  await expect(lintWithSpectral("/a.yaml", text, builtInRuleset(), readFile)).rejects.toThrow(
    "not a function",
  );
  const { findings } = await lintWithAutomaton("/a.yaml", text, builtInRuleset(), readFile, signal);
  expect(findings.map(({ code }) => code)).toContain("owasp:api1:2023-no-numeric-ids");
});
