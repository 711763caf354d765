import type { Documents } from "../contract/documents.ts";
import type { NamedSchemas } from "../model/direction.ts";
import { directedSchemas } from "../model/direction.ts";
import type { NamedType } from "../model/service.ts";
import type { PinnedNames } from "./nameOperations.ts";
import { schemaWish } from "./nameOperations.ts";
import type { NameTable } from "./nameTable.ts";

/** The key of a schema in the manifest: its pointer, with the file in front when it is not the root document. */
export function schemaKey(documents: Documents, uri: string, pointer: string): string {
  return uri === documents.rootUri ? pointer : `${documents.relativeUri(uri)}#${pointer}`;
}

/** Gives each named schema the type name that it had, or a new one; a second one where directions differ. */
export function nameSchemas(
  named: NamedSchemas,
  documents: Documents,
  pinned: PinnedNames,
  types: NameTable,
): ReadonlyMap<string, NamedType> {
  const directed = directedSchemas(named);
  const names = new Map<string, string>();
  for (const { id, uri, pointer } of named.values()) {
    const name = pinned[schemaKey(documents, uri, pointer)];
    if (name !== undefined && /^[A-Z]\w*$/.test(name) && types.claim(name)) names.set(id, name);
  }
  for (const { id, uri, pointer } of named.values()) {
    if (!names.has(id)) names.set(id, types.allocate(schemaWish(pointer, uri), "Model"));
  }
  return new Map(
    [...named.values()].map((source) => {
      const name = names.get(source.id) ?? "Schema";
      const requestName = directed.has(source.id) ? types.allocate(`${name}Input`, "Model") : name;
      return [source.id, { source, name, requestName }];
    }),
  );
}
