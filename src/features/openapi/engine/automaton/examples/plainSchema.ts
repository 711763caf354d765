import { isContainer, isObject, type Container, type Json, type JsonObject } from "../json.ts";

/**
 * Tells whether a schema is made of keywords that are understood here, each with a value that it may have, so that
 * a validator of it would compile. Remembers what it has seen: schemas share their parts.
 */
export class PlainSchemas {
  readonly #known = new Map<JsonObject, boolean>();
  readonly #alternatives = new Map<Container, boolean>();
  readonly #sided = new Map<Container, boolean>();

  isPlain(schema: Json | undefined): schema is JsonObject {
    if (!isObject(schema)) return false;
    let plain = this.#known.get(schema);
    if (plain === undefined) {
      plain = Object.entries(schema).every(([keyword, value]) =>
        this.#isPlainKeyword(keyword, value, schema),
      );
      this.#known.set(schema, plain);
    }
    return plain;
  }

  /**
   * Tells whether a plain schema has both `oneOf` and properties for one side of an operation: with these no longer
   * required, too many of the alternatives may fit.
   */
  hasSidedAlternatives(schema: JsonObject): boolean {
    return this.#has(schema, ["oneOf"], this.#alternatives) && this.#has(schema, sides, this.#sided);
  }

  #has(value: Json, keywords: readonly string[], known: Map<Container, boolean>): boolean {
    if (!isContainer(value)) return false;
    let has = known.get(value);
    if (has === undefined) {
      has =
        keywords.some((keyword) => Object.hasOwn(value, keyword)) ||
        Object.values(value).some((part) => this.#has(part, keywords, known));
      known.set(value, has);
    }
    return has;
  }

  #isPlainKeyword(keyword: string, value: Json, schema: JsonObject): boolean {
    if (Object.hasOwn(checks, keyword)) return checks[keyword]?.(value, schema, this) ?? false;
    return !compiled.has(keyword);
  }
}

const sides = ["readOnly", "writeOnly"];

type Check = (value: Json, schema: JsonObject, schemas: PlainSchemas) => boolean;

const typeNames: ReadonlySet<unknown> = new Set("string number integer boolean array object null".split(" "));

const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isNumber: Check = (value) => typeof value === "number";
const isString: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";
const isSchema: Check = (value, _, schemas) => schemas.isPlain(value);
const areSchemas: Check = (value, _, schemas) =>
  Array.isArray(value) && value.length > 0 && value.every((item) => schemas.isPlain(item));

/** Values that keywords may have in draft 4 and in 2020-12 alike. */
const checks: Readonly<Record<string, Check>> = {
  type: (value) =>
    Array.isArray(value)
      ? value.length > 0 && areDistinct(value) && value.every((name) => typeNames.has(name))
      : typeNames.has(value),
  nullable: (value, schema) =>
    typeof value === "boolean" && "type" in schema && !names(schema).includes("null"),
  enum: (value) => Array.isArray(value) && value.length > 0 && !value.some(isContainer) && areDistinct(value),
  format: isString,
  title: isString,
  description: isString,
  minimum: isNumber,
  maximum: isNumber,
  minLength: isCount,
  maxLength: isCount,
  minItems: isCount,
  maxItems: isCount,
  minProperties: isCount,
  maxProperties: isCount,
  uniqueItems: isBoolean,
  readOnly: isBoolean,
  writeOnly: isBoolean,
  deprecated: isBoolean,
  pattern: (value) => typeof value === "string" && patternOf(value) !== undefined,
  required: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((name) => typeof name === "string") &&
    areDistinct(value),
  properties: (value, _, schemas) =>
    isObject(value) && Object.values(value).every((item) => schemas.isPlain(item)),
  items: isSchema,
  additionalProperties: (value, _, schemas) => typeof value === "boolean" || schemas.isPlain(value),
  allOf: areSchemas,
  anyOf: areSchemas,
  oneOf: areSchemas,
};

/** Keywords that some draft knows and that are not understood here. */
const compiled: ReadonlySet<string> = new Set(
  [
    "$ref $id id $schema $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $defs $vocabulary",
    "$comment $async definitions const contains minContains maxContains dependencies dependentRequired",
    "dependentSchemas propertyNames if then else prefixItems additionalItems unevaluatedItems examples",
    "unevaluatedProperties patternProperties not errorMessage contentEncoding contentMediaType contentSchema",
    "exclusiveMinimum exclusiveMaximum multipleOf formatMinimum formatMaximum formatExclusiveMinimum",
    "formatExclusiveMaximum next elements optionalProperties values mapping __proto__",
  ].flatMap((line) => line.split(" ")),
);

function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

export function names({ type }: JsonObject): readonly Json[] {
  return Array.isArray(type) ? type : type === undefined ? [] : [type];
}

const patterns = new Map<string, RegExp | undefined>();

/** A `pattern`, compiled; undefined when it is none. */
export function patternOf(source: string): RegExp | undefined {
  if (!patterns.has(source)) {
    if (patterns.size > 10_000) patterns.clear();
    patterns.set(source, compilePattern(source));
  }
  return patterns.get(source);
}

function compilePattern(source: string): RegExp | undefined {
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}
