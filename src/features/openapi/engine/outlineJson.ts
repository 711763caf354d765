import { findNodeAtLocation, type Node, parseTree } from "jsonc-parser";
import { type Outline, type OperationOutline, operationPointer } from "./outline.ts";
import { lineIndex, type LineIndex } from "../../../shared/lineIndex.ts";
import { operationMethods } from "../../../shared/operationMethods.ts";

/** Outline of a description in JSON, as far as it is well-formed. */
export function outlineOfJson(text: string): Outline {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const lines = lineIndex(text);
  const paths = root && findNodeAtLocation(root, ["paths"]);
  const version = root && (findNodeAtLocation(root, ["openapi"]) ?? findNodeAtLocation(root, ["swagger"]));
  return {
    versionLine: version ? lines.positionAt(version.offset).line : 0,
    operations: properties(paths).flatMap(([path, item]) =>
      properties(item)
        .filter(([method]) => path.startsWith("/") && operationMethods.has(method))
        .map(([method, operation, key]) => outlineOperation(path, method, key, operation, lines)),
    ),
  };
}

function outlineOperation(
  path: string,
  method: string,
  key: Node,
  operation: Node,
  lines: LineIndex,
): OperationOutline {
  const start = lines.positionAt(key.offset);
  return {
    pointer: operationPointer(path, method),
    method,
    path,
    line: start.line,
    endLine: lines.positionAt(operation.offset + operation.length).line,
    start: start.character,
    end: start.character + key.length,
  };
}

/** Name, value and key node of each complete property of an object. */
function properties(node: Node | undefined): [string, Node, Node][] {
  if (node?.type !== "object") return [];
  return (node.children ?? []).flatMap(({ children }) => {
    const [key, value] = children ?? [];
    return key && value ? [[String(key.value), value, key] as [string, Node, Node]] : [];
  });
}
