import type { Discriminator, Schema } from "../contract/schema.ts";
import type { Direction, NamedSchemas } from "../model/direction.ts";
import { isHidden } from "../model/direction.ts";
import { propertyKey, regexLiteral, valueLiteral } from "./escape.ts";
import { allowedValues } from "./implied.ts";
import type { Code } from "./layout.ts";
import { list, objectLiteral } from "./layout.ts";

export interface JsonSchemaContext {
  readonly direction: Direction;
  readonly named: NamedSchemas;
  /** What `$ref` says for a named schema: "#/$defs/Order". */
  readonly referTo: (id: string) => string;
  /** Whether naming a schema here would define one by itself alone. */
  readonly isCircular: (id: string) => boolean;
  /** Whether a binary string arrives as a file (in a multipart body). */
  readonly isFile: (schema: Schema) => boolean;
  /** Whether discriminators are only annotations: below `not` and `if`, where a schema asks rather than demands. */
  readonly exact: boolean;
  /** Called for a pattern that is no regular expression of this language and is left out. */
  readonly onBadPattern: () => void;
}

export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

/** A schema in JSON Schema 2020-12, for a value that travels one way. */
export function jsonSchema(schema: Schema, context: JsonSchemaContext): JsonSchema {
  if (schema.never) return false;
  const { ref } = schema;
  const own = defined(
    { $ref: ref === undefined || context.isCircular(ref) ? undefined : context.referTo(ref) },
    typeKeywords(schema, context),
    objectKeywords(schema, context),
    arrayKeywords(schema, context),
    scalarKeywords(schema, context),
    combinationKeywords(schema, context),
  );
  if (Object.keys(own).length === 0) return true;
  return schema.nullable ? nullable(own) : own;
}

/** A JSON Schema as an expression. */
export function jsonSchemaCode(schema: unknown): Code {
  if (Array.isArray(schema)) return list("[", schema.map(jsonSchemaCode), "]");
  if (typeof schema !== "object" || schema === null) return valueLiteral(schema);
  return objectLiteral(
    Object.entries(schema).map(([key, value]): Code => [propertyKey(key), ": ", jsonSchemaCode(value)]),
  );
}

/** Keywords that say something about values of other types than null. */
const untyped = ["$ref", "enum", "allOf", "anyOf", "oneOf", "not", "if", "unevaluatedProperties"];

function nullable(own: Readonly<Record<string, unknown>>): JsonSchema {
  const { type } = own;
  return type === undefined || untyped.some((keyword) => keyword in own)
    ? { anyOf: [own, { type: "null" }] }
    : { ...own, type: [...new Set([type, "null"].flat())] };
}

function typeKeywords(schema: Schema, { isFile }: JsonSchemaContext): Record<string, unknown> {
  if (isFile(schema)) return { file: true };
  const { types } = schema;
  return {
    type: types?.length === 1 ? types[0] : types,
    enum: allowedValues(schema),
  };
}

function objectKeywords(schema: Schema, context: JsonSchemaContext): Record<string, unknown> {
  const { direction, named } = context;
  const letter = { ...context, exact: true };
  // What is absent in this direction is nobody's business, but it may come: it is described as anything.
  const properties = [...schema.properties].map(
    ([name, part]) =>
      [name, isHidden(part, direction, named) ? true : jsonSchema(part, inside(context))] as const,
  );
  const required = schema.required.filter((name) => {
    const property = schema.properties.get(name);
    return property === undefined || !isHidden(property, direction, named);
  });
  return {
    properties: mapOf(properties),
    required: required.length === 0 ? undefined : required,
    additionalProperties: optional(schema.additional, inside(context)),
    patternProperties: mapOf(
      [...schema.patternProperties]
        .filter(([pattern]) => isPattern(pattern, context))
        .map(([key, part]) => [key, jsonSchema(part, inside(context))]),
    ),
    propertyNames: optional(schema.propertyNames, inside(letter)),
    minProperties: schema.minProperties,
    maxProperties: schema.maxProperties,
    dependentRequired: mapOf([...schema.dependentRequired]),
    dependentSchemas: mapOf(
      [...schema.dependentSchemas].map(([name, part]) => [name, jsonSchema(part, letter)]),
    ),
    unevaluatedProperties: optional(schema.unevaluatedProperties, inside(context)),
  };
}

/** Inside of an object or an array, a schema may name itself. */
function inside(context: JsonSchemaContext): JsonSchemaContext {
  return { ...context, isCircular: () => false };
}

function arrayKeywords(schema: Schema, outer: JsonSchemaContext): Record<string, unknown> {
  const context = inside(outer);
  const { contains, minContains, maxContains } = schema;
  // Ajv lets an empty array pass where the most is said as well.
  const least = contains === undefined || maxContains === undefined ? 0 : (minContains ?? 1);
  const minItems = Math.max(schema.minItems ?? 0, least);
  return {
    items: optional(schema.items, context),
    prefixItems: schema.prefixItems?.map((part) => jsonSchema(part, context)),
    minItems: minItems > 0 ? minItems : undefined,
    maxItems: schema.maxItems,
    uniqueItems: schema.uniqueItems ? true : undefined,
    contains: optional(contains, { ...context, exact: true }),
    minContains,
    maxContains,
    unevaluatedItems: optional(schema.unevaluatedItems, context),
  };
}

function scalarKeywords(schema: Schema, context: JsonSchemaContext): Record<string, unknown> {
  const { minLength, maxLength, pattern, format, minimum, maximum, exclusiveMinimum, exclusiveMaximum } =
    schema;
  return {
    minLength,
    maxLength,
    pattern: pattern !== undefined && isPattern(pattern, context) ? pattern : undefined,
    format: schema.binary ? undefined : format,
    minimum,
    maximum,
    exclusiveMinimum,
    exclusiveMaximum,
    multipleOf: schema.multipleOf !== undefined && schema.multipleOf > 0 ? schema.multipleOf : undefined,
  };
}

function combinationKeywords(schema: Schema, context: JsonSchemaContext): Record<string, unknown> {
  const { discriminator, oneOf, anyOf } = schema;
  const letter = { ...context, exact: true };
  const logic = {
    not: optional(schema.not, letter),
    if: optional(schema.if, letter),
    then: optional(schema.then, letter),
    else: optional(schema.else, letter),
  };
  const allOf = schema.allOf.map((part) => jsonSchema(part, context));
  if (discriminator === undefined || context.exact)
    return {
      allOf: allOf.length === 0 ? undefined : allOf,
      anyOf: listOf(anyOf, context),
      oneOf: listOf(oneOf, context),
      ...logic,
    };
  // The alternatives of what is answered need not exclude each other by themselves.
  if (context.direction === "response")
    return {
      allOf: allOf.length === 0 ? undefined : allOf,
      anyOf: listOf([...anyOf, ...oneOf], context),
      ...logic,
    };
  return { allOf: [...allOf, ...selection(discriminator, context)], ...logic };
}

/** The property of a discriminator alone decides: the other alternatives need not be tried. */
function selection({ property, mapping }: Discriminator, context: JsonSchemaContext): readonly JsonSchema[] {
  const cases = [...mapping].map(([value, id]) => ({
    if: { properties: { [property]: { const: value } } },
    then: context.isCircular(id) ? true : { $ref: context.referTo(id) },
  }));
  const values = { enum: [...mapping.keys()] };
  return [{ type: "object", properties: { [property]: values }, required: [property] }, ...cases];
}

function optional(schema: Schema | undefined, context: JsonSchemaContext): JsonSchema | undefined {
  return schema === undefined ? undefined : jsonSchema(schema, context);
}

function listOf(parts: readonly Schema[], context: JsonSchemaContext): readonly JsonSchema[] | undefined {
  return parts.length === 0 ? undefined : parts.map((part) => jsonSchema(part, context));
}

function mapOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> | undefined {
  const own = entries.filter(([name]) => name !== "__proto__");
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** The keywords that are there, of several groups: most schemas have few, and there are many schemas. */
function defined(...groups: readonly Record<string, unknown>[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const group of groups) {
    for (const keyword in group) if (group[keyword] !== undefined) found[keyword] = group[keyword];
  }
  return found;
}

/** Patterns of other dialects are left out, since no validator in this language can use them. */
function isPattern(pattern: string, { onBadPattern }: JsonSchemaContext): boolean {
  const isUsable = regexLiteral(pattern) !== undefined;
  if (!isUsable) onBadPattern();
  return isUsable;
}
