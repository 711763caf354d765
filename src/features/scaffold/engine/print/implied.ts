import type { JsonType, Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";

/**
 * The types that a schema has in mind: those that it names, or those that its keywords describe. `properties` without
 * `type: object` describe an object, and any other value is valid as well.
 */
export function impliedTypes(schema: Schema): readonly JsonType[] | undefined {
  if (schema.types !== undefined || schema.enum !== undefined) return schema.types;
  const isObject =
    schema.properties.size > 0 ||
    schema.required.length > 0 ||
    schema.additional !== undefined ||
    schema.patternProperties.size > 0;
  const isArray = schema.items !== undefined || schema.prefixItems !== undefined;
  if (!isObject && !isArray) return undefined;
  return [...(isObject ? (["object"] as const) : []), ...(isArray ? (["array"] as const) : [])];
}

/** The types of JSON; an integer is a number. */
const allTypes: readonly JsonType[] = ["object", "array", "string", "number", "boolean", "null"];

/**
 * The types that printing has to tell apart: those that the schema names, or all that its surroundings leave where
 * its keywords describe some of them. Undefined where its keywords describe no object and no array.
 * @param possible what `possibleTypes` says about the schema
 */
export function describedTypes(
  schema: Schema,
  possible: readonly JsonType[] | undefined,
): readonly JsonType[] | undefined {
  if (schema.types !== undefined) return schema.types;
  return impliedTypes(schema) === undefined ? undefined : (possible ?? allTypes);
}

/** The types that are left for what a schema refers to, when its surroundings leave these. */
export function otherTypes(
  described: JsonType,
  possible: readonly JsonType[] | undefined,
): readonly JsonType[] {
  return (possible ?? allTypes).filter((type) => type !== described);
}

/**
 * The types that values of a schema can have at all, from what it, its reference and its combinations name; undefined
 * where they name none.
 * @param outer the types that the schema's surroundings leave
 */
export function possibleTypes(
  schema: Schema,
  named: NamedSchemas,
  outer?: readonly JsonType[],
  passed: ReadonlySet<string> = new Set(),
): readonly JsonType[] | undefined {
  const { ref, types, allOf, anyOf, oneOf } = schema;
  const target = ref === undefined || passed.has(ref) ? undefined : named.get(ref)?.schema;
  const next = ref === undefined ? passed : new Set([...passed, ref]);
  const typesOf = (part: Schema) => {
    const own = possibleTypes(part, named, undefined, next);
    return part.nullable && own !== undefined ? [...own, "null" as const] : own;
  };
  const choices = [anyOf, oneOf].map((branches) => {
    const each = branches.map(typesOf);
    return each.length === 0 || each.includes(undefined) ? undefined : each.flatMap((list) => list ?? []);
  });
  const demands = [outer, types, ...choices, ...allOf.map(typesOf), target && typesOf(target)];
  return demands
    .filter((list) => list !== undefined)
    .map((list) => new Set<JsonType>(list.map((type) => (type === "integer" ? "number" : type))))
    .reduce<readonly JsonType[] | undefined>(
      (left, list) => (left ?? allTypes).filter((type) => list.has(type)),
      undefined,
    );
}

/** Enum values that the schema's own types allow. */
export function allowedValues(schema: Schema): readonly unknown[] | undefined {
  const { types } = schema;
  if (types === undefined) return schema.enum;
  return schema.enum?.filter((value) => types.some((type) => isOfType(value, type)));
}

function isOfType(value: unknown, type: JsonType): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

/**
 * The parts of a combination. Where a part only requires a property that its surroundings describe
 * (`anyOf: [{ required: [a] }, { required: [b] }]`), it takes over the description, so that types and validators
 * say the same of it.
 */
export function combinedParts(
  schema: Schema,
  kind: "allOf" | "anyOf" | "oneOf",
  named: NamedSchemas,
): readonly Schema[] {
  const parts = schema[kind];
  if (parts.every(({ required }) => required.length === 0)) return parts;
  const known = describedProperties(schema, named, new Set());
  return parts.map((part) => {
    const taken = part.required.flatMap((name) => {
      const property = part.properties.has(name) ? undefined : known.get(name);
      return property === undefined ? [] : [[name, property] as const];
    });
    return taken.length === 0 ? part : { ...part, properties: new Map([...part.properties, ...taken]) };
  });
}

/** The properties that hold for a value whatever alternative it takes. */
function describedProperties(
  schema: Schema,
  named: NamedSchemas,
  passed: ReadonlySet<Schema>,
): ReadonlyMap<string, Schema> {
  if (passed.has(schema)) return new Map();
  const next = new Set([...passed, schema]);
  const target = schema.ref === undefined ? undefined : named.get(schema.ref)?.schema;
  const inherited = [...schema.allOf, ...(target === undefined ? [] : [target])].flatMap((part) => [
    ...describedProperties(part, named, next),
  ]);
  return new Map([...inherited, ...schema.properties]);
}

/** Tells whether an array always has exactly the items of its prefix, and perhaps more. */
export function isWholeTuple({
  prefixItems = [],
  minItems = 0,
  maxItems = prefixItems.length,
}: Schema): boolean {
  return prefixItems.length > 0 && minItems === prefixItems.length && maxItems === prefixItems.length;
}
