import { columnId, schemaObjectId } from "../ids.ts";
import { qualified } from "../identifiers.ts";
import type { ColumnRow } from "../families/columns.ts";
import type { RelationRow, SequenceRow } from "../families/relations.ts";
import type {
  CatalogObject,
  Column,
  CompositeType,
  Identity,
  MaterializedView,
  NotNull,
  ObjectId,
  Sequence,
  SequenceOptions,
  Table,
  View,
  ViewColumn,
} from "../model.ts";
import { privileges } from "./privileges.ts";
import { relationKinds } from "./registry.ts";
import type { Registry } from "./registry.ts";
import type { CatalogRows } from "./rows.ts";

/** What columns need to know beside their own row. */
interface ColumnContext {
  readonly identities: ReadonlyMap<string, SequenceRow>;
  readonly notNulls: ReadonlyMap<string, NotNull>;
}

const storages = { p: "plain", e: "external", x: "extended", m: "main" } as const;
const compressions = { "": null, p: "pglz", l: "lz4" } as const;
const replicaIdentities = { d: "default", n: "nothing", f: "full", i: "index" } as const;

/** Tables, views, materialized views, composite types and sequences. */
export function relationObjects(rows: CatalogRows, registry: Registry): CatalogObject[] {
  const context: ColumnContext = {
    identities: new Map(
      rows.sequences
        .filter(({ identity }) => identity)
        .map((row) => [`${String(row.ownerRelation)} ${String(row.ownerColumn)}`, row]),
    ),
    notNulls: notNullConstraints(rows, registry),
  };
  return [
    ...rows.relations.map((row): CatalogObject => {
      const columns = registry.columnsOf(row.oid);
      if (row.kind === "v") return view(row, columns);
      if (row.kind === "m") return materializedView(row, columns);
      if (row.kind === "c") return composite(row, columns);
      return table(row, columns, registry, context);
    }),
    ...rows.sequences.filter(({ identity }) => !identity).map((row) => sequence(row, registry)),
  ];
}

function notNullConstraints(rows: CatalogRows, registry: Registry): Map<string, NotNull> {
  return new Map(
    rows.constraints
      .filter(({ type }) => type === "n")
      .map(({ relation, columns, name, validated, noInherit, comment }) => [
        `${relation} ${String(registry.columnName(relation, columns?.[0] ?? 0))}`,
        { name, validated, noInherit, comment },
      ]),
  );
}

function common(row: RelationRow) {
  const { schema, name, owner, comment } = row;
  const kind = relationKinds[row.kind];
  return {
    id: schemaObjectId(kind, schema, name),
    schema,
    name,
    owner,
    comment,
    privileges: privileges(row.privileges),
  };
}

function table(
  row: RelationRow,
  columns: readonly ColumnRow[],
  registry: Registry,
  context: ColumnContext,
): Table {
  const parents = (row.parents ?? [])
    .map((oid) => registry.relation(oid))
    .filter((id): id is ObjectId => id !== undefined);
  const [parent] = parents;
  return {
    kind: "table",
    ...common(row),
    columns: columns.map((column) => tableColumn(column, context)),
    unlogged: row.persistence === "u",
    partitionKey: row.partitionKey,
    partitionOf:
      row.partitionBound === null || parent === undefined ? null : { parent, bound: row.partitionBound },
    inherits: row.partitionBound === null ? parents : [],
    storage: row.options ?? [],
    toastStorage: row.toastOptions ?? [],
    accessMethod: row.accessMethod,
    tablespace: row.tablespace,
    rowSecurity: row.rowSecurity,
    forceRowSecurity: row.forceRowSecurity,
    // Foreign tables and partitions of them have none, which is stored as "nothing".
    replicaIdentity: row.foreignServer === null ? replicaIdentities[row.replicaIdentity] : "default",
    ofType: row.ofType,
    foreign:
      row.foreignServer === null ? null : { server: row.foreignServer, options: row.foreignOptions ?? [] },
  };
}

function tableColumn(row: ColumnRow, { identities, notNulls }: ColumnContext): Column {
  const key = `${row.relation} ${row.name}`;
  const generated = row.generated !== "";
  return {
    name: row.name,
    type: row.type,
    collation: row.collation,
    nullable: !row.notNull && !notNulls.has(key),
    notNull: notNulls.get(key) ?? null,
    default: generated ? null : row.default,
    generated: generated ? { expression: row.default ?? "", stored: row.generated === "s" } : null,
    identity: row.identity === "" ? null : identity(identities.get(key), row.identity === "a"),
    storage: row.storage === null ? null : storages[row.storage],
    compression: compressions[row.compression],
    statisticsTarget: row.statisticsTarget,
    options: row.options ?? [],
    foreignOptions: row.foreignOptions ?? [],
    local: row.local,
    inheritCount: row.inheritCount,
    privileges: privileges(row.privileges),
    comment: row.comment,
  };
}

function identity(row: SequenceRow | undefined, always: boolean): Identity | null {
  return row === undefined
    ? null
    : { ...sequenceOptions(row), always, sequence: qualified(row.schema, row.name) };
}

function sequenceOptions(row: SequenceRow): SequenceOptions {
  const { dataType, start, increment, min, max, cache, cycle } = row;
  return { dataType, start, increment, min, max, cache, cycle };
}

function sequence(row: SequenceRow, registry: Registry): Sequence {
  const { schema, name, owner, comment, ownerRelation, ownerColumn } = row;
  const owned = ownerRelation === null ? undefined : registry.relation(ownerRelation);
  return {
    kind: "sequence",
    id: schemaObjectId("sequence", schema, name),
    schema,
    name,
    owner,
    comment,
    privileges: privileges(row.privileges),
    ...sequenceOptions(row),
    unlogged: row.persistence === "u",
    ownedBy: owned === undefined || ownerColumn === null ? null : columnId(owned, ownerColumn),
  };
}

function viewColumn(row: ColumnRow): ViewColumn {
  const { name, type, comment, statisticsTarget } = row;
  return {
    name,
    type,
    default: row.default,
    comment,
    statisticsTarget,
    privileges: privileges(row.privileges),
  };
}

/** pg_get_viewdef ends with a semicolon. */
function body(definition: string | null): string {
  return (definition ?? "").trim().replace(/;$/, "");
}

function view(row: RelationRow, columns: readonly ColumnRow[]): View {
  return {
    kind: "view",
    ...common(row),
    columns: columns.map(viewColumn),
    definition: body(row.definition),
    options: row.options ?? [],
  };
}

function materializedView(row: RelationRow, columns: readonly ColumnRow[]): MaterializedView {
  return {
    kind: "materializedView",
    ...common(row),
    columns: columns.map(viewColumn),
    definition: body(row.definition),
    storage: row.options ?? [],
    toastStorage: row.toastOptions ?? [],
    accessMethod: row.accessMethod,
    tablespace: row.tablespace,
    populated: row.populated,
  };
}

function composite(row: RelationRow, columns: readonly ColumnRow[]): CompositeType {
  return {
    kind: "composite",
    ...common(row),
    attributes: columns.map(({ name, type, collation, comment }) => ({ name, type, collation, comment })),
  };
}
