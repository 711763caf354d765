import { type Outline, type OperationOutline, operationPointer } from "./outline.ts";
import { operationMethods } from "../../../shared/operationMethods.ts";

interface KeyLine {
  readonly line: number;
  readonly indent: number;
  readonly key: string;
  /** Column after the key, quotes included. */
  readonly end: number;
}

/** `key:`, `"key":` or `'key':`, followed by a space or the end of the line. */
const keyPattern =
  /^( *)(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#'"[\]{},&*!|>%@`](?:[^#]|(?<=\S)#)*?))[ \t]*:(?:[ \t]|$)/;

/**
 * Outline of a description in block style. Reads indentation only: in YAML, whatever belongs to a key stands deeper
 * than it, so block scalars and long strings cannot be taken for keys.
 */
export function outlineOfYaml(text: string): Outline {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const roots = children(lines, -1, lines.length, -1);
  const paths = roots.find(({ key }) => key === "paths");
  const version = roots.find(({ key }) => key === "openapi" || key === "swagger");
  return {
    versionLine: version?.line ?? 0,
    operations: paths ? operationsUnder(lines, paths, endOf(lines, paths)) : [],
  };
}

function operationsUnder(lines: readonly string[], paths: KeyLine, end: number): OperationOutline[] {
  return children(lines, paths.line, end, paths.indent).flatMap((path) =>
    children(lines, path.line, endOf(lines, path), path.indent)
      .filter(({ key }) => path.key.startsWith("/") && operationMethods.has(key))
      .map((operation) => ({
        pointer: operationPointer(path.key, operation.key),
        method: operation.key,
        path: path.key,
        line: operation.line,
        endLine: lastLine(lines, operation),
        start: operation.indent,
        end: operation.end,
      })),
  );
}

/** Keys one level below a line: those at the indentation of the first key that follows it. */
function children(lines: readonly string[], parent: number, end: number, parentIndent: number): KeyLine[] {
  const found: KeyLine[] = [];
  let indent: number | undefined;
  for (let line = parent + 1; line < end; line++) {
    const text = lines[line] ?? "";
    if (isEmpty(text)) continue;
    const width = indentOf(text);
    if (width <= parentIndent) break;
    indent ??= width;
    const key = width === indent ? keyAt(text, line) : undefined;
    if (key) found.push(key);
  }
  return found;
}

/** The line after the last one that belongs to a key. */
function endOf(lines: readonly string[], { line, indent }: KeyLine): number {
  let at = line + 1;
  while (at < lines.length && (isEmpty(lines[at] ?? "") || indentOf(lines[at] ?? "") > indent)) at++;
  return at;
}

function lastLine(lines: readonly string[], key: KeyLine): number {
  let line = endOf(lines, key) - 1;
  while (line > key.line && isEmpty(lines[line] ?? "")) line--;
  return line;
}

function keyAt(text: string, line: number): KeyLine | undefined {
  const match = keyPattern.exec(text);
  if (!match) return undefined;
  const [whole, space = "", double, single, plain] = match;
  const key = double ?? single?.replaceAll("''", "'") ?? plain ?? "";
  return { line, indent: space.length, key, end: whole.lastIndexOf(":") };
}

function isEmpty(text: string): boolean {
  return /^\s*(?:#|$)/.test(text);
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
