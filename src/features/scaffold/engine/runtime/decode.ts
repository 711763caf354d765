/** `src/api/generated/decode.ts`, without its header. */
export const decodeSource = `import { elementsOf, propertyOf, typesOf } from "./shape.ts";
import type { Schema } from "./shape.ts";

const numberText = /^-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?$/;
const maxDepth = 20;
const maxIndex = 10_000;

/**
 * Reads one text as what the schemas ask for. Text has no types: "12" in a URL may be a number or a string. It becomes
 * a number, a boolean or null only where a schema asks for one, and stays what it is where it does not look like one.
 */
export function readText(text: string, schemas: readonly Schema[]): unknown {
  const types = typesOf(schemas);
  if (types.has("number") && numberText.test(text)) return Number(text);
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  if (types.has("null") && !types.has("string") && (text === "" || text === "null")) return null;
  return text;
}

/** A field of a form: its name with brackets ("address[city]", "tags[]"), and what was sent. */
export type Field = readonly [name: string, value: File | string];

type Tree = Map<string, Tree> | (File | string)[];

/** Reads the fields of a form as an object that looks like the schemas. */
export function readFields(fields: readonly Field[], schemas: readonly Schema[]): unknown {
  return convert(treeOf(fields), schemas);
}

/** Reads one member of a form, and what is inside of it; undefined when the form has none. */
export function readField(name: string, fields: readonly Field[], schemas: readonly Schema[]): unknown {
  const member = treeOf(fields).get(name);
  return member === undefined ? undefined : convert(member, schemas);
}

function treeOf(fields: readonly Field[]): Map<string, Tree> {
  const root = new Map<string, Tree>();
  for (const [name, value] of fields) insert(root, pathOf(name), value);
  return root;
}

/** "a[b][0]" → ["a", "b", "0"]; "a[]" → ["a"], since repeating a name makes a list. */
function pathOf(name: string): readonly string[] {
  const bracket = name.indexOf("[");
  if (bracket <= 0 || !name.endsWith("]")) return [name];
  const inner = name.slice(bracket + 1, -1).split("][");
  const path = [name.slice(0, bracket), ...inner].slice(0, maxDepth);
  return path.at(-1) === "" ? path.slice(0, -1) : path;
}

function insert(root: Tree, path: readonly string[], value: File | string): void {
  let node = root;
  for (const [index, key] of path.entries()) {
    if (!(node instanceof Map)) return;
    let next = node.get(key);
    if (next === undefined) {
      next = index === path.length - 1 ? [] : new Map();
      node.set(key, next);
    }
    node = next;
  }
  if (!(node instanceof Map)) node.push(value);
}

function convert(tree: Tree, schemas: readonly Schema[]): unknown {
  const types = typesOf(schemas);
  if (tree instanceof Map)
    return types.has("array") && !types.has("object") ? toList(tree, schemas) : toObject(tree, schemas);
  if (types.has("array")) return tree.map((value) => readValue(value, elementsOf(schemas)));
  const [first] = tree;
  return tree.length === 1 && first !== undefined ? readValue(first, schemas) : tree;
}

function toObject(tree: ReadonlyMap<string, Tree>, schemas: readonly Schema[]): unknown {
  return Object.fromEntries([...tree].map(([key, value]) => [key, convert(value, propertyOf(schemas, key))]));
}

function toList(tree: ReadonlyMap<string, Tree>, schemas: readonly Schema[]): unknown {
  return [...tree]
    .filter(([key]) => /^\\d+$/.test(key) && Number(key) < maxIndex)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => convert(value, elementsOf(schemas)));
}

/** Objects travel in a form as JSON. */
function readValue(value: File | string, schemas: readonly Schema[]): unknown {
  if (typeof value !== "string") return value;
  const types = typesOf(schemas);
  if (types.has("object") && !types.has("string")) {
    try {
      return parseJson(value);
    } catch {
      return value;
    }
  }
  return readText(value, schemas);
}

/** Parses JSON without the key that would set an object's prototype once it is copied. */
export function parseJson(text: string): unknown {
  if (!text.includes("__proto__") && !text.includes("\\\\u")) return JSON.parse(text);
  return JSON.parse(text, (key, value: unknown) => (key === "__proto__" ? undefined : value));
}
`;
