import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree } from "jsonc-parser";
import type { DocumentEditor, Path, TextEdit, Writable } from "./editor.ts";

/** An editor for JSON; undefined when the text is none. */
export function jsonEditor(text: string): DocumentEditor | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors);
  if (!root || errors.length > 0) return undefined;
  const nodeAt = (path: Path) => findNodeAtLocation(root, [...path]);
  return {
    valueAt: (path) => valueOf(nodeAt(path)),
    replace(path, value) {
      const node = nodeAt(path);
      return node && isScalar(node) ? edit(node.offset, node.length, JSON.stringify(value)) : undefined;
    },
    add(path, key, value) {
      const node = nodeAt(path);
      if (node?.type !== "object" || nodeAt([...path, key])) return undefined;
      return addTo(node, text, `${JSON.stringify(key)}: ${print(value)}`);
    },
    append(path, value) {
      const node = nodeAt(path);
      return node?.type === "array" ? addTo(node, text, print(value)) : undefined;
    },
    rename(path, key) {
      const name = nodeAt(path)?.parent?.children?.[0];
      return name && edit(name.offset, name.length, JSON.stringify(key));
    },
  };
}

function valueOf(node: Node | undefined): unknown {
  return node && (getNodeValue(node) as unknown);
}

function isScalar({ type }: Node): boolean {
  return type !== "object" && type !== "array";
}

/** Adds an entry after the last one: on a line of its own where that one has its own, else on the same line. */
function addTo({ offset, children = [] }: Node, text: string, entry: string): TextEdit {
  const last = children.at(-1);
  if (!last) return edit(offset + 1, 0, entry);
  const ownLine = /\r?\n[ \t]*$/.exec(text.slice(0, last.offset));
  return edit(last.offset + last.length, 0, `,${ownLine?.[0] ?? " "}${entry}`);
}

/** One line, with the spaces that people put there. */
function print(value: Writable): string {
  if (typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${print(item)}`);
  return `{ ${entries.join(", ")} }`;
}

function edit(offset: number, length: number, text: string): TextEdit {
  return { start: offset, end: offset + length, text };
}
