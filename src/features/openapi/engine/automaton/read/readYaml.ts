import * as Parsers from "@stoplight/spectral-parsers";
import {
  determineScalarType,
  load,
  parseYamlBigInteger,
  parseYamlBoolean,
  parseYamlFloat,
  ScalarType,
  type YAMLNode,
  type YAMLScalar,
  type YAMLSequence,
  type YamlMap,
} from "@stoplight/yaml-ast-parser";
import type { Json, JsonObject } from "../json.ts";
import { requirePlainKey, type ReadText } from "./readDocument.ts";

// The kinds of nodes, by the parser's numbers: its enumeration exists for the compiler only.
const scalar = 0;
const map = 2;
const sequence = 3;

/**
 * Reads YAML with the parser that Spectral uses, without what Spectral wraps around its values. Undefined when the
 * text has errors, anchors, merge keys, duplicate keys or keys that are no strings.
 */
export function readYaml(text: string): ReadText | undefined {
  const root = load(text, { ignoreDuplicateKeys: true }) as YAMLNode | undefined;
  if (!root || root.errors.length > 0) return undefined;
  const data = valueOf(root);
  return data === unusual ? undefined : { data, problems: [], rangeOf: rangeFinder(root, text) };
}

function kindOf({ kind }: YAMLNode): number {
  return kind;
}

const unusual = Symbol("unusual");

function valueOf(node: YAMLNode | null): Json | typeof unusual {
  if (!node) return null;
  switch (kindOf(node)) {
    case map:
      return objectOf(node as YamlMap);
    case sequence:
      return arrayOf(node as YAMLSequence);
    case scalar:
      return scalarOf(node as YAMLScalar);
    default:
      return unusual;
  }
}

function objectOf({ mappings }: YamlMap): JsonObject | typeof unusual {
  const object: JsonObject = {};
  for (const { key: node, value } of mappings) {
    if (kindOf(node) !== scalar) return unusual;
    const key = scalarOf(node);
    if (typeof key !== "string" || key === "<<" || Object.hasOwn(object, key)) return unusual;
    requirePlainKey(key);
    const child = valueOf(value);
    if (child === unusual) return unusual;
    object[key] = child;
  }
  return object;
}

function arrayOf({ items }: YAMLSequence): Json[] | typeof unusual {
  const array: Json[] = [];
  for (const item of items) {
    const child = valueOf(item);
    if (child === unusual) return unusual;
    array.push(child);
  }
  return array;
}

/** First characters of what may be something else than a string, when it has no quotes. */
const telling = /^(?:[-+.\d~nNtTfF]|$)/;

function scalarOf(node: YAMLScalar): Json {
  const { value } = node;
  if (node.plainScalar === true && telling.test(value)) return inferred(node);
  return typeof value === "string" ? value : inferred(node);
}

function inferred(node: YAMLScalar): Json {
  switch (determineScalarType(node)) {
    case ScalarType.null:
      return null;
    case ScalarType.bool:
      return parseYamlBoolean(node.value);
    case ScalarType.int:
      return Number(parseYamlBigInteger(node.value));
    case ScalarType.float:
      return parseYamlFloat(node.value);
    case ScalarType.string:
      return node.value;
  }
}

function rangeFinder(root: YAMLNode, text: string): ReadText["rangeOf"] {
  const children = new WeakMap<YAMLNode, ReadonlyMap<string, YAMLNode>>();
  let lineMap: readonly number[] | undefined;
  return (path) => {
    let node: YAMLNode = root;
    for (const part of path) {
      const next = childrenOf(node, children).get(part);
      if (!next) return undefined;
      node = next;
    }
    lineMap ??= lineEnds(text);
    const parsed = { ast: node, lineMap, metadata: undefined };
    const location = Parsers.Yaml.getLocationForJsonPath(
      parsed as unknown as Parameters<typeof Parsers.Yaml.getLocationForJsonPath>[0],
      [],
    );
    return location?.range;
  };
}

function childrenOf(
  node: YAMLNode,
  known: WeakMap<YAMLNode, ReadonlyMap<string, YAMLNode>>,
): ReadonlyMap<string, YAMLNode> {
  let children = known.get(node);
  if (!children) known.set(node, (children = new Map(listChildren(node))));
  return children;
}

/** A property without a value is where its key is. */
function listChildren(node: YAMLNode): readonly (readonly [string, YAMLNode])[] {
  if (kindOf(node) === map)
    return (node as YamlMap).mappings.map(({ key, value }) => [key.value, (value as YAMLNode | null) ?? key]);
  if (kindOf(node) !== sequence) return [];
  return (node as YAMLSequence).items.flatMap((item, index) =>
    (item as YAMLNode | null) ? [[String(index), item] as const] : [],
  );
}

/** Offsets after each line feed, and one past the end, as the parser's positions are counted from. */
function lineEnds(text: string): readonly number[] {
  const ends: number[] = [];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) ends.push(at + 1);
  return [...ends, text.length + 1];
}
