import type { JsonType, Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";
import { isHidden } from "../model/direction.ts";
import { allowedValues, impliedTypes } from "../print/implied.ts";

/** A value that a schema is sure to accept, in a box because it may be anything. */
export interface Sample {
  readonly value: unknown;
}

const maxDepth = 12;

/**
 * A small value that requests may carry for a schema: required properties, and as few items as it allows. Undefined
 * where it cannot be told without trying, as for patterns and alternatives that may exclude each other.
 */
export function sampleOf(schema: Schema, named: NamedSchemas, depth = 0): Sample | undefined {
  if (depth > maxDepth || schema.never || !isPlain(schema)) return undefined;
  const whole = merged(schema, named, new Set());
  if (whole === undefined) return undefined;
  const inner = (part: Schema): Sample | undefined => sampleOf(part, named, depth + 1);
  const [alternative] = whole.anyOf;
  if (alternative !== undefined)
    return isNothingElse(whole, "anyOf") ? firstOf(whole.anyOf.map(inner)) : undefined;
  if (whole.oneOf.length > 0)
    return isNothingElse(whole, "oneOf") ? selected(whole, named, inner) : undefined;
  const values = allowedValues(whole);
  if (values !== undefined)
    return constrains(whole) || values.length === 0 ? undefined : { value: values[0] };
  const [type] = impliedTypes(whole) ?? [];
  return type === undefined ? untyped(whole) : samplers[type](whole, named, inner);
}

/** Free of what says no to a value that the rest lets pass. */
function isPlain({
  not,
  if: condition,
  contains,
  dependentSchemas,
  unevaluatedProperties,
  ...rest
}: Schema): boolean {
  const asks = [not, condition, contains, unevaluatedProperties, rest.propertyNames, rest.unevaluatedItems];
  return asks.every((part) => part === undefined) && dependentSchemas.size === 0;
}

/** A schema with what it refers to and what it consists of in one; undefined where they speak of the same things. */
function merged(schema: Schema, named: NamedSchemas, passed: ReadonlySet<string>): Schema | undefined {
  const { ref } = schema;
  if (ref !== undefined && passed.has(ref)) return undefined;
  const target = ref === undefined ? undefined : named.get(ref)?.schema;
  const next = ref === undefined ? passed : new Set([...passed, ref]);
  let whole: Schema | undefined = { ...schema, ref: undefined, allOf: [] };
  for (const part of [...(target === undefined ? [] : [target]), ...schema.allOf]) {
    if (!isPlain(part) || part.never) return undefined;
    const other = merged(part, named, next);
    whole = other && whole && combined(whole, other);
  }
  return whole;
}

/** Both together, where at most one of them says something or both speak of different properties. */
function combined(one: Schema, other: Schema): Schema | undefined {
  if (isSilent(one)) return other;
  if (isSilent(other)) return one;
  const areObjects = [one, other].every(
    (part) =>
      impliedTypes(part)?.join() === "object" &&
      part.anyOf.length + part.oneOf.length === 0 &&
      part.additional === undefined &&
      part.patternProperties.size === 0 &&
      part.enum === undefined,
  );
  const isApart = [...one.properties.keys()].every((name) => !other.properties.has(name));
  if (!areObjects || !isApart) return undefined;
  return {
    ...one,
    properties: new Map([...one.properties, ...other.properties]),
    required: [...new Set([...one.required, ...other.required])],
    minProperties: Math.max(one.minProperties ?? 0, other.minProperties ?? 0),
    maxProperties: Math.min(one.maxProperties ?? Infinity, other.maxProperties ?? Infinity),
  };
}

function isSilent(schema: Schema): boolean {
  return (
    impliedTypes(schema) === undefined &&
    schema.enum === undefined &&
    schema.anyOf.length + schema.oneOf.length === 0 &&
    !constrains(schema)
  );
}

/** Whether anything is asked for besides a type or one of some values. */
function constrains(schema: Schema): boolean {
  const keywords = [
    schema.minLength,
    schema.maxLength,
    schema.pattern,
    schema.format,
    schema.minimum,
    schema.maximum,
    schema.exclusiveMinimum,
    schema.exclusiveMaximum,
    schema.multipleOf,
    schema.minItems,
    schema.maxItems,
    schema.minProperties,
    schema.maxProperties,
  ];
  return keywords.some((keyword) => keyword !== undefined) || schema.uniqueItems;
}

function isNothingElse(schema: Schema, combination: "anyOf" | "oneOf"): boolean {
  return isSilent({ ...schema, [combination]: [] });
}

function firstOf(samples: readonly (Sample | undefined)[]): Sample | undefined {
  return samples.find((sample) => sample !== undefined);
}

/** One of several that exclude each other: where a property tells which, or where they are of different types. */
function selected(
  { oneOf, discriminator }: Schema,
  named: NamedSchemas,
  inner: (part: Schema) => Sample | undefined,
): Sample | undefined {
  if (discriminator !== undefined) return undefined;
  const [only] = oneOf;
  if (oneOf.length === 1 && only !== undefined) return inner(only);
  const types = oneOf.map((part) => {
    const target = part.ref === undefined ? part : named.get(part.ref)?.schema;
    return target === undefined || target.nullable ? undefined : target.types;
  });
  if (types.some((list) => list === undefined)) return undefined;
  const all = types.flatMap((list = []) => [...list]).map((type) => (type === "integer" ? "number" : type));
  return new Set(all).size === all.length ? firstOf(oneOf.map(inner)) : undefined;
}

function untyped(schema: Schema): Sample | undefined {
  return constrains(schema) ? undefined : { value: "sample" };
}

type Sampler = (
  schema: Schema,
  named: NamedSchemas,
  inner: (part: Schema) => Sample | undefined,
) => Sample | undefined;

const samplers: Readonly<Record<JsonType, Sampler>> = {
  null: () => ({ value: null }),
  boolean: () => ({ value: true }),
  integer: numberSample,
  number: numberSample,
  string: stringSample,
  array: arraySample,
  object: objectSample,
};

function numberSample(schema: Schema): Sample | undefined {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema;
  const { exclusiveMaximum = Infinity, multipleOf = 1 } = schema;
  const step = Number.isInteger(multipleOf) && multipleOf > 0 ? multipleOf : 1;
  const least = Math.max(minimum, exclusiveMinimum);
  const value =
    least === -Infinity
      ? 0
      : (Math.floor(least / step) + (least === minimum && least % step === 0 ? 0 : 1)) * step;
  const candidates = [step, value, value + step];
  const fits = (candidate: number): boolean =>
    candidate >= minimum &&
    candidate <= maximum &&
    candidate > exclusiveMinimum &&
    candidate < exclusiveMaximum &&
    (schema.multipleOf === undefined || candidate % schema.multipleOf === 0);
  const found = candidates.find(fits);
  return found === undefined ? undefined : { value: found };
}

/** Texts of the formats that validators know. */
const formats: Readonly<Record<string, string>> = {
  "date-time": "2026-01-31T12:00:00Z",
  date: "2026-01-31",
  time: "12:00:00Z",
  duration: "P1D",
  email: "ann@example.com",
  uuid: "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
  uri: "https://example.com/",
  url: "https://example.com/",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  hostname: "example.com",
  byte: "c2FtcGxl",
};

/** Formats that a plain word may not fit. */
const unknowable = /pointer|^iso-|template|^ir[il]/;

function stringSample({ pattern, format, minLength = 0, maxLength = Infinity }: Schema): Sample | undefined {
  if (pattern !== undefined || unknowable.test(format ?? "")) return undefined;
  const known = format !== undefined && Object.hasOwn(formats, format) ? formats[format] : undefined;
  const text = known ?? "sample".padEnd(Math.min(minLength, 10_000), "x").slice(0, maxLength);
  return text.length >= minLength && text.length <= maxLength ? { value: text } : undefined;
}

function arraySample(
  schema: Schema,
  _: NamedSchemas,
  inner: (part: Schema) => Sample | undefined,
): Sample | undefined {
  const { minItems = 0, maxItems = Infinity, items, prefixItems, uniqueItems } = schema;
  const count = Math.max(minItems, Math.min(1, maxItems));
  if (count > 10 || count > maxItems || prefixItems !== undefined || (uniqueItems && count > 1))
    return undefined;
  if (count === 0) return { value: [] };
  const item = items === undefined ? { value: "sample" } : inner(items);
  if (item === undefined) return minItems === 0 ? { value: [] } : undefined;
  return { value: Array.from({ length: count }, () => item.value) };
}

function objectSample(
  schema: Schema,
  named: NamedSchemas,
  inner: (part: Schema) => Sample | undefined,
): Sample | undefined {
  const {
    properties,
    required,
    additional,
    patternProperties,
    minProperties = 0,
    maxProperties = Infinity,
  } = schema;
  if (patternProperties.size > 0) return undefined;
  const entries: (readonly [string, unknown])[] = [];
  const wanted = required.filter((name) => {
    const property = properties.get(name);
    return property === undefined || !isHidden(property, "request", named);
  });
  const add = (name: string): boolean => {
    const property = properties.get(name) ?? additional;
    const sample = property === undefined ? { value: "sample" } : inner(property);
    if (sample !== undefined) entries.push([name, sample.value]);
    return sample !== undefined;
  };
  if (!wanted.every(add)) return undefined;
  for (const name of properties.keys()) {
    if (entries.length >= minProperties) break;
    const property = properties.get(name);
    if (property !== undefined && !wanted.includes(name) && !isHidden(property, "request", named)) add(name);
  }
  if (entries.length < minProperties || entries.length > maxProperties) return undefined;
  const names = new Set(entries.map(([name]) => name));
  const isMissing = [...schema.dependentRequired].some(
    ([name, needs]) => names.has(name) && needs.some((need) => !names.has(need)),
  );
  return isMissing || names.has("__proto__") ? undefined : { value: Object.fromEntries(entries) };
}
