import type { Documents, Place } from "./documents.ts";
import { formatSample } from "./formatSamples.ts";
import { isObject, listAt, membersOf, numberAt, stringAt, stringsAt, valueAt } from "./json.ts";
import { patternSample } from "./patternSample.ts";

/** Schemas that nest deeper contain themselves without a `$ref`, through YAML aliases. */
const deepest = 60;
/** Longer texts and lists are not made up, whatever the schema asks for. */
const longest = 10_000;
const mostItems = 100;
/** A request with more values than this tests the parser, not the operation; what is optional is left out then. */
const mostValues = 20_000;

/** What is sampled, and which of the possible values: 0 first, others for lists whose items must differ. */
interface Sampling {
  readonly documents: Documents;
  readonly variant: number;
  readonly depth: number;
  /** Counts the values of the whole request. */
  readonly budget: { left: number };
}

/**
 * A value for a request that fits a schema: its example, default or constant, or one made from its type, format and
 * constraints. The same schema gives the same value. Optional parts that contain themselves are left out.
 * @returns undefined when the schema says nothing, or contains itself where it cannot be left out
 */
export async function sampleValue(schema: Place, documents: Documents): Promise<unknown> {
  return await sample(schema, { documents, variant: 0, depth: 0, budget: { left: mostValues } });
}

/** The value that an author wrote for a parameter, media type or schema, if there is one. */
export async function writtenExample(place: Place, documents: Documents): Promise<unknown> {
  const { value } = place;
  const own = valueAt(value, "example") ?? valueAt(value, "x-example");
  if (own !== undefined) return own;
  const examples = valueAt(value, "examples");
  if (Array.isArray(examples)) return examples[0] as unknown;
  const [named] = membersOf(examples);
  if (named === undefined) return undefined;
  const example = await documents.follow({ ...place, value: named[1] });
  return valueAt(example.value, "value") ?? valueAt(example.value, "dataValue");
}

async function sample(unresolved: Place, sampling: Sampling): Promise<unknown> {
  const place = await sampling.documents.follow(unresolved);
  if (sampling.depth > deepest || containsItself(place) || !isObject(place.value)) return undefined;
  if (--sampling.budget.left < 0) return undefined;
  const written = await writtenOf(place, sampling);
  if (written !== undefined) return written;
  const inner = { ...sampling, depth: sampling.depth + 1 };
  const combined = await combine(place, inner);
  return listedValue(combined, sampling) ?? (await sampleByType(combined, inner));
}

function containsItself({ passed }: Place): boolean {
  const last = passed.at(-1);
  return last !== undefined && passed.indexOf(last) < passed.length - 1;
}

async function writtenOf(place: Place, sampling: Sampling): Promise<unknown> {
  const { variant, documents } = sampling;
  const { value } = place;
  if (variant === 0) {
    const example = await writtenExample(place, documents);
    if (example !== undefined) return example;
    const fallback = valueAt(value, "default");
    if (fallback !== undefined) return fallback;
  }
  return listedValue(place, sampling);
}

/** One of the values that a schema lists. */
function listedValue({ value }: Place, { variant }: Sampling): unknown {
  const choices = listAt(value, "enum").filter((choice) => choice !== null);
  return valueAt(value, "const") ?? choices[variant % Math.max(1, choices.length)];
}

/** A schema with what its allOf, first oneOf and first anyOf add; maps are joined, later keywords win. */
async function combine(place: Place, sampling: Sampling): Promise<Place> {
  const { value, uri, passed } = place;
  if (sampling.depth > deepest) return place;
  const alternatives = [listAt(value, "oneOf"), listAt(value, "anyOf")].map(firstAlternative);
  const parts = [...listAt(value, "allOf"), ...alternatives.filter((part) => part !== undefined)];
  let combined = { ...place, value: isObject(value) ? value : {} };
  for (const part of parts) {
    const target = await sampling.documents.follow({ uri, passed, value: part });
    if (containsItself(target) || !isObject(target.value)) continue;
    const inner = await combine(target, { ...sampling, depth: sampling.depth + 1 });
    combined = join(combined, inner);
  }
  return withDiscriminator(combined, value, alternatives);
}

/** The property that tells alternatives apart gets the name of the one that was taken. */
function withDiscriminator(place: Place, schema: unknown, alternatives: readonly unknown[]): Place {
  const discriminator = valueAt(schema, "discriminator");
  const property = stringAt(discriminator, "propertyName");
  const ref = alternatives.map((part) => stringAt(part, "$ref")).find((target) => target !== undefined);
  if (property === undefined || ref === undefined) return place;
  const name = ref.slice(ref.lastIndexOf("/") + 1);
  const mapped = membersOf(valueAt(discriminator, "mapping")).find(
    ([, to]) => to === ref || to === name,
  )?.[0];
  return join(place, { ...place, value: { properties: { [property]: { const: mapped ?? name } } } });
}

/** A schema with what its allOf, first oneOf and first anyOf add. */
export async function combineSchema(place: Place, documents: Documents): Promise<Place> {
  return await combine(place, { documents, variant: 0, depth: 0, budget: { left: mostValues } });
}

/** `null` is an answer, but not one that a request is made for. */
function firstAlternative(alternatives: readonly unknown[]): unknown {
  return alternatives.find((part) => valueAt(part, "type") !== "null") ?? alternatives[0];
}

/** Members keep the document that they were written in by being places themselves. */
const placed = Symbol("placed");

function join(one: Place, other: Place): Place & { readonly value: Readonly<Record<string, unknown>> } {
  const [first, second] = [one, other].map(({ value }) => (isObject(value) ? value : {}));
  const properties = { ...placedProperties(one), ...placedProperties(other) };
  const required = [...stringsAt(first, "required"), ...stringsAt(second, "required")];
  const items = itemsOf(other) ?? itemsOf(one);
  return {
    ...one,
    passed: [...one.passed, ...other.passed.filter((step) => !one.passed.includes(step))],
    value: {
      ...first,
      ...second,
      ...(Object.keys(properties).length > 0 && { properties }),
      ...(required.length > 0 && { required }),
      ...(items !== undefined && { items }),
    },
  };
}

function placedProperties(place: Place): Readonly<Record<string, unknown>> {
  const properties = membersOf(valueAt(place.value, "properties"));
  return Object.fromEntries(properties.map(([name, value]) => [name, placeIn(place, value)]));
}

function itemsOf(place: Place): unknown {
  const items = valueAt(place.value, "items");
  return items === undefined ? undefined : placeIn(place, items);
}

function placeIn(place: Place, value: unknown): unknown {
  return isPlaced(value) ? value : { [placed]: { ...place, value } };
}

function isPlaced(value: unknown): value is { readonly [placed]: Place } {
  return typeof value === "object" && value !== null && placed in value;
}

/** The place of a member of a combined schema, in the document that it was written in. */
export function memberPlace(place: Place, value: unknown): Place {
  return isPlaced(value) ? value[placed] : { ...place, value };
}

async function sampleByType(place: Place, sampling: Sampling): Promise<unknown> {
  const { value } = place;
  switch (typeOf(value)) {
    case "object":
      return await sampleObject(place, sampling);
    case "array":
      return await sampleArray(place, sampling);
    case "string":
      return sampleString(value, sampling.variant);
    case "integer":
      return sampleNumber(value, 1, sampling.variant);
    case "number":
      return sampleNumber(value, valueAt(value, "multipleOf") === undefined ? 0.5 : 1, sampling.variant);
    case "boolean":
      return sampling.variant % 2 === 0;
    case "null":
      return null;
    case undefined:
    default:
      return undefined;
  }
}

/** The first type that is not null; a schema without one gives itself away by its keywords. */
function typeOf(schema: unknown): string | undefined {
  const written = valueAt(schema, "type");
  const types = Array.isArray(written) ? written : [written];
  const type: unknown = types.find((name) => typeof name === "string" && name !== "null") ?? types[0];
  if (type === "file") return "string";
  if (typeof type === "string") return type;
  const has = (...keys: readonly string[]) => keys.some((key) => valueAt(schema, key) !== undefined);
  if (has("properties", "required", "additionalProperties", "minProperties")) return "object";
  if (has("items", "minItems", "prefixItems")) return "array";
  if (has("pattern", "minLength", "maxLength", "format")) return "string";
  return has("minimum", "maximum", "multipleOf") ? "number" : undefined;
}

/** Required properties must be there; optional ones are there when they can be, since handlers read them. */
async function sampleObject(place: Place, sampling: Sampling): Promise<unknown> {
  const result: Record<string, unknown> = {};
  const required = new Set(stringsAt(place.value, "required"));
  const properties = membersOf(valueAt(place.value, "properties"));
  const most = numberAt(place.value, "maxProperties") ?? Number.POSITIVE_INFINITY;
  const sorted = [...properties].sort(([a], [b]) => Number(required.has(b)) - Number(required.has(a)));
  for (const [name, member] of sorted.slice(0, most)) {
    const property = await sampling.documents.follow(memberPlace(place, member));
    if (valueAt(property.value, "readOnly") === true || name === "__proto__") continue;
    const value = await sample(property, sampling);
    if (value !== undefined) result[name] = value;
    else if (required.has(name) && isObject(property.value))
      result[name] = containsItself(property) ? {} : "sample";
  }
  for (const name of required)
    if (!Object.hasOwn(result, name) && !properties.some(([known]) => known === name))
      result[name] = "sample";
  await addProperties(result, place, sampling);
  return result;
}

/** Maps get as many members as they must have. */
async function addProperties(
  result: Record<string, unknown>,
  place: Place,
  sampling: Sampling,
): Promise<void> {
  const least = Math.min(numberAt(place.value, "minProperties") ?? 0, mostItems);
  const additional = valueAt(place.value, "additionalProperties");
  for (let index = 1; Object.keys(result).length < least; index++) {
    const value = isObject(additional) ? await sample(memberPlace(place, additional), sampling) : "sample";
    result[`key${index}`] = value ?? "sample";
  }
}

async function sampleArray(place: Place, sampling: Sampling): Promise<unknown> {
  const most = numberAt(place.value, "maxItems") ?? mostItems;
  const least = Math.min(Math.max(1, numberAt(place.value, "minItems") ?? 0), most, mostItems);
  const prefix = listAt(place.value, "prefixItems");
  const items = valueAt(place.value, "items");
  const isUnique = valueAt(place.value, "uniqueItems") === true;
  const values: unknown[] = [];
  for (let index = 0; index < Math.max(least, Math.min(prefix.length, most)); index++) {
    const schema = prefix[index] ?? items;
    const variant = isUnique ? index : sampling.variant;
    const value =
      schema === undefined
        ? `sample${index}`
        : await sample(memberPlace(place, schema), { ...sampling, variant });
    if (value === undefined) break;
    values.push(value);
  }
  return values;
}

function sampleString(schema: unknown, variant: number): string {
  const least = Math.min(numberAt(schema, "minLength") ?? 0, longest);
  const most = numberAt(schema, "maxLength") ?? longest;
  const pattern = stringAt(schema, "pattern");
  const matching = pattern === undefined ? undefined : patternSample(pattern, least);
  if (matching !== undefined) return matching;
  const formatted = formatSample(stringAt(schema, "format") ?? "", variant);
  const base = formatted ?? `sample${variant === 0 ? "" : variant}`;
  if (base.length >= least && base.length <= most) return base;
  const suffix = variant === 0 ? "" : String(variant);
  return base.length > most
    ? base.slice(0, Math.max(0, most - suffix.length)) + suffix
    : base.padEnd(least, "a");
}

/** The value nearest to 1 within the bounds, on the grid of multipleOf. */
function sampleNumber(schema: unknown, gap: number, variant: number): number {
  const bound = (key: string, exclusiveKey: string, inward: number) => {
    const exclusive = valueAt(schema, exclusiveKey);
    const inclusive = numberAt(schema, key);
    if (typeof exclusive === "number") return exclusive + inward;
    return inclusive === undefined ? undefined : exclusive === true ? inclusive + inward : inclusive;
  };
  const step = numberAt(schema, "multipleOf") ?? 0;
  const low = bound("minimum", "exclusiveMinimum", gap);
  const high = bound("maximum", "exclusiveMaximum", -gap);
  const wanted = Math.min(Math.max(1 + variant * (step || 1), low ?? -Infinity), high ?? Infinity);
  if (step <= 0) return gap === 1 ? Math.ceil(wanted) : wanted;
  const above = Number((Math.ceil(wanted / step - 1e-9) * step).toPrecision(15));
  return high !== undefined && above > high
    ? Number((Math.floor(high / step) * step).toPrecision(15))
    : above;
}
