import type { Documents, Node } from "./contract/documents.ts";
import { child } from "./contract/documents.ts";
import type { MediaType } from "./contract/operation.ts";
import type { OperationSite } from "./contract/readOperations.ts";
import type { Schema } from "./contract/schema.ts";
import { isObject } from "./contract/value.ts";
import type { NamedSchemas } from "./model/direction.ts";
import type { Service } from "./model/service.ts";
import type { Notes } from "./notes.ts";

/** Statuses that the service answers with by itself. */
const ownErrors: ReadonlySet<string> = new Set([
  "400",
  "401",
  "403",
  "404",
  "405",
  "406",
  "413",
  "415",
  "429",
  "500",
  "501",
  "4XX",
  "5XX",
]);

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

/** Notes where the service's own errors will not look as the contract describes them. */
export function noteErrors({ operations, named }: Service, notes: Notes): void {
  for (const { method, path, responses } of operations) {
    for (const { status, content } of responses) {
      if (!ownErrors.has(status) || content.every((mediaType) => isOurEnvelope(mediaType, named))) continue;
      notes.add(
        "The service's own errors keep their envelope where the contract describes another one",
        `${method.toUpperCase()} ${path} ${status}`,
      );
    }
  }
}

function isOurEnvelope({ kind, schema }: MediaType, named: NamedSchemas): boolean {
  return kind === "json" && hasProperty(schema, "error", named, new Set());
}

function hasProperty(
  schema: Schema,
  name: string,
  named: NamedSchemas,
  passed: ReadonlySet<Schema>,
): boolean {
  if (passed.has(schema)) return false;
  const target = schema.ref === undefined ? undefined : named.get(schema.ref)?.schema;
  const next = new Set([...passed, schema]);
  const parts = [...schema.allOf, ...(target === undefined ? [] : [target])];
  return schema.properties.has(name) || parts.some((part) => hasProperty(part, name, named, next));
}
