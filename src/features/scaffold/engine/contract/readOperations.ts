import type { Documents, Node } from "./documents.ts";
import { child, members } from "./documents.ts";
import type { Dialect } from "./dialect.ts";
import { operationMethods } from "../../../../shared/operationMethods.ts";

/** An operation's place, known without reading what is in it. */
export interface OperationSite {
  /** JSON pointer in the root document: "/paths/~1orders/post". */
  readonly pointer: string;
  readonly method: string;
  readonly path: string;
  /** The operation itself, behind the path item's `$ref` if it has one. */
  readonly operation: Node;
  /** The path item's own `parameters`. */
  readonly sharedParameters: Node;
}

/** The operations of a root document, in its order. Path items' own `$ref`s must have been loaded. */
export function operationSites(documents: Documents, root: Node, dialect: Dialect): readonly OperationSite[] {
  return pathItems(root).flatMap(([path, item]) => sitesOfPathItem(path, item, documents, dialect));
}

/** The operations of one path item, which may be a `$ref`. */
export function sitesOfPathItem(
  path: string,
  item: Node,
  documents: Documents,
  dialect: Dialect,
): readonly OperationSite[] {
  const pathItem = documents.follow(item);
  const site = (method: string, operation: Node, pointer: string): OperationSite => ({
    pointer,
    method,
    path,
    operation,
    sharedParameters: child(pathItem, "parameters"),
  });
  const plain = members(pathItem)
    .filter(([key]) => operationMethods.has(key) && (key !== "query" || dialect === "3.1"))
    .map(([key, node]) => site(key, documents.follow(node), `${item.pointer}/${key}`));
  const additional = members(child(pathItem, "additionalOperations")).map(([key, node]) =>
    site(key.toLowerCase(), documents.follow(node), `${item.pointer}/additionalOperations/${key}`),
  );
  return [...plain, ...additional];
}

/** Path items by their path; keys that are no paths (`x-…`) are left out. */
export function pathItems(root: Node): readonly (readonly [string, Node])[] {
  return members(child(root, "paths")).filter(([path]) => path.startsWith("/"));
}
