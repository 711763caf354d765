import type { RulesetFunctionContext, RulesetFunction } from "@stoplight/spectral-core";
import { oas3, oas3_0, oas3_1 } from "@stoplight/spectral-formats";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  examplesInDoubt,
  SchemaKnowledge,
  type ExampleOptions,
} from "../../../../src/features/openapi/engine/automaton/examples/examples.ts";
import { ruleFunction } from "../../../../src/features/openapi/engine/automaton/knownFunctions.ts";
import { roleOf } from "../../../../src/features/openapi/engine/automaton/role.ts";

const name = fc.constantFrom("a", "b", "components", "x-c", "items");
const scalar = fc.oneof(fc.constantFrom("", "a", "2020-01-01", null, true), fc.integer({ min: -2, max: 9 }));
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(name, tie("value"), { maxKeys: 3 }),
  ),
})).value;

/** References that were not followed, and the like. */
const lost = [
  { $ref: "#/components/a" },
  { $ref: "#/compoxnents/a" },
  { $ref: "#/odd/a" },
  { $ref: "#/properties/a" },
  { $ref: "#/components/a", type: "string" },
  { $ref: 5 },
];

/** Keywords of schemas as they are while somebody types: some with values that they may not have. */
const keywords = fc.letrec<{ keyword: readonly [string, unknown]; schema: unknown; part: unknown }>((tie) => {
  const keyword = (name: string, values: fc.Arbitrary<unknown>, weight = 1) => ({
    weight,
    arbitrary: values.map((of): readonly [string, unknown] => [name, of]),
  });
  const parts = fc.array(tie("part"), { minLength: 1, maxLength: 2 });
  return {
    keyword: fc.oneof(
      { depthSize: "medium" },
      keyword(
        "type",
        fc.constantFrom("string", "integer", "array", "object", "strixng", ["string", "null"], 5),
        6,
      ),
      keyword("nullable", fc.constantFrom(true, false, "no"), 2),
      keyword("enum", fc.constantFrom(["a"], [1, { a: 1 }], [], ["a", "a"], "a")),
      keyword("format", fc.constantFrom("date", "odd", 5)),
      keyword("required", fc.constantFrom(["a"], ["b"], ["a", "a"], [], "a", true), 2),
      keyword("pattern", fc.constantFrom("^a", "(")),
      keyword("minLength", fc.constantFrom(1, -1, "1")),
      keyword("maximum", fc.constantFrom(1, "1")),
      keyword("readOnly", fc.constantFrom(true, true, "yes")),
      keyword("writeOnly", fc.constant(true)),
      keyword("description", fc.constantFrom("d", 5)),
      keyword("odd", fc.constant({ a: { $ref: "#/properties/a" } })),
      keyword("properties", fc.dictionary(name, tie("part"), { maxKeys: 3 }), 8),
      keyword("items", fc.oneof({ weight: 4, arbitrary: tie("part") }, parts), 3),
      keyword("additionalProperties", fc.oneof(fc.boolean(), tie("part"), fc.constant("no")), 2),
      keyword("allOf", parts, 2),
      keyword("anyOf", parts, 2),
      keyword("oneOf", fc.oneof({ weight: 4, arbitrary: parts }, fc.constant([])), 2),
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          ["not", { type: "string" }] as const,
          ["unevaluatedProperties", false] as const,
        ),
      },
    ),
    part: fc.oneof(
      { weight: 8, arbitrary: tie("schema") },
      { weight: 1, arbitrary: fc.constantFrom({}, true, ...lost) },
    ),
    schema: fc.array(tie("keyword"), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  };
});
const media: ExampleOptions = { oasVersion: 3, schemaField: "schema", type: "media" };
const ofSchema: ExampleOptions = { oasVersion: 3, schemaField: "$", type: "schema" };
const run = ruleFunction("oas3-valid-media-example") as RulesetFunction;
const formats = [new Set([oas3, oas3_0]), new Set([oas3, oas3_1])];
const paths = [
  ["components", "schemas", "a"],
  ["paths", "/a", "get", "responses", "200", "content", "a"],
  ["paths", "/a", "get", "requestBody", "content", "a"],
];

// Validators are kept by it.
const inventory = {};

/** What is found of a value, validated as it is. */
function found(input: unknown, options: ExampleOptions, path: string[], dialect: number): unknown {
  const context = {
    path,
    rule: { resolved: true },
    document: { formats: formats[dialect], data: {} },
    documentInventory: inventory,
  };
  try {
    return run(structuredClone(input), options, context as unknown as RulesetFunctionContext) ?? [];
  } catch (error) {
    return `It fails: ${error instanceof Error ? error.name : ""}`;
  }
}

it("leaves out of schemas what says nothing about examples", { timeout: 120_000 }, () => {
  let narrowed = 0;
  const input = fc.tuple(
    keywords.schema,
    value,
    fc.boolean(),
    fc.constantFrom(...paths),
    fc.constantFrom(0, 1),
  );
  fc.assert(
    fc.property(input, ([given, example, isMedia, path, dialect]) => {
      const options = isMedia ? media : ofSchema;
      const whole = isMedia ? { schema: given, example } : { ...(given as object), example };
      const rest = examplesInDoubt(whole, options, new SchemaKnowledge(), roleOf(path) > 0);
      if (rest === whole) return;
      narrowed++;
      const expected = found(whole, options, path, dialect);
      expect(rest === undefined ? [] : found(rest, options, path, dialect)).toEqual(expected);
    }),
    { numRuns: Number(process.env["FC_RUNS"] ?? 1500) },
  );
  expect(narrowed).toBeGreaterThan(100);
});
