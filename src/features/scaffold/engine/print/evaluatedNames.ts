import type { Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";

/**
 * The names that `properties` here and in `allOf` parts evaluate (JSON Schema 2020-12, 11.3), or undefined where
 * that depends on the value.
 */
export function evaluatedNames(
  schema: Schema,
  named: NamedSchemas,
  passed: ReadonlySet<string> = new Set(),
): ReadonlySet<string> | undefined {
  const isDynamic =
    schema.anyOf.length + schema.oneOf.length + schema.patternProperties.size + schema.dependentSchemas.size >
      0 ||
    schema.if !== undefined ||
    schema.additional !== undefined;
  if (isDynamic) return undefined;
  const names = new Set(schema.properties.keys());
  const target =
    schema.ref === undefined || passed.has(schema.ref) ? undefined : named.get(schema.ref)?.schema;
  const nextPassed = schema.ref === undefined ? passed : new Set([...passed, schema.ref]);
  for (const part of [...schema.allOf, ...(target === undefined ? [] : [target])]) {
    const inner = evaluatedNames(part, named, nextPassed);
    if (inner === undefined) return undefined;
    for (const name of inner) names.add(name);
  }
  return names;
}

/**
 * How many items at the start of an array `prefixItems` here and in `allOf` parts evaluate, all of them where there is
 * `items`; undefined where that depends on the value.
 */
export function evaluatedItems(
  schema: Schema,
  named: NamedSchemas,
  passed: ReadonlySet<string> = new Set(),
): number | undefined {
  const isDynamic =
    schema.anyOf.length + schema.oneOf.length > 0 || schema.if !== undefined || schema.contains !== undefined;
  if (isDynamic) return undefined;
  const { ref, prefixItems = [] } = schema;
  const target = ref === undefined || passed.has(ref) ? undefined : named.get(ref)?.schema;
  const nextPassed = ref === undefined ? passed : new Set([...passed, ref]);
  let count = schema.items === undefined ? prefixItems.length : Infinity;
  for (const part of [...schema.allOf, ...(target === undefined ? [] : [target])]) {
    const inner = evaluatedItems(part, named, nextPassed);
    if (inner === undefined) return undefined;
    count = Math.max(count, inner);
  }
  return count;
}
