import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { yamlOptions } from "../syntax.ts";
import type { DocumentEditor, Path, Scalar, TextEdit, Writable } from "./editor.ts";

/**
 * An editor for YAML; undefined when the text does not parse.
 * @param lineEnd of new lines; absent: the one that the text has.
 */
export function yamlEditor(
  text: string,
  lineEnd = text.includes("\r\n") ? "\r\n" : "\n",
): DocumentEditor | undefined {
  const document = parseDocument(text, yamlOptions);
  if (document.errors.length > 0) return undefined;
  const nodeAt = (path: Path) => findNode(document, path);
  return {
    valueAt: (path) => nodeAt(path)?.toJS(document) as unknown,
    replace(path, value) {
      const node = nodeAt(path);
      return isScalar(node) && node.range ? edit(node.range[0], node.range[1], inline(value)) : undefined;
    },
    add(path, key, value) {
      const node = nodeAt(path);
      return isMap(node) && !node.has(key) ? addTo(node, { text, lineEnd }, { [key]: value }) : undefined;
    },
    append(path, value) {
      const node = nodeAt(path);
      return isSeq(node) ? addTo(node, { text, lineEnd }, [value]) : undefined;
    },
    rename(path, key) {
      const name = pairAt(nodeAt(path.slice(0, -1)), path.at(-1))?.key;
      return isScalar(name) && name.range ? edit(name.range[0], name.range[1], inline(key)) : undefined;
    },
  };
}

/** The node that stands at a path itself; what an alias repeats stands elsewhere. */
function findNode(document: Document, path: Path): Node | undefined {
  let node: unknown = document.contents;
  for (const key of path) {
    if (isMap(node)) node = pairAt(node, key)?.value;
    else if (isSeq(node)) node = node.items[Number(key)];
    else return undefined;
  }
  return isNode(node) && !isAlias(node) ? node : undefined;
}

function pairAt(node: unknown, key: string | number | undefined): Pair | undefined {
  return isMap(node)
    ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))
    : undefined;
}

/** Adds an entry at the end of a mapping or sequence, in the style and indentation of what is there. */
function addTo(
  node: YAMLMap | YAMLSeq,
  { text, lineEnd }: { readonly text: string; readonly lineEnd: string },
  entry: Writable | readonly Writable[],
): TextEdit | undefined {
  if (!node.range) return undefined;
  const [start, end] = node.range;
  if (node.flow) return addToFlow(node, text, end, entry);
  const indent = " ".repeat(columnOf(text, start));
  const lines = stringify(entry, { lineWidth: 0 }).trimEnd().split("\n");
  const block = lines.map((line) => lineEnd + indent + line).join("");
  const at = endOfContent(text, start, end);
  return edit(at, at, block);
}

function addToFlow(
  node: YAMLMap | YAMLSeq,
  text: string,
  end: number,
  entry: Writable | readonly Writable[],
): TextEdit {
  const inner = flow(entry).slice(1, -1).trim();
  const closing = end - 1;
  const space = isMap(node) && text[closing - 1] === " " ? 1 : 0;
  const at = closing - space;
  return edit(at, at, node.items.length === 0 ? inner : `, ${inner}`);
}

/** A block ends where its last content does; blank lines and comments after it belong to what follows. */
function endOfContent(text: string, start: number, end: number): number {
  const lines = text.slice(start, end).split("\n");
  while (lines.length > 1 && /^\s*(?:#.*)?$/.test(lines.at(-1) ?? "")) lines.pop();
  return start + lines.join("\n").replace(/\s+$/, "").length;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

/** A scalar on one line, quoted where YAML needs it. */
function inline(value: Scalar): string {
  return stringify(value, { lineWidth: 0, defaultStringType: "PLAIN" }).trimEnd();
}

function flow(value: Writable | readonly Writable[]): string {
  return stringify(value, { lineWidth: 0, collectionStyle: "flow", flowCollectionPadding: false }).trimEnd();
}

function edit(start: number, end: number, text: string): TextEdit {
  return { start, end, text };
}
