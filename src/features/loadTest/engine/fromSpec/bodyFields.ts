import type { Documents, Place } from "./documents.ts";
import { isObject, stringsAt, valueAt } from "./json.ts";
import { combineSchema, memberPlace } from "./sampleValue.ts";

/** A value inside of a body, and what its description says about it. */
export interface BodyField {
  /** From the root of the body: ["items", 0, "price"]. */
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly required: boolean;
  /** Keywords of its schema, with allOf and the first alternatives merged. */
  readonly schema: unknown;
}

/** Bodies with more fields than this are looked at in their beginning. */
const mostFields = 60;

/** The fields of a sampled JSON body, in the order of the body. */
export async function bodyFields(
  value: unknown,
  schema: Place | undefined,
  documents: Documents,
): Promise<readonly BodyField[]> {
  const fields: BodyField[] = [];
  if (schema !== undefined) await collect(value, schema, [], fields, documents);
  return fields;
}

async function collect(
  value: unknown,
  unresolved: Place,
  path: BodyField["path"],
  fields: BodyField[],
  documents: Documents,
): Promise<void> {
  const place = await combineSchema(await documents.follow(unresolved), documents);
  if (isObject(value)) {
    const required = new Set(stringsAt(place.value, "required"));
    const properties = valueAt(place.value, "properties");
    for (const [name, member] of Object.entries(value)) {
      if (fields.length >= mostFields) return;
      const schema = await documents.follow(memberPlace(place, valueAt(properties, name)));
      const combined = await combineSchema(schema, documents);
      fields.push({
        path: [...path, name],
        value: member,
        required: required.has(name),
        schema: combined.value,
      });
      await collect(member, schema, [...path, name], fields, documents);
    }
  } else if (Array.isArray(value) && value.length > 0) {
    const [first] = value as readonly unknown[];
    const items = await documents.follow(memberPlace(place, valueAt(place.value, "items")));
    await collect(first, items, [...path, 0], fields, documents);
  }
}
