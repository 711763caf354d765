import { Inexpressible } from "./inexpressible.ts";
import { isContainer, type JsonObject } from "./json.ts";

/** What a rule's function is called with: a part of a match. */
export interface Target {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Finds the targets of `then.field` in a match: the match itself, its keys, or one property that may be missing. */
export function targetsOf(value: unknown, field: string | undefined): readonly Target[] {
  if (!isContainer(value) || field === undefined) return [{ path: [], value }];
  if (field === "@key") {
    const keys = Object.keys(value);
    return keys.length === 0
      ? [{ path: [], value: undefined }]
      : keys.map((key) => ({ path: [key], value: key }));
  }
  const way = wayOf(field);
  // A property whose name is the whole field comes first.
  if (way.length > 1 && field in value) return [{ path: way, value: (value as JsonObject)[field] }];
  return [{ path: way, value: way.reduce<unknown>(propertyOf, value) }];
}

function propertyOf(value: unknown, name: string): unknown {
  return value === null || value === undefined ? undefined : (value as JsonObject)[name];
}

const ways = new Map<string, readonly string[]>();

function wayOf(field: string): readonly string[] {
  let way = ways.get(field);
  if (!way) ways.set(field, (way = readWay(field)));
  return way;
}

/** Tells whether a field is one that is read here: names, joined by dots. */
export function isPlainField(field: string | undefined): boolean {
  return field === undefined || (!field.startsWith("$") && !/[[\]"'\\]|^\.|\.$|\.\.|^$/.test(field));
}

function readWay(field: string): readonly string[] {
  if (!isPlainField(field)) throw new Inexpressible(`The field "${field}" is a path.`);
  return field.split(".");
}
