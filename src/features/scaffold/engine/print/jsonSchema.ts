import type { Schema } from "../contract/schema.ts";
import type { Direction, NamedSchemas } from "../model/direction.ts";
import { isHidden } from "../model/direction.ts";
import { allowedValues, impliedTypes } from "./implied.ts";

export interface JsonSchemaContext {
  readonly direction: Direction;
  readonly named: NamedSchemas;
  /** What `$ref` says for a named schema: "#/$defs/Order". */
  readonly referTo: (id: string) => string;
}

export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

/** A schema in JSON Schema 2020-12, for a value that travels one way. */
export function jsonSchema(schema: Schema, context: JsonSchemaContext): JsonSchema {
  if (schema.never) return false;
  const print = (part: Schema): JsonSchema => jsonSchema(part, context);
  const own = defined({
    $ref: schema.ref === undefined ? undefined : context.referTo(schema.ref),
    ...typeKeywords(schema),
    ...objectKeywords(schema, context, print),
    ...arrayKeywords(schema, print),
    ...scalarKeywords(schema),
    ...combinationKeywords(schema, print),
  });
  if (Object.keys(own).length === 0) return true;
  return schema.nullable ? { anyOf: [own, { type: "null" }] } : own;
}

type Print = (part: Schema) => JsonSchema;

function typeKeywords(schema: Schema): Record<string, unknown> {
  const types = impliedTypes(schema);
  return {
    type: types?.length === 1 ? types[0] : types,
    enum: allowedValues(schema),
  };
}

function objectKeywords(
  schema: Schema,
  { direction, named }: JsonSchemaContext,
  print: Print,
): Record<string, unknown> {
  const hidden = [...schema.properties].filter(([, property]) => isHidden(property, direction, named));
  const hiddenNames = new Set(hidden.map(([name]) => name));
  const visible = [...schema.properties].filter(([name]) => !hiddenNames.has(name));
  const required = schema.required.filter((name) => !hiddenNames.has(name));
  const closed = schema.additional === undefined ? [] : hidden.map(([name]) => [name, true] as const);
  return {
    properties: mapOf([...visible.map(([name, part]) => [name, print(part)] as const), ...closed]),
    required: required.length === 0 ? undefined : required,
    additionalProperties: optional(schema.additional, print),
    patternProperties: mapOf(
      [...schema.patternProperties]
        .filter(([pattern]) => isPattern(pattern))
        .map(([key, part]) => [key, print(part)]),
    ),
    propertyNames: optional(schema.propertyNames, print),
    minProperties: schema.minProperties,
    maxProperties: schema.maxProperties,
    dependentRequired: mapOf([...schema.dependentRequired]),
    dependentSchemas: mapOf([...schema.dependentSchemas].map(([name, part]) => [name, print(part)])),
    unevaluatedProperties: optional(schema.unevaluatedProperties, print),
  };
}

function arrayKeywords(schema: Schema, print: Print): Record<string, unknown> {
  return {
    items: optional(schema.items, print),
    prefixItems: schema.prefixItems?.map(print),
    minItems: schema.minItems,
    maxItems: schema.maxItems,
    uniqueItems: schema.uniqueItems ? true : undefined,
    contains: optional(schema.contains, print),
    minContains: schema.minContains,
    maxContains: schema.maxContains,
  };
}

function scalarKeywords(schema: Schema): Record<string, unknown> {
  const { minLength, maxLength, pattern, format, minimum, maximum, exclusiveMinimum, exclusiveMaximum } =
    schema;
  return {
    minLength,
    maxLength,
    pattern: pattern !== undefined && isPattern(pattern) ? pattern : undefined,
    format: schema.binary ? undefined : format,
    minimum,
    maximum,
    exclusiveMinimum,
    exclusiveMaximum,
    multipleOf: schema.multipleOf,
  };
}

function combinationKeywords(schema: Schema, print: Print): Record<string, unknown> {
  // The property of a discriminator tells the alternatives apart: they need not exclude each other by themselves.
  const isDiscriminated = schema.discriminator !== undefined;
  const anyOf = [...schema.anyOf, ...(isDiscriminated ? schema.oneOf : [])];
  return {
    allOf: listOf(schema.allOf, print),
    anyOf: listOf(anyOf, print),
    oneOf: isDiscriminated ? undefined : listOf(schema.oneOf, print),
    not: optional(schema.not, print),
    if: optional(schema.if, print),
    then: optional(schema.then, print),
    else: optional(schema.else, print),
  };
}

function optional(schema: Schema | undefined, print: Print): JsonSchema | undefined {
  return schema === undefined ? undefined : print(schema);
}

function listOf(parts: readonly Schema[], print: Print): readonly JsonSchema[] | undefined {
  return parts.length === 0 ? undefined : parts.map(print);
}

function mapOf(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> | undefined {
  const own = entries.filter(([name]) => name !== "__proto__");
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

function defined(keywords: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keywords).filter(([, value]) => value !== undefined));
}

/** Patterns of other dialects, which no validator in this language can use. */
function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, "u");
    return true;
  } catch {
    return false;
  }
}
