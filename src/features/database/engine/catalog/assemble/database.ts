import { globalId } from "../ids.ts";
import { quoteIdent } from "../identifiers.ts";
import type { DefaultPrivilegesRow, PublicationRow } from "../families/database.ts";
import type { CatalogObject, DefaultPrivileges, Publication } from "../model.ts";
import { firings, privileges } from "./privileges.ts";
import type { Registry } from "./registry.ts";
import type { CatalogRows } from "./rows.ts";

/** What lives in the database itself, outside any schema. */
export function databaseObjects(rows: CatalogRows, registry: Registry): CatalogObject[] {
  return [
    ...rows.schemas.map(({ name, owner, comment, privileges: rights }): CatalogObject => ({
      kind: "schema",
      id: globalId("schema", name),
      name,
      owner,
      comment,
      privileges: privileges(rights),
    })),
    ...rows.extensions.map(({ name, schema, version, comment }): CatalogObject => ({
      kind: "extension",
      id: globalId("extension", name),
      name,
      schema,
      version,
      comment,
    })),
    ...rows.eventTriggers.map(
      ({ name, event, tags, function: called, enabled, owner, comment }): CatalogObject => ({
        kind: "eventTrigger",
        id: globalId("eventTrigger", name),
        name,
        event,
        tags: tags ?? [],
        function: called,
        enabled: firings[enabled],
        owner,
        comment,
      }),
    ),
    ...rows.publications.map((row) => publication(row, registry)),
    ...rows.defaultPrivileges.map(defaultPrivileges),
    ...rows.foreignDataWrappers.map(
      ({ name, owner, comment, handler, validator, options, privileges: rights }): CatalogObject => ({
        kind: "foreignDataWrapper",
        id: globalId("foreignDataWrapper", name),
        name,
        owner,
        comment,
        handler,
        validator,
        options: options ?? [],
        privileges: privileges(rights),
      }),
    ),
    ...rows.foreignServers.map(
      ({ name, owner, comment, wrapper, type, version, options, privileges: rights }): CatalogObject => ({
        kind: "foreignServer",
        id: globalId("foreignServer", name),
        name,
        owner,
        comment,
        wrapper,
        type,
        version,
        options: options ?? [],
        privileges: privileges(rights),
      }),
    ),
  ];
}

const generatedColumns = { n: "none", s: "stored" } as const;

function publication(row: PublicationRow, registry: Registry): Publication {
  const { name, owner, comment, allTables } = row;
  const operations = ["insert", "update", "delete", "truncate"] as const;
  return {
    kind: "publication",
    id: globalId("publication", name),
    name,
    owner,
    comment,
    allTables,
    schemas: row.schemas ?? [],
    tables: (row.tables ?? [])
      .flatMap(([oid, columns, where]) => {
        const table = registry.relation(oid);
        return table === undefined ? [] : [{ table, columns, where }];
      })
      .sort((a, b) => (a.table < b.table ? -1 : 1)),
    publish: operations.filter((operation) => row[operation]).join(", "),
    viaPartitionRoot: row.viaRoot,
    generatedColumns: row.generatedColumns === null ? null : generatedColumns[row.generatedColumns],
  };
}

const objectTypes = {
  r: "tables",
  S: "sequences",
  f: "functions",
  T: "types",
  n: "schemas",
  L: "large objects",
} as const;

function defaultPrivileges(row: DefaultPrivilegesRow): DefaultPrivileges {
  const objectType = objectTypes[row.objectType];
  const place = row.schema === null ? "" : ` in ${quoteIdent(row.schema)}`;
  return {
    kind: "defaultPrivileges",
    id: `defaultPrivileges on ${objectType} for ${quoteIdent(row.role)}${place}`,
    name: `${objectType} of ${row.role}${place}`,
    role: row.role,
    schema: row.schema,
    objectType,
    privileges: privileges(row.privileges),
  };
}
