import { quoteIdent, quoteLiteral } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, Constraint, ObjectKind, ObjectOf } from "../catalog/model.ts";
import { sequenceClauses } from "./column.ts";
import { optionList, parameterList, privilegeStatements, noPrivileges } from "./metadata.ts";
import { createTable } from "./table.ts";

/** What printing depends on beside the object. */
export interface DdlContext {
  /** The major version that the statements are for. */
  readonly major: number;
}

type Printers = { readonly [Kind in ObjectKind]: (object: ObjectOf<Kind>, context: DdlContext) => string[] };

const printers: Printers = {
  schema: ({ name }) => [`CREATE SCHEMA ${name === "public" ? "IF NOT EXISTS " : ""}${quoteIdent(name)}`],
  extension: ({ name, schema }) => [
    `CREATE EXTENSION IF NOT EXISTS ${quoteIdent(name)}${schema === "pg_catalog" ? "" : ` SCHEMA ${quoteIdent(schema)}`}`,
  ],
  table: (table, { major }) => [createTable(table, { major, constraints: [], withoutDefault: new Set() })],
  view: ({ id, options, definition }) => [
    `CREATE VIEW ${sqlNameOf(id)}${options.length > 0 ? ` WITH (${parameterList(options)})` : ""} AS\n${definition}`,
  ],
  materializedView: (view) => [createMaterializedView(view)],
  sequence: (sequence) => [
    [
      `CREATE ${sequence.unlogged ? "UNLOGGED " : ""}SEQUENCE ${sqlNameOf(sequence.id)}`,
      ...(sequence.dataType === "bigint" ? [] : [`AS ${sequence.dataType}`]),
      ...sequenceClauses(sequence),
    ].join(" "),
  ],
  index: (index) => [indexDefinition(index)],
  constraint: (constraint) => [
    `ALTER TABLE ${sqlNameOf(constraint.table)} ADD CONSTRAINT ${quoteIdent(constraint.name)} ${constraint.definition}`,
  ],
  trigger: ({ definition }) => [definition],
  rule: ({ definition }) => [definition],
  policy: (policy) => [createPolicy(policy)],
  statistics: ({ definition, id, target }) => [
    definition,
    ...(target === null ? [] : [`ALTER STATISTICS ${sqlNameOf(id)} SET STATISTICS ${target}`]),
  ],
  function: ({ definition }) => [definition],
  procedure: ({ definition }) => [definition],
  aggregate: ({ id, signature, arguments: list, definition }) => [
    `CREATE AGGREGATE ${sqlNameOf(id).slice(0, -(signature.length + 2))}(${list}) (\n  ${definition}\n)`,
  ],
  enum: ({ id, labels }) => [
    `CREATE TYPE ${sqlNameOf(id)} AS ENUM (${labels.map((label) => quoteLiteral(label).trim()).join(", ")})`,
  ],
  domain: (domain) => [createDomain(domain)],
  composite: ({ id, attributes }) => [
    `CREATE TYPE ${sqlNameOf(id)} AS (${attributes
      .map(({ name, type, collation }) =>
        [quoteIdent(name), type, ...(collation === null ? [] : [`COLLATE ${collation}`])].join(" "),
      )
      .join(", ")})`,
  ],
  range: ({ id, definition }) => [`CREATE TYPE ${sqlNameOf(id)} AS RANGE (\n  ${definition}\n)`],
  collation: ({ id, definition }) => [`CREATE COLLATION ${sqlNameOf(id)} (${definition})`],
  eventTrigger: ({ name, event, tags, function: called }) => [
    `CREATE EVENT TRIGGER ${quoteIdent(name)} ON ${event}${
      tags.length > 0 ? ` WHEN TAG IN (${tags.map((tag) => quoteLiteral(tag).trim()).join(", ")})` : ""
    } EXECUTE FUNCTION ${called}()`,
  ],
  publication: (publication) => [createPublication(publication)],
  defaultPrivileges: (rights) => defaultPrivilegeStatements(rights, noPrivileges, rights.privileges),
  foreignDataWrapper: ({ name, handler, validator, options }) => [
    [
      `CREATE FOREIGN DATA WRAPPER ${quoteIdent(name)}`,
      ...(handler === null ? [] : [`HANDLER ${handler}`]),
      ...(validator === null ? [] : [`VALIDATOR ${validator}`]),
      ...(options.length > 0 ? [optionList(options)] : []),
    ].join(" "),
  ],
  foreignServer: ({ name, type, version, wrapper, options }) => [
    [
      `CREATE SERVER ${quoteIdent(name)}`,
      ...(type === null ? [] : [`TYPE ${quoteLiteral(type).trim()}`]),
      ...(version === null ? [] : [`VERSION ${quoteLiteral(version).trim()}`]),
      `FOREIGN DATA WRAPPER ${quoteIdent(wrapper)}`,
      ...(options.length > 0 ? [optionList(options)] : []),
    ].join(" "),
  ],
};

/** The statements that create the object itself, without owner, rights and comments. */
export function createStatements(object: CatalogObject, context: DdlContext): string[] {
  const print = printers[object.kind] as (object: CatalogObject, context: DdlContext) => string[];
  return print(object, context);
}

/** CREATE INDEX, with the tablespace that pg_get_indexdef leaves out. */
export function indexDefinition({ definition, tablespace, predicate }: ObjectOf<"index">): string {
  if (tablespace === null) return definition;
  const clause = ` TABLESPACE ${quoteIdent(tablespace)}`;
  if (predicate === null) return definition + clause;
  const where = definition.lastIndexOf(` WHERE `);
  return definition.slice(0, where) + clause + definition.slice(where);
}

function createMaterializedView(view: ObjectOf<"materializedView">): string {
  const parameters = [parameterList(view.storage), parameterList(view.toastStorage, "toast.")].filter(
    Boolean,
  );
  const clauses = [
    ...(view.accessMethod === null ? [] : [`USING ${quoteIdent(view.accessMethod)}`]),
    ...(parameters.length > 0 ? [`WITH (${parameters.join(", ")})`] : []),
    ...(view.tablespace === null ? [] : [`TABLESPACE ${quoteIdent(view.tablespace)}`]),
  ].map((clause) => ` ${clause}`);
  return `CREATE MATERIALIZED VIEW ${sqlNameOf(view.id)}${clauses.join("")} AS\n${view.definition}\nWITH ${
    view.populated ? "" : "NO "
  }DATA`;
}

function createPolicy(policy: ObjectOf<"policy">): string {
  const roles = policy.roles.length > 0 ? policy.roles.map(quoteIdent).join(", ") : "PUBLIC";
  return [
    `CREATE POLICY ${quoteIdent(policy.name)} ON ${sqlNameOf(policy.table)}`,
    ...(policy.permissive ? [] : ["AS RESTRICTIVE"]),
    ...(policy.command === "all" ? [] : [`FOR ${policy.command.toUpperCase()}`]),
    `TO ${roles}`,
    ...(policy.using === null ? [] : [`USING (${policy.using})`]),
    ...(policy.check === null ? [] : [`WITH CHECK (${policy.check})`]),
  ].join(" ");
}

function createDomain(domain: ObjectOf<"domain">): string {
  return [
    `CREATE DOMAIN ${sqlNameOf(domain.id)} AS ${domain.type}`,
    ...(domain.collation === null ? [] : [`COLLATE ${domain.collation}`]),
    ...(domain.default === null ? [] : [`DEFAULT ${domain.default}`]),
    ...(domain.nullable ? [] : ["NOT NULL"]),
    ...domain.constraints
      .filter(({ validated }) => validated)
      .map(({ name, definition }) => `CONSTRAINT ${quoteIdent(name)} ${definition}`),
  ].join(" ");
}

function createPublication(publication: ObjectOf<"publication">): string {
  const { name, allTables } = publication;
  const objects = allTables ? "FOR ALL TABLES" : publishedObjects(publication);
  return [
    `CREATE PUBLICATION ${quoteIdent(name)}`,
    ...(objects === "" ? [] : [allTables ? objects : `FOR ${objects}`]),
    `WITH (${publicationParameters(publication)})`,
  ].join(" ");
}

export function publicationParameters(publication: ObjectOf<"publication">): string {
  const { publish, viaPartitionRoot, generatedColumns } = publication;
  return [
    `publish = '${publish}'`,
    `publish_via_partition_root = ${viaPartitionRoot}`,
    ...(generatedColumns === null ? [] : [`publish_generated_columns = ${generatedColumns}`]),
  ].join(", ");
}

/** `TABLE a, b (x, y) WHERE (…), TABLES IN SCHEMA c`. */
export function publishedObjects({ tables, schemas }: ObjectOf<"publication">): string {
  const list = tables.map(({ table, columns, where }) => {
    const names = columns === null ? "" : ` (${columns.map(quoteIdent).join(", ")})`;
    return `${sqlNameOf(table)}${names}${where === null ? "" : ` WHERE (${where})`}`;
  });
  return [
    ...(list.length > 0 ? [`TABLE ${list.join(", ")}`] : []),
    ...(schemas.length > 0 ? [`TABLES IN SCHEMA ${schemas.map(quoteIdent).join(", ")}`] : []),
  ].join(", ");
}

export function defaultPrivilegeStatements(
  { role, schema, objectType }: ObjectOf<"defaultPrivileges">,
  before: ObjectOf<"defaultPrivileges">["privileges"],
  after: ObjectOf<"defaultPrivileges">["privileges"],
): string[] {
  const prefix = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdent(role)}${
    schema === null ? "" : ` IN SCHEMA ${quoteIdent(schema)}`
  }`;
  return privilegeStatements(objectType.toUpperCase(), before, after).map(
    (statement) => `${prefix} ${statement}`,
  );
}

/** A constraint's definition without the words that leave rows unchecked. */
export function validatedDefinition({ definition }: Constraint): string {
  return definition.replace(/ NOT VALID$/, "");
}
