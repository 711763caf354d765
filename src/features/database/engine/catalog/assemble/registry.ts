import { groupBy } from "../../../../../shared/groupBy.ts";
import { catalogOid } from "../family.ts";
import { columnId, globalId, routineId, schemaObjectId, tablePartId } from "../ids.ts";
import type { ColumnRow } from "../families/columns.ts";
import type { RelationRow } from "../families/relations.ts";
import type { ObjectId, UnmodelledObject } from "../model.ts";
import type { CatalogRows } from "./rows.ts";

/** Finds ids by oid. */
export interface Registry {
  /** The id of a row of a system catalog, if the model holds it. */
  idOf(catalog: string, oid: string): ObjectId | undefined;
  relation(oid: string): ObjectId | undefined;
  columnName(relation: string, number: number): string | undefined;
  columnsOf(relation: string): readonly ColumnRow[];
  /** Notes something on a relation that the model does not hold, such as an index on a table of an extension. */
  orphan(object: UnmodelledObject): void;
  readonly orphans: readonly UnmodelledObject[];
}

export const relationKinds = {
  r: "table",
  p: "table",
  f: "table",
  v: "view",
  m: "materializedView",
  c: "composite",
} as const satisfies Record<RelationRow["kind"], string>;

export const typeKinds = { e: "enum", d: "domain", r: "range" } as const;
export const routineKinds = { f: "function", w: "function", p: "procedure", a: "aggregate" } as const;

export function createRegistry(rows: CatalogRows): Registry {
  const columns = groupBy(rows.columns, ({ relation }) => relation);
  const names = new Map(rows.columns.map(({ relation, number, name }) => [`${relation} ${number}`, name]));
  const ids = new Map(identities(rows).map(([catalog, oid, id]) => [`${catalog} ${oid}`, id]));
  const idOf = (catalog: string, oid: string) => ids.get(`${catalog} ${oid}`);
  const relation = (oid: string) => idOf(catalogOid.relation, oid);
  const orphans: UnmodelledObject[] = [];

  const add = (catalog: string, oid: string, id: ObjectId | undefined) => {
    if (id !== undefined) ids.set(`${catalog} ${oid}`, id);
  };
  for (const { oid, relation: owner } of rows.viewRules) add(catalogOid.rewrite, oid, relation(owner));
  for (const { oid, relation: owner, column } of rows.defaults) {
    const id = relation(owner);
    if (id !== undefined) add(catalogOid.default, oid, columnId(id, column));
  }
  for (const { oid, constraints } of rows.types) {
    for (const [, , , , constraint] of constraints ?? []) {
      add(catalogOid.constraint, constraint, idOf(catalogOid.type, oid));
    }
  }
  const parts = [
    ["constraint", catalogOid.constraint, rows.constraints],
    ["trigger", catalogOid.trigger, rows.triggers],
    ["rule", catalogOid.rewrite, rows.rules],
    ["policy", catalogOid.policy, rows.policies],
  ] as const;
  for (const [kind, catalog, owned] of parts) {
    for (const { oid, relation: owner, name } of owned) {
      const id = relation(owner);
      if (id !== undefined) add(catalog, oid, tablePartId(kind, id, name));
    }
  }
  for (const { oid, origin } of rows.derivedTypes) add(catalogOid.type, oid, idOf(catalogOid.type, origin));
  // Arrays of multiranges come after multiranges, whatever the order of the rows.
  for (const { oid, origin } of rows.derivedTypes) add(catalogOid.type, oid, idOf(catalogOid.type, origin));
  for (const { catalog, oid, extension } of rows.members) {
    add(catalog, oid, idOf(catalogOid.extension, extension));
  }
  for (const { oid, origin } of rows.derivedTypes) {
    if (idOf(catalogOid.type, oid) === undefined) add(catalogOid.type, oid, idOf(catalogOid.type, origin));
  }

  return {
    idOf,
    relation: (oid) => {
      const id = relation(oid);
      return id?.startsWith("extension ") === true ? undefined : id;
    },
    columnName: (owner, number) => names.get(`${owner} ${number}`),
    columnsOf: (owner) => columns.get(owner) ?? [],
    orphan: (object) => orphans.push(object),
    orphans,
  };
}

/** Rows whose id follows from the row itself. */
function identities(rows: CatalogRows): [catalog: string, oid: string, id: ObjectId][] {
  return [
    ...rows.schemas.map(({ oid, name }) => of(catalogOid.namespace, oid, globalId("schema", name))),
    ...rows.extensions.map(({ oid, name }) => of(catalogOid.extension, oid, globalId("extension", name))),
    ...rows.relations.flatMap(({ oid, typeOid, kind, schema, name }) => {
      const id = schemaObjectId(relationKinds[kind], schema, name);
      return [of(catalogOid.relation, oid, id), of(catalogOid.type, typeOid, id)];
    }),
    ...rows.sequences.map(({ oid, schema, name }) =>
      of(catalogOid.relation, oid, schemaObjectId("sequence", schema, name)),
    ),
    ...rows.indexes.map(({ oid, schema, name }) =>
      of(catalogOid.relation, oid, schemaObjectId("index", schema, name)),
    ),
    ...rows.types.map(({ oid, kind, schema, name }) =>
      of(catalogOid.type, oid, schemaObjectId(typeKinds[kind], schema, name)),
    ),
    ...rows.routines.map(({ oid, kind, schema, name, signature }) =>
      of(catalogOid.routine, oid, routineId(routineKinds[kind], schema, name, signature)),
    ),
    ...rows.collations.map(({ oid, schema, name }) =>
      of(catalogOid.collation, oid, schemaObjectId("collation", schema, name)),
    ),
    ...rows.statistics.map(({ oid, schema, name }) =>
      of(catalogOid.statistics, oid, schemaObjectId("statistics", schema, name)),
    ),
    ...rows.eventTriggers.map(({ oid, name }) =>
      of(catalogOid.eventTrigger, oid, globalId("eventTrigger", name)),
    ),
    ...rows.publications.map(({ oid, name }) =>
      of(catalogOid.publication, oid, globalId("publication", name)),
    ),
    ...rows.foreignDataWrappers.map(({ oid, name }) =>
      of(catalogOid.foreignDataWrapper, oid, globalId("foreignDataWrapper", name)),
    ),
    ...rows.foreignServers.map(({ oid, name }) =>
      of(catalogOid.foreignServer, oid, globalId("foreignServer", name)),
    ),
  ];
}

function of(catalog: string, oid: string, id: ObjectId): [string, string, ObjectId] {
  return [catalog, oid, id];
}
