import type { JsonType, Schema } from "../contract/schema.ts";

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
