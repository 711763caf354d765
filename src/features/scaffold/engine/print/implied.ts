import type { JsonType, Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";

/**
 * The types of a schema, inferred from its keywords where it names none: `properties` without `type: object` means
 * an object to everyone who writes it, although JSON Schema would let any other value pass.
 */
export function impliedTypes(schema: Schema): readonly JsonType[] | undefined {
  if (schema.types !== undefined || schema.enum !== undefined) return schema.types;
  if (
    schema.properties.size > 0 ||
    schema.required.length > 0 ||
    schema.additional !== undefined ||
    schema.patternProperties.size > 0
  ) {
    return ["object"];
  }
  if (schema.items !== undefined || schema.prefixItems !== undefined) return ["array"];
  return undefined;
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
