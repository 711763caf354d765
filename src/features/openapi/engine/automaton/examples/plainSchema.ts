import { isContainer, isObject, type Container, type Json, type JsonObject } from "../json.ts";

/**
 * How well a schema is understood. "plain": it is made of keywords that are understood here, each with a value that it
 * may have, so that a validator of it would compile. "odd": some of these have other values, or there are references
 * that were left alone; a validator may not compile, for reasons that are in these parts alone. "strange": anything may
 * depend on anything.
 */
export type SchemaKind = "plain" | "odd" | "strange";

/** Tells how well schemas are understood. Remembers what it has seen: they share their parts. */
export class PlainSchemas {
  readonly #known = new Map<JsonObject, SchemaKind>();
  readonly #alternatives = new Map<Container, boolean>();
  readonly #sided = new Map<Container, boolean>();

  isPlain(schema: Json | undefined): schema is JsonObject {
    return isObject(schema) && this.kindOf(schema) === "plain";
  }

  /** The same for a schema that is compiled on its own: no reference that was left alone may lead into it. */
  kindOfRoot(schema: JsonObject): SchemaKind {
    const kind = this.kindOf(schema);
    return kind === "odd" && !Object.keys(schema).every(isKeyword) ? "strange" : kind;
  }

  kindOf(schema: JsonObject): SchemaKind {
    let kind = this.#known.get(schema);
    if (kind === undefined) {
      kind = isLeftAlone(schema)
        ? "odd"
        : worst(Object.keys(schema), (key) => this.#kindOfKeyword(key, schema));
      this.#known.set(schema, kind);
    }
    return kind;
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

  #kindOfKeyword(keyword: string, schema: JsonObject): SchemaKind {
    const value = schema[keyword] ?? null;
    if (Object.hasOwn(checks, keyword))
      return checks[keyword]?.(value, schema) === true
        ? "plain"
        : isContainer(value) && !lists.has(keyword)
          ? "strange"
          : "odd";
    if (!Object.hasOwn(applicators, keyword)) return compiled.has(keyword) ? "strange" : "plain";
    const parts = applicators[keyword]?.(value);
    if (!parts) return "strange";
    return worst(parts, (part) =>
      isObject(part) ? this.kindOf(part) : isContainer(part) ? "strange" : "odd",
    );
  }
}

function worst<Item>(items: readonly Item[], kindOf: (item: Item) => SchemaKind): SchemaKind {
  let kind: SchemaKind = "plain";
  for (const item of items) {
    const next = kindOf(item);
    if (next === "strange") return next;
    if (next === "odd") kind = next;
  }
  return kind;
}

/** Tells whether a schema is nothing but a reference that was not followed, by a name that no keyword has. */
function isLeftAlone(schema: JsonObject): boolean {
  const { $ref: pointer } = schema;
  if (Object.keys(schema).length !== 1 || typeof pointer !== "string") return false;
  const [, first] = /^#\/([A-Za-z]+)(?:\/|$)/.exec(pointer) ?? [];
  return first !== undefined && !isKeyword(first);
}

function isKeyword(name: string): boolean {
  return (
    Object.hasOwn(checks, name) ||
    Object.hasOwn(applicators, name) ||
    compiled.has(name) ||
    annotations.has(name) ||
    name.startsWith("x-")
  );
}

/** Keywords of OpenAPI that no validator knows. */
const annotations: ReadonlySet<string> = new Set("example default xml discriminator externalDocs".split(" "));

const sides = ["readOnly", "writeOnly"];

/** Keywords with lists of data. */
const lists: ReadonlySet<string> = new Set(["type", "enum", "required"]);

type Check = (value: Json, schema: JsonObject) => boolean;

const typeNames: ReadonlySet<unknown> = new Set("string number integer boolean array object null".split(" "));

const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 0;
const isNumber: Check = (value) => typeof value === "number";
const isString: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";

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
};

/** The schemas that are values of keywords; undefined where there should be some and are none. */
const applicators: Readonly<Record<string, (value: Json) => readonly Json[] | undefined>> = {
  properties: (value) => (isObject(value) ? Object.values(value) : undefined),
  items: (value) => [value],
  additionalProperties: (value) => (typeof value === "boolean" ? [] : [value]),
  allOf: schemaList,
  anyOf: schemaList,
  oneOf: schemaList,
};

function schemaList(value: Json): readonly Json[] | undefined {
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}

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
