import type { MediaType, Operation } from "../contract/operation.ts";
import type { Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";
import { allParts, reachableSchemas, schemaReferences } from "../model/direction.ts";
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
  for (const operation of operations) {
    reachableSchemas(requestSchemas(operation), named, inRequests);
    reachableSchemas(responseSchemas(operation), named, inResponses);
  }
  // The service says what it sends in the same words as what it answers.
  for (const sent of outgoing)
    reachableSchemas([...requestSchemas(sent), ...responseSchemas(sent)], named, inResponses);
  const groups = schemaGroups([...operations, ...outgoing], named);
  const files = fileSchemas(operations, named);
  return {
    inRequests,
    inResponses,
    groupOf: (id) => groups.get(id) ?? sharedGroup,
    isFile: (schema) => files.has(schema),
  };
}

/** The folder of the operations that use a schema, directly or through others, or "shared" where there are several. */
function schemaGroups(
  users: readonly (Operation & { readonly folder: string })[],
  named: NamedSchemas,
): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  const queue = users.flatMap((user) =>
    [...requestSchemas(user), ...responseSchemas(user)]
      .flatMap(schemaReferences)
      .map((id) => ({ id, group: user.folder })),
  );
  // Each schema is looked at twice at most: when it gets a folder, and when it turns out to be shared.
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { id, group } = next;
    const known = groups.get(id);
    const merged = known === undefined || known === group ? group : sharedGroup;
    if (merged === known) continue;
    groups.set(id, merged);
    const schema = named.get(id)?.schema;
    for (const target of schema === undefined ? [] : schemaReferences(schema))
      queue.push({ id: target, group: merged });
  }
  return groups;
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
