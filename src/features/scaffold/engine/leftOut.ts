import type { Documents, Node } from "./contract/documents.ts";
import { child } from "./contract/documents.ts";
import type { OperationSite } from "./contract/readOperations.ts";
import { isObject } from "./contract/value.ts";
import type { Notes } from "./notes.ts";

/** Notes what nothing is generated for, since it is the client's part of a contract. */
export function noteCallbacks(
  sites: readonly OperationSite[],
  root: Node,
  documents: Documents,
  notes: Notes,
): void {
  const nodes = [...sites.map(({ operation }) => child(operation, "callbacks")), child(root, "webhooks")];
  for (const node of nodes) {
    if (isObject(node.value)) notes.add("Callbacks and webhooks get no code", documents.nameOf(node));
  }
}
