import { schemaObjectId, tablePartId } from "../ids.ts";
import type { ConstraintRow } from "../families/constraints.ts";
import type { IndexRow } from "../families/indexes.ts";
import type {
  CatalogObject,
  Constraint,
  ConstraintType,
  Index,
  ObjectId,
  Policy,
  Rule,
  Trigger,
} from "../model.ts";
import { firings } from "./privileges.ts";
import type { Registry } from "./registry.ts";
import type { CatalogRows } from "./rows.ts";

/** What hangs on tables: constraints, indexes, triggers, rules, policies, extended statistics. */
export function tableParts(rows: CatalogRows, registry: Registry): CatalogObject[] {
  const schemas = new Map(rows.relations.map(({ oid, schema }) => [oid, schema]));
  /** Builds a part if its table is modelled, or notes that it is left out. */
  const parts = <Row extends { relation: string; name: string }, Part>(
    kind: string,
    list: readonly Row[],
    build: (row: Row, table: ObjectId, schema: string) => Part,
  ): Part[] =>
    list.flatMap((row) => {
      const table = registry.relation(row.relation);
      const schema = schemas.get(row.relation);
      if (table !== undefined && schema !== undefined) return [build(row, table, schema)];
      registry.orphan({ kind: `${kind} on a table of an extension`, name: row.name });
      return [];
    });

  return [
    ...parts(
      "constraint",
      rows.constraints.filter(({ type }) => type !== "n"),
      (row, table, schema) => constraint(row, table, schema, registry),
    ),
    ...parts("index", rows.indexes, (row, table) => index(row, table, registry)),
    ...parts("trigger", rows.triggers, (row, table, schema): Trigger => {
      const { name, definition, comment } = row;
      const id = tablePartId("trigger", table, name);
      return { kind: "trigger", id, schema, table, name, definition, comment, enabled: firings[row.enabled] };
    }),
    ...parts("rule", rows.rules, (row, table, schema): Rule => {
      const { name, comment } = row;
      const id = tablePartId("rule", table, name);
      const definition = row.definition.replace(/;$/, "");
      return { kind: "rule", id, schema, table, name, definition, comment, enabled: firings[row.enabled] };
    }),
    ...parts("policy", rows.policies, (row, table, schema): Policy => {
      const { name, permissive, using, check, comment } = row;
      const id = tablePartId("policy", table, name);
      const command = commands[row.command];
      return {
        kind: "policy",
        id,
        schema,
        table,
        name,
        permissive,
        command,
        roles: row.roles ?? [],
        using,
        check,
        comment,
      };
    }),
    ...parts("statistics", rows.statistics, (row, table): CatalogObject => {
      const { schema, name, owner, definition, target, comment } = row;
      const id = schemaObjectId("statistics", schema, name);
      return { kind: "statistics", id, schema, table, name, owner, definition, target, comment };
    }),
  ];
}

const commands = { "*": "all", r: "select", a: "insert", w: "update", d: "delete" } as const;

const constraintTypes: Readonly<Record<ConstraintRow["type"], ConstraintType>> = {
  p: "primaryKey",
  u: "unique",
  f: "foreignKey",
  c: "check",
  x: "exclude",
  n: "check",
};

function constraint(row: ConstraintRow, table: ObjectId, schema: string, registry: Registry): Constraint {
  const referenced = registry.relation(row.foreignRelation);
  const names = (relation: string, numbers: readonly number[] | null) =>
    (numbers ?? []).map((number) => registry.columnName(relation, number) ?? "");
  return {
    kind: "constraint",
    id: tablePartId("constraint", table, row.name),
    schema,
    table,
    name: row.name,
    type: constraintTypes[row.type],
    definition: row.definition,
    columns: names(row.relation, row.columns),
    references:
      referenced === undefined
        ? null
        : { table: referenced, columns: names(row.foreignRelation, row.foreignColumns) },
    validated: row.validated,
    enforced: row.enforced,
    deferrable: row.deferrable,
    initiallyDeferred: row.deferred,
    local: row.local,
    index: row.index === "0" ? null : (registry.relation(row.index) ?? null),
    comment: row.comment,
  };
}

function index(row: IndexRow, table: ObjectId, registry: Registry): Index {
  return {
    kind: "index",
    id: schemaObjectId("index", row.schema, row.name),
    schema: row.schema,
    table,
    name: row.name,
    definition: row.definition,
    method: row.method,
    keys: (row.keys ?? []).map(([text, isExpression, flags, operatorClass, defaultOperatorClass]) => ({
      text,
      isExpression,
      // pg_index.indoption: bit 0 is DESC, bit 1 is NULLS FIRST.
      descending: (flags & 1) !== 0,
      nullsFirst: (flags & 2) !== 0,
      operatorClass,
      defaultOperatorClass,
    })),
    included: row.included ?? [],
    predicate: row.predicate,
    unique: row.unique,
    nullsNotDistinct: row.nullsNotDistinct,
    valid: row.valid,
    clustered: row.clustered,
    replicaIdentity: row.replicaIdentity,
    constraint: row.constraint === null ? null : tablePartId("constraint", table, row.constraint),
    parent: row.parent === null ? null : (registry.relation(row.parent) ?? null),
    partitioned: row.kind === "I",
    tablespace: row.tablespace,
    storage: row.options ?? [],
    statisticsTargets: row.statistics ?? [],
    comment: row.comment,
  };
}
