import type { Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";
import { allowedValues } from "../print/implied.ts";

/** The `default` of a parameter's schema, where it is a value that the schema's own type allows. */
export function effectiveDefault(
  schema: Schema,
  named: NamedSchemas,
): { readonly value: unknown } | undefined {
  const target = schema.ref === undefined ? undefined : named.get(schema.ref)?.schema;
  const found = schema.default ?? target?.default;
  return found !== undefined && allows(target ?? schema, found.value, named) ? found : undefined;
}

/** Whether a value is plainly of the schema's type; what is not plain to see counts as no. */
function allows(schema: Schema, value: unknown, named: NamedSchemas): boolean {
  const target = schema.ref === undefined ? schema : named.get(schema.ref)?.schema;
  if (
    target === undefined ||
    target.ref !== undefined ||
    target.allOf.length + target.anyOf.length + target.oneOf.length > 0
  ) {
    return false;
  }
  const values = allowedValues(target);
  if (values !== undefined) return values.includes(value);
  if (Array.isArray(value)) {
    const { items, types, prefixItems } = target;
    if (types?.includes("array") !== true || prefixItems !== undefined) return false;
    return items === undefined || value.every((item) => allows(items, item, named));
  }
  return target.types?.some((type) => isScalarOf(value, type)) === true;
}

function isScalarOf(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  return ["string", "number", "boolean"].includes(type) && typeof value === type;
}
