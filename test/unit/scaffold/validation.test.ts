import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { FrameworkName } from "../../../src/features/scaffold/engine/index.ts";
import { contract, planFor, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";

/** Returns the value, or undefined and says what is wrong. */
type Validate = (value: unknown, place: string, details: unknown[]) => unknown;

interface Validator {
  safeParse(value: unknown): { success: boolean; data?: unknown };
}

interface Validation {
  readonly validatorOf: (schema: unknown) => Validate;
}

/** Those that stand for how validators are written: zod for two frameworks, JSON Schema and Ajv for the third. */
const frameworks = ["express", "fastify"] as const;

type Schemas = Readonly<Record<string, unknown>>;

const folders: string[] = [];

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

/** Scaffolds an operation whose body may be any of the schemas and loads the validators that were written. */
async function validatorsOf(
  framework: FrameworkName,
  schemas: Schemas,
  name: string,
): Promise<(schema: string) => Validator> {
  const paths = Object.fromEntries(
    Object.keys(schemas).map((key) => [
      `/${key}`,
      {
        post: {
          tags: ["t"],
          requestBody: {
            content: { "application/json": { schema: { $ref: `#/components/schemas/${key}` } } },
          },
          responses: {},
        },
      },
    ]),
  );
  const folder = await writeBelowArtifacts(
    await planFor(contract(paths, { schemas }), { framework }),
    `${name}-${framework}`,
  );
  folders.push(folder);
  const load = async <Module>(file: string): Promise<Module> =>
    (await import(/* @vite-ignore */ join(folder, "src", "api", "generated", file))) as Module;
  const { validatorOf } = await load<Validation>("validation.ts");
  const written = await load<Record<string, object>>("schemas.ts");
  return (name) => {
    const schema =
      framework === "fastify"
        ? { $ref: `contract#/$defs/${name.charAt(0).toUpperCase()}${name.slice(1)}` }
        : written[`${name}Schema`];
    if (schema === undefined) throw new Error(`There is no validator for ${name}.`);
    const validate = validatorOf(schema);
    return {
      safeParse(value) {
        const details: unknown[] = [];
        const data = validate(value, "body", details);
        return details.length === 0 ? { success: true, data } : { success: false };
      },
    };
  };
}

const scalar = fc.oneof(
  fc.constantFrom(null, true, false, "", "a", "ab", "abc", "x-1", "😀😀", "key"),
  fc.integer({ min: -4, max: 12 }),
  fc.constantFrom(0.5, 1.5, 2.01),
);
const names = fc.constantFrom("a", "b", "key", "x-1");
const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const size = fc.integer({ min: 0, max: 3 });
const patterns = fc.constantFrom("^a", "b$", "^x-", "[0-9]", "^.{2}$");

function optional(keywords: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<object> {
  return fc.record(keywords, { requiredKeys: [] });
}

/** Schemas with every keyword that the scaffold turns into a check, with and without a type. */
const schema: fc.Arbitrary<unknown> = fc.letrec<{ schema: unknown }>((tie) => {
  const inner = tie("schema");
  const typed = (type: unknown, keywords: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
    optional(keywords).map((rest) => ({ type, ...rest }));
  const number = {
    minimum: fc.integer({ min: -3, max: 3 }),
    maximum: fc.integer({ min: 2, max: 9 }),
    exclusiveMinimum: size,
    exclusiveMaximum: fc.integer({ min: 3, max: 9 }),
    multipleOf: fc.constantFrom(0.5, 1, 2, 3, 0.01),
  };
  const string = { minLength: size, maxLength: size, pattern: patterns };
  const array = {
    items: inner,
    minItems: size,
    maxItems: size,
    uniqueItems: fc.boolean(),
  };
  // Apart, since Ajv lets an empty array pass when both are there.
  const containing = { ...array, contains: inner };
  const tuple = { ...array, prefixItems: fc.array(inner, { minLength: 1, maxLength: 2 }) };
  const object = {
    properties: fc.dictionary(names, inner, { maxKeys: 3, noNullPrototype: true }),
    required: fc.uniqueArray(names, { maxLength: 2 }),
    additionalProperties: inner,
    patternProperties: fc.dictionary(patterns, inner, { maxKeys: 1, noNullPrototype: true }),
    propertyNames: fc.record({ pattern: patterns }),
    minProperties: size,
    maxProperties: size,
    dependentRequired: fc.dictionary(names, fc.uniqueArray(names, { maxLength: 1 }), { maxKeys: 1 }),
    dependentSchemas: fc.dictionary(names, inner, { maxKeys: 1, noNullPrototype: true }),
  };
  const parts = fc.array(inner, { minLength: 1, maxLength: 3 });
  const kinds = fc.constantFrom("object", "array", "string", ["object", "null"], ["integer", "object"]);
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(true, false, {}, { type: "null" }, { type: "boolean" }),
      typed("integer", number),
      typed("number", number),
      typed("string", string),
      fc.constantFrom("integer", "null", "boolean").chain((other) => typed(["string", other], string)),
      fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 }).map((values) => ({ enum: values })),
      value.map((constant) => ({ const: constant })),
      typed("array", containing),
      typed("array", tuple),
      typed("object", object),
      parts.map((allOf) => ({ allOf })),
      parts.map((anyOf) => ({ anyOf })),
      parts.map((oneOf) => ({ oneOf })),
      inner.map((not) => ({ not })),
      fc.record({ if: inner, then: inner, else: inner }),
      // Without a type, each keyword applies to its own kind of value alone.
      optional(string),
      optional(number),
      optional(containing),
      optional(tuple),
      optional(object),
      optional({ ...string, ...number, ...array, ...object }),
      // The type stands beside the schemas that lack one.
      fc.record({ type: kinds, allOf: fc.array(optional(object), { minLength: 1, maxLength: 2 }) }),
      fc.record({ type: kinds, anyOf: fc.array(optional(object), { minLength: 1, maxLength: 2 }) }),
      fc.record({ type: kinds, oneOf: fc.array(optional(tuple), { minLength: 1, maxLength: 2 }) }),
      fc.record({ type: kinds, not: optional(object) }),
      fc.record({ anyOf: fc.tuple(typed("object", object), typed("string", string)), not: optional(object) }),
      fc.record({
        type: fc.constant("array"),
        allOf: fc.constant([{ type: "array", prefixItems: [true] }]),
        unevaluatedItems: inner,
      }),
      fc.record({
        type: fc.constant("object"),
        allOf: fc.constant([{ type: "object", properties: { a: true } }]),
        properties: fc.dictionary(names, inner, { maxKeys: 2, noNullPrototype: true }),
        unevaluatedProperties: inner,
      }),
    ),
  };
}).schema;

describe.each(frameworks)("generated validators on %s", (framework) => {
  it("agree with Ajv on what a schema accepts, and change nothing", async () => {
    const seed = Number(process.env["SCHEMA_SEED"] ?? 20);
    const samples = fc.sample(schema, { numRuns: 400, seed });
    const schemas = Object.fromEntries(samples.map((sample, index) => [`s${index}`, sample]));
    const validatorOf = await validatorsOf(framework, schemas, `differential-${seed}`);
    const ajv = new Ajv2020({ strict: false, validateFormats: false, multipleOfPrecision: 9 });
    const values = fc.sample(value, { numRuns: 150, seed });
    const disagreements = samples.flatMap((sample, index) => {
      const accepts = ajv.compile(sample as object | boolean);
      const validator = validatorOf(`s${index}`);
      return values.flatMap((candidate) => {
        const result = validator.safeParse(candidate);
        if (result.success) expect(result.data).toEqual(candidate);
        return result.success === accepts(candidate)
          ? []
          : [JSON.stringify({ sample, candidate, ajv: accepts(candidate) })];
      });
    });
    expect(disagreements.slice(0, 3)).toEqual([]);
  });

  it("apply a keyword to its own kind of value alone where there is no type", async () => {
    const a = { type: "string" };
    const wrong: Readonly<Record<string, readonly [schema: object, wrong: unknown]>> = {
      onlyProperties: [{ properties: { a } }, { a: 1 }],
      onlyRequired: [{ required: ["a"] }, {}],
      onlyAdditional: [{ additionalProperties: a }, { b: 1 }],
      onlyPatterned: [{ patternProperties: { "^b": a } }, { b: 1 }],
      onlyPropertyNames: [{ propertyNames: { maxLength: 1 } }, { ab: 1 }],
      onlyMinProperties: [{ minProperties: 1 }, {}],
      onlyMaxProperties: [{ maxProperties: 0 }, { a: 1 }],
      onlyDependentRequired: [{ dependentRequired: { a: ["b"] } }, { a: 1 }],
      onlyDependentSchemas: [{ dependentSchemas: { a: { required: ["b"] } } }, { a: 1 }],
      onlyUnevaluated: [{ unevaluatedProperties: false }, { a: 1 }],
      onlyItems: [{ items: a }, [1]],
      onlyPrefixItems: [{ prefixItems: [a] }, [1]],
      onlyMinItems: [{ minItems: 1 }, []],
      onlyMaxItems: [{ maxItems: 1 }, [1, 2]],
      onlyUniqueItems: [{ uniqueItems: true }, [1, 1]],
      onlyContains: [{ contains: a }, [1]],
      onlyUnevaluatedItems: [{ unevaluatedItems: false }, [1]],
      onlyMinLength: [{ minLength: 2 }, "a"],
      onlyMaxLength: [{ maxLength: 1 }, "ab"],
      onlyPattern: [{ pattern: "^b" }, "a"],
      onlyFormat: [{ format: "date" }, "a"],
      onlyMinimum: [{ minimum: 2 }, 1],
      onlyMaximum: [{ maximum: 2 }, 3],
      onlyAbove: [{ exclusiveMinimum: 2 }, 2],
      onlyBelow: [{ exclusiveMaximum: 2 }, 2],
      onlyMultipleOf: [{ multipleOf: 2 }, 3],
    };
    const schemas = Object.fromEntries(Object.entries(wrong).map(([name, [sample]]) => [name, sample]));
    const validatorOf = await validatorsOf(framework, schemas, "untyped");
    const kindOf = (value: unknown) => (Array.isArray(value) ? "array" : typeof value);
    for (const [name, [, value]] of Object.entries(wrong)) {
      const others = [{}, [], "text", 5, true].filter((other) => kindOf(other) !== kindOf(value));
      const verdicts = [value, ...others, null].map((one) => validatorOf(name).safeParse(one).success);
      expect({ name, verdicts }).toEqual({
        name,
        verdicts: [false, true, true, true, true, true].slice(0, others.length + 2),
      });
    }
  });

  it("resolve $dynamicRef by the outermost schema that it is reached from", async () => {
    const id = (name: string) => `https://example.com/${name}`;
    const schemas: Readonly<Record<string, object>> = {
      // A generic list, and lists of something.
      list: {
        $id: id("list"),
        type: "array",
        items: { $dynamicRef: "#item" },
        $defs: { any: { $dynamicAnchor: "item" } },
      },
      numbers: {
        $id: id("numbers"),
        $ref: "list",
        $defs: { own: { $dynamicAnchor: "item", type: "number" } },
      },
      texts: {
        $id: id("texts"),
        $ref: id("list"),
        $defs: { own: { $dynamicAnchor: "item", type: "string", minLength: 2 } },
      },
      // The outermost one wins, however deep the list is.
      wrapped: {
        $id: id("wrapped"),
        type: "object",
        properties: { a: { $ref: "list" }, b: { $ref: "numbers" }, key: { $ref: "#short" } },
        $defs: {
          own: { $dynamicAnchor: "item", type: "boolean" },
          short: { $anchor: "short", type: "string", maxLength: 1 },
        },
      },
      both: {
        type: "object",
        properties: {
          a: { $ref: "#/components/schemas/numbers" },
          b: { $ref: "#/components/schemas/texts" },
          key: { $ref: id("list") },
        },
      },
      // A tree that may be extended, and one that says no to anything else in all of its branches.
      tree: {
        $id: id("tree"),
        $dynamicAnchor: "node",
        type: "object",
        properties: { a: true, b: { type: "array", items: { $dynamicRef: "#node" } } },
      },
      strict: { $id: id("strict"), $dynamicAnchor: "node", $ref: "tree", unevaluatedProperties: false },
    };
    const validatorOf = await validatorsOf(framework, schemas, "dynamic");
    // What they mean, in words that need no scope: Ajv looks for dynamic anchors only in what it evaluates, not in $defs.
    const listOf = (items: object) => ({ type: "array", items });
    const text = { type: "string", minLength: 2 };
    const branch = { a: true, b: listOf({ $ref: "#" }) };
    const meanings: Readonly<Record<string, object>> = {
      list: { type: "array" },
      numbers: listOf({ type: "number" }),
      texts: listOf(text),
      wrapped: {
        type: "object",
        properties: {
          a: listOf({ type: "boolean" }),
          b: listOf({ type: "boolean" }),
          key: { type: "string", maxLength: 1 },
        },
      },
      both: {
        type: "object",
        properties: { a: listOf({ type: "number" }), b: listOf(text), key: { type: "array" } },
      },
      tree: { type: "object", properties: branch },
      strict: { type: "object", properties: branch, additionalProperties: false },
    };
    const trees = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.record(
        { a: scalar, b: fc.array(tie("tree"), { maxLength: 2 }), key: scalar },
        { requiredKeys: [] },
      ),
    })).tree;
    const values = [
      ...fc.sample(value, { numRuns: 1000, seed: 5 }),
      ...fc.sample(trees, { numRuns: 200, seed: 5 }),
      ...[[1, 2], ["ab"], { a: [true] }, { b: [1] }, { key: "ab" }],
    ];
    for (const [name, meaning] of Object.entries(meanings)) {
      const accepts = new Ajv2020({ strict: false }).compile(meaning);
      expect(new Set(values.map((candidate) => accepts(candidate))).size).toBe(2);
      const validator = validatorOf(name);
      const verdicts = values.map((candidate) => validator.safeParse(candidate).success);
      const wrong = values.filter((candidate, index) => accepts(candidate) !== verdicts[index]);
      expect({ name, wrong }).toEqual({ name, wrong: [] });
    }
    // Where the anchor is at the root of a schema, Ajv can be asked itself.
    const ajv = new Ajv2020({ strict: false });
    for (const name of ["tree", "strict"]) ajv.addSchema(schemas[name] ?? {});
    for (const name of ["tree", "strict"]) {
      const accepts = ajv.compile({ $ref: id(name) });
      const validator = validatorOf(name);
      const wrong = values.filter(
        (candidate) => accepts(candidate) !== validator.safeParse(candidate).success,
      );
      expect({ name, wrong }).toEqual({ name, wrong: [] });
    }
  });

  // Ajv lets an empty array pass next to minContains and maxContains, so it cannot be asked here.
  it("count the items that an array must contain", async () => {
    const contains = { type: "array", contains: { const: 1 } };
    const validatorOf = await validatorsOf(
      framework,
      {
        plain: contains,
        most: { ...contains, maxContains: 2 },
        least: { ...contains, minContains: 2 },
        none: { ...contains, minContains: 0, maxContains: 1 },
      },
      "contains",
    );
    const verdicts = ["plain", "most", "least", "none"].map((name) =>
      [[], [1], [1, 1], [1, 1, 1]].map((items) => validatorOf(name).safeParse(items).success),
    );
    expect(verdicts).toEqual([
      [false, true, true, true],
      [false, true, true, false],
      [false, false, true, true],
      [true, true, false, false],
    ]);
  });

  it("check formats that say something about a string's letters", async () => {
    const formats = [
      "date-time",
      "date",
      "time",
      "uuid",
      "email",
      "uri",
      "ipv4",
      "ipv6",
      "hostname",
      "byte",
      "password",
    ];
    const schemas = Object.fromEntries(formats.map((format) => [camel(format), { type: "string", format }]));
    const validatorOf = await validatorsOf(framework, schemas, "formats");
    const accepts = (format: string, text: string) => validatorOf(camel(format)).safeParse(text).success;
    for (const [format, good, bad] of formatExamples) {
      expect({ format, good: accepts(format, good), bad: accepts(format, bad) }).toEqual({
        format,
        good: true,
        bad: false,
      });
    }
    expect(accepts("password", "anything")).toBe(true);
  });

  it("hold for values that contain themselves by $ref", async () => {
    const validatorOf = await validatorsOf(
      framework,
      {
        tree: {
          type: "object",
          required: ["value"],
          properties: {
            value: { type: "integer" },
            children: { type: "array", items: { $ref: "#/components/schemas/tree" } },
          },
        },
        json: {
          anyOf: [
            { type: "string" },
            { type: "array", items: { $ref: "#/components/schemas/json" } },
            { type: "object", additionalProperties: { $ref: "#/components/schemas/json" } },
          ],
        },
        first: { type: "object", properties: { other: { $ref: "#/components/schemas/second" } } },
        second: {
          type: "object",
          properties: { other: { $ref: "#/components/schemas/first" }, count: { type: "integer" } },
        },
      },
      "recursive",
    );
    expect(validatorOf("tree").safeParse({ value: 1, children: [{ value: 2 }] }).success).toBe(true);
    expect(validatorOf("tree").safeParse({ value: 1, children: [{ value: "2" }] }).success).toBe(false);
    expect(validatorOf("json").safeParse({ a: [["b"]] }).success).toBe(true);
    expect(validatorOf("json").safeParse({ a: [[1]] }).success).toBe(false);
    expect(validatorOf("first").safeParse({ other: { other: { other: { count: "x" } } } }).success).toBe(
      false,
    );
  });
});

const formatExamples: readonly (readonly [format: string, good: string, bad: string])[] = [
  ["date-time", "2026-02-28T10:00:00.5+01:00", "2026-02-30T10:00:00Z"],
  ["date", "2024-02-29", "2023-02-29"],
  ["time", "10:30:00Z", "25:00:00Z"],
  ["uuid", "00000000-0000-0000-0000-00000000000a", "00000000"],
  ["email", "ann@example.com", "ann@"],
  ["uri", "https://example.com/a?b", "no uri"],
  ["ipv4", "10.0.0.1", "10.0.0.256"],
  ["ipv6", "::1", "::g"],
  ["hostname", "a.example.com", "a_b!"],
  ["byte", "aGVsbG8=", "aGVsbG8"],
];

function camel(text: string): string {
  return text.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
