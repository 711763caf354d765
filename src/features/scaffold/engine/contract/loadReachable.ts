import { isAbort, UserError } from "../../../../shared/userError.ts";
import type { Documents, Node } from "./documents.ts";
import { isReference, items, members } from "./documents.ts";
import { stringAt } from "./value.ts";

/** Keys whose value is a map from names to nodes: a name in it means nothing. */
const maps: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
  "definitions",
  "$defs",
  "responses",
  "headers",
  "content",
  "encoding",
]);

/** Keys whose value is data or documentation: a "$ref" in it is not a reference. */
const opaque: ReadonlySet<string> = new Set([
  "example",
  "examples",
  "default",
  "enum",
  "const",
  "links",
  "callbacks",
]);

interface Visit {
  readonly node: Node;
  readonly isMap: boolean;
}

/**
 * Loads every document that the given nodes lead to and checks that every `$ref` on the way leads somewhere, so that
 * everything after can read them synchronously. Circular references end; each node is visited once.
 * @throws UserError that names the place of a broken reference.
 */
export async function loadReachable(
  documents: Documents,
  roots: readonly Node[],
  signal: AbortSignal,
): Promise<void> {
  const seen = new Set<unknown>();
  const queue: Visit[] = roots.map((node) => ({ node, isMap: false }));
  for (let visit = queue.pop(); visit !== undefined; visit = queue.pop()) {
    signal.throwIfAborted();
    const { node, isMap } = visit;
    if (typeof node.value !== "object" || node.value === null || seen.has(node.value)) continue;
    seen.add(node.value);
    if (!isMap && isReference(node.value))
      queue.push({ node: await target(documents, node, signal), isMap: false });
    queue.push(...next(node, isMap));
  }
}

async function target(documents: Documents, node: Node, signal: AbortSignal): Promise<Node> {
  const ref = stringAt(node.value, "$ref") ?? "";
  const { uri } = documents.targetOf(node);
  if (!documents.isLoaded(uri)) {
    try {
      await documents.load(uri, signal);
    } catch (error) {
      if (isAbort(error) || !UserError.is(error)) throw error;
      throw new UserError(`${documents.nameOf(node)}: $ref '${ref}' leads nowhere; ${error.message}`);
    }
  }
  return documents.resolve(node);
}

function next(node: Node, isMap: boolean): readonly Visit[] {
  if (Array.isArray(node.value)) return items(node).map((item) => ({ node: item, isMap: false }));
  return members(node)
    .filter(([key]) => isMap || !(opaque.has(key) || key.startsWith("x-")))
    .map(([key, member]) => ({ node: member, isMap: !isMap && maps.has(key) }));
}
