import type { Operation } from "../contract/operation.ts";
import type { NamedOperation } from "../model/service.ts";
import type { Notes } from "../notes.ts";
import { camelCase, kebabCase, pascalCase } from "./identifiers.ts";
import type { NameTable } from "./nameTable.ts";

/** Names that an earlier run gave, by JSON pointer: "orders/createOrder" for operations. */
export type PinnedNames = Readonly<Record<string, string>>;

/** Names become file names, which file systems limit. */
const maxLength = 100;

interface Place {
  readonly folder: string;
  readonly name: string;
}

/** Gives each operation the name and the folder that it had, or a new one. */
export function nameOperations(
  operations: readonly Operation[],
  pinned: PinnedNames,
  types: NameTable,
  values: NameTable,
  notes: Notes,
): readonly NamedOperation[] {
  noteDuplicates(operations, notes);
  const places = new Map<string, Place>();
  for (const { pointer } of operations) {
    const place = pinnedPlace(pinned[pointer]);
    if (place !== undefined && values.claim(place.name)) places.set(pointer, place);
  }
  for (const operation of operations) {
    if (places.has(operation.pointer)) continue;
    const name = values.allocate(wishFor(operation), "Operation");
    places.set(operation.pointer, { folder: folderFor(operation), name });
  }
  return operations.map((operation) => {
    const { folder, name } = places.get(operation.pointer) ?? { folder: "default", name: "operation" };
    return { ...operation, folder, name, file: kebabCase(name), typeName: typeNameFor(name, types) };
  });
}

/** Names of the types of an operation, from the first part that they share. */
export function operationTypes(typeName: string): readonly string[] {
  return ["Input", "Result", "Handler", "Body"].map((suffix) => typeName + suffix);
}

function typeNameFor(name: string, types: NameTable): string {
  const wish = name.charAt(0).toUpperCase() + name.slice(1);
  return types.allocate(wish, "Operation", operationTypes);
}

/** A name from a manifest is taken over only when this module could have given it: it becomes a path. */
function pinnedPlace(name: string | undefined): Place | undefined {
  const match = /^([a-z0-9][a-z0-9-]*)\/([a-z][A-Za-z0-9]*)$/.exec(name ?? "");
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { folder: match[1], name: match[2] };
}

function wishFor({ operationId, method, path }: Operation): string {
  const fromId = camelCase(operationId ?? "");
  const name = fromId === "" ? camelCase(`${method} ${path.replaceAll("{", " by ")}`) : fromId;
  return name.slice(0, maxLength);
}

/** The first tag, or else the first segment of the path that is not a version or a parameter. */
function folderFor({ tag, path }: Operation): string {
  const segment = path
    .split("/")
    .find((part) => part !== "" && !part.includes("{") && !/^(api|v\d+[\w.]*)$/i.test(part));
  return (
    [tag, segment].map((text) => kebabCase(text ?? "").slice(0, maxLength)).find((name) => name !== "") ??
    "default"
  );
}

function noteDuplicates(operations: readonly Operation[], notes: Notes): void {
  const seen = new Set<string>();
  for (const { operationId } of operations) {
    if (operationId === undefined) continue;
    if (seen.has(operationId)) notes.add("Operation ids that occur twice got a number", operationId);
    seen.add(operationId);
  }
}

/** The wish for a named schema: its key, or for one inside of something else the words that lead to it. */
export function schemaWish(pointer: string, uri: string): string {
  const tokens = pointer
    .split("/")
    .slice(1)
    .filter((token) => !structural.has(token));
  const last = tokens.at(-1);
  const file = (uri.split("/").at(-1) ?? "").replace(/\.\w+$/, "");
  const inside = /^\/(components\/schemas|definitions|\$defs)\/[^/]+$/.test(pointer);
  const wish = pascalCase(inside ? unescape(last) : tokens.map(unescape).join(" ") || file);
  return wish === "" ? "Schema" : wish.slice(0, maxLength);
}

const structural: ReadonlySet<string> = new Set([
  "components",
  "schemas",
  "definitions",
  "$defs",
  "properties",
  "items",
  "schema",
  "content",
  "application~1json",
  "paths",
]);

function unescape(token: string | undefined): string {
  return (token ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
}
