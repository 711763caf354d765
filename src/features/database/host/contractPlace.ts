import type { Position, TextDocument } from "vscode";

/** What a place in a description is about. */
export interface ContractPlace {
  /** "/orders/{id}", when the place is in an operation. */
  readonly path?: string;
  /** Names of schemas on the line, and the word itself. */
  readonly names: readonly string[];
}

/** Tells what a position of a description is about, from the text alone: the line, and the path that it stands under. */
export function contractPlace(document: TextDocument, position: Position): ContractPlace {
  const line = document.lineAt(position.line).text;
  const schemas = [...line.matchAll(/#\/(?:components\/schemas|definitions)\/([\w.-]+)/g)].map(
    ([, name = ""]) => name,
  );
  const word = document.getWordRangeAtPosition(position, /[\w-]+/);
  const path = pathAbove(document, position.line);
  return {
    names: [...schemas, ...(word && path === undefined ? [document.getText(word)] : [])],
    ...(path !== undefined && schemas.length === 0 && { path }),
  };
}

/** The nearest path above a line that the line is indented under. */
function pathAbove(document: TextDocument, from: number): string | undefined {
  let indent = Number.POSITIVE_INFINITY;
  for (let at = from; at >= 0; at--) {
    const { text, isEmptyOrWhitespace, firstNonWhitespaceCharacterIndex } = document.lineAt(at);
    if (isEmptyOrWhitespace || (at !== from && firstNonWhitespaceCharacterIndex >= indent)) continue;
    indent = firstNonWhitespaceCharacterIndex;
    const [, path] = /^\s*["']?(\/[^"':\s]*)["']?\s*:/.exec(text) ?? [];
    if (path !== undefined) return path;
    if (indent === 0) return undefined;
  }
  return undefined;
}

/** The line of an operation by its JSON pointer ("/paths/~1orders/get"); that of its path, or 0, failing that. */
export function operationLine(text: string, pointer: string): number {
  const [, , escaped = "", method = ""] = pointer.split("/");
  const path = escaped.replaceAll("~1", "/").replaceAll("~0", "~");
  const lines = text.split("\n");
  const key = (line: string) => /^\s*["']?(.*?)["']?\s*:/.exec(line)?.[1];
  const pathLine = lines.findIndex((line) => key(line) === path);
  if (pathLine < 0) return 0;
  const indent = indentOf(lines[pathLine] ?? "");
  for (let at = pathLine + 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() !== "" && indentOf(line) <= indent) break;
    if (key(line) === method) return at;
  }
  return pathLine;
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}
