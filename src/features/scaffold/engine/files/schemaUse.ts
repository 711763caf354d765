import type { MediaType, Operation } from "../contract/operation.ts";
import type { Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";
import { allParts, reachableSchemas } from "../model/direction.ts";
import type { NamedOperation, Service } from "../model/service.ts";

/** Group of schemas that operations of several folders use. */
export const sharedGroup = "shared";

/** Where the named schemas of a service are used. */
export interface SchemaUse {
  readonly inRequests: ReadonlySet<string>;
  readonly inResponses: ReadonlySet<string>;
  /** The only folder whose operations use a schema, or "shared". What a shared schema needs is shared too. */
  readonly groupOf: (id: string) => string;
  /** Whether a binary string is a part of a multipart body, and thus arrives as a file. */
  readonly isFile: (schema: Schema) => boolean;
}

export function schemaUse({
  operations,
  outgoing,
  named,
}: Pick<Service, "operations" | "outgoing" | "named">): SchemaUse {
  const inRequests = new Set<string>();
  const inResponses = new Set<string>();
  const groups = new Map<string, string>();
  for (const operation of operations) {
    const requested = reachableSchemas(requestSchemas(operation), named);
    const returned = reachableSchemas(responseSchemas(operation), named);
    for (const id of requested) inRequests.add(id);
    for (const id of returned) inResponses.add(id);
    for (const id of [...requested, ...returned]) {
      const group = groups.get(id) ?? operation.folder;
      groups.set(id, group === operation.folder ? group : sharedGroup);
    }
  }
  for (const sent of outgoing) {
    const used = reachableSchemas([...requestSchemas(sent), ...responseSchemas(sent)], named);
    for (const id of used) {
      // The service says what it sends in the same words as what it answers.
      inResponses.add(id);
      const group = groups.get(id) ?? sent.folder;
      groups.set(id, group === sent.folder ? group : sharedGroup);
    }
  }
  const files = fileSchemas(operations, named);
  return {
    inRequests,
    inResponses,
    groupOf: (id) => groups.get(id) ?? sharedGroup,
    isFile: (schema) => files.has(schema),
  };
}

function requestSchemas({ parameters, body }: Operation): readonly Schema[] {
  return [...parameters.map(({ schema }) => schema), ...(body?.content.map(({ schema }) => schema) ?? [])];
}

function responseSchemas({ responses }: Operation): readonly Schema[] {
  return responses.flatMap(({ content }) => content.filter(isTyped).map(({ schema }) => schema));
}

/** Bodies of other kinds are text or bytes, whatever their schema says. */
function isTyped({ kind }: MediaType): boolean {
  return kind === "json";
}

function fileSchemas(operations: readonly NamedOperation[], named: NamedSchemas): ReadonlySet<Schema> {
  const roots = operations.flatMap(
    ({ body }) => body?.content.filter(({ kind }) => kind === "multipart").map(({ schema }) => schema) ?? [],
  );
  const behind = [...reachableSchemas(roots, named)].flatMap((id) => named.get(id)?.schema ?? []);
  return new Set([...roots, ...behind].flatMap(allParts).filter(({ binary }) => binary));
}
