import { describe, expect, it } from "vitest";
import { lintExpressible } from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import { builtInRuleset } from "../../../../src/features/openapi/engine/ruleset/builtIn.ts";

/** A description whose schemas contain each next one twice: 2^levels ways lead to the last. */
function doubling(levels: number): string {
  const schemas = Array.from({ length: levels }, (_, level) => {
    const next = `{$ref: '#/components/schemas/S${level + 1}'}`;
    return `    S${level}: {type: object, properties: {a: ${next}, b: ${next}}}\n`;
  });
  return `openapi: 3.0.3
info: {title: a, version: "1"}
paths: {/a: {get: {responses: {"200": {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/S0'}}}}}}}}
components:
  schemas:
${schemas.join("")}    S${levels}: {type: string, example: 1}
`;
}

describe("schemas that double through references", () => {
  it("are visited once, however many ways lead there", () => {
    const find = (levels: number) =>
      lintExpressible("/specs/api.yaml", doubling(levels), builtInRuleset()).findings;
    const codes = (levels: number) => find(levels).map(({ code }) => code);
    expect(codes(20)).toContain("oas3-valid-schema-example");
    // One finding more of each kind for each level, not twice as many.
    expect(find(20).length - find(19).length).toBe(find(10).length - find(9).length);
  });

  it("may go in circles of nothing but references", () => {
    const text = `openapi: 3.0.3
info: {title: a, version: "1"}
paths: {}
components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}, C: {properties: {a: {$ref: '#/components/schemas/A'}}}}}
`;
    expect(lintExpressible("/specs/api.yaml", text, builtInRuleset()).opaque).toEqual([]);
  });
});
