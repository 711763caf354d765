/** What documents consist of, as JSON.parse gives it. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

export type Container = Json[] | JsonObject;

/** Keys on the way to a value: names of properties and indexes of items. */
export type Path = readonly (string | number)[];

export function isContainer(value: unknown): value is Container {
  return typeof value === "object" && value !== null;
}

export function isObject(value: unknown): value is JsonObject {
  return isContainer(value) && !Array.isArray(value);
}

export function isReference(value: unknown): value is JsonObject & { readonly $ref: string } {
  return isObject(value) && typeof value["$ref"] === "string";
}

/** Value of an own property or item; undefined when there is none. */
export function memberOf(value: unknown, key: string | number): Json | undefined {
  return isContainer(value) && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
}
