import { UserError } from "../../../../shared/userError.ts";
import { quoteIdent } from "../catalog/identifiers.ts";
import { sqlNameOf } from "../catalog/ids.ts";
import type { CatalogObject, ObjectId, Table } from "../catalog/model.ts";
import { createStatements } from "../ddl/create.ts";
import { commentStatement, grantTarget, noPrivileges, privilegeStatements } from "../ddl/metadata.ts";
import { target } from "../ddl/names.ts";
import { createTable, tableSettings } from "../ddl/table.ts";
import type { ExplorerModel, TablePartKind } from "./model.ts";

/**
 * The SQL that creates an object with what belongs to it: indexes, triggers, policies, comments, rights.
 * @throws UserError when the catalog does not have it.
 */
export function describeDdl(model: ExplorerModel, id: ObjectId): string {
  const object = model.catalog.objects.get(id);
  if (!object) throw new UserError("This object is gone; refresh the databases.");
  const { major } = model.catalog.server;
  const own = object.kind === "table" ? tableStatements(model, object) : createStatements(object, { major });
  const groups = [own, ...partStatements(model, object), comments(object), rights(object)];
  return groups
    .filter((statements) => statements.length > 0)
    .map((statements) => statements.map((statement) => `${statement.trimEnd()};\n`).join(""))
    .join("\n");
}

function tableStatements(model: ExplorerModel, table: Table): readonly string[] {
  const { major } = model.catalog.server;
  const constraints = model
    .ofTable(table.id, "constraint")
    .filter(({ local }) => local)
    .map((constraint) => ({ constraint, definition: constraint.definition }));
  const attached = table.partitionOf;
  return [
    createTable(withoutStandardNames(table), { major, constraints, withoutDefault: new Set() }),
    ...tableSettings(table).map((setting) => `ALTER TABLE ${sqlNameOf(table.id)} ${setting}`),
    ...(attached
      ? [
          `ALTER TABLE ${sqlNameOf(attached.parent)} ATTACH PARTITION ${sqlNameOf(table.id)} ${attached.bound}`,
        ]
      : []),
  ];
}

/** Names that the server gives to NOT NULL by itself say nothing to people. */
function withoutStandardNames(table: Table): Table {
  const columns = table.columns.map((column) =>
    column.notNull?.name === `${table.name}_${column.name}_not_null` &&
    column.notNull.validated &&
    !column.notNull.noInherit
      ? { ...column, notNull: null }
      : column,
  );
  return { ...table, columns };
}

const parts: readonly TablePartKind[] = ["index", "statistics", "trigger", "rule", "policy"];

/** What is created after a table or view, a group a kind. Indexes of constraints come with these. */
function partStatements(model: ExplorerModel, { id }: CatalogObject): readonly (readonly string[])[] {
  const { major } = model.catalog.server;
  return parts.map((kind) =>
    model
      .ofTable(id, kind)
      .filter((part) => part.kind !== "index" || part.constraint === null)
      .flatMap((part) => [...createStatements(part, { major }), ...comments(part)]),
  );
}

function comments(object: CatalogObject): readonly string[] {
  const own =
    "comment" in object && object.comment !== null ? [commentStatement(target(object), object.comment)] : [];
  return [...own, ...columnComments(object)];
}

function columnComments(object: CatalogObject): readonly string[] {
  if (object.kind !== "table" && object.kind !== "view" && object.kind !== "materializedView") return [];
  return object.columns.flatMap(({ name, comment }) =>
    comment === null ? [] : [commentStatement(`COLUMN ${sqlNameOf(object.id)}.${quoteIdent(name)}`, comment)],
  );
}

function rights(object: CatalogObject): readonly string[] {
  // Default privileges are nothing but rights, and print them themselves.
  if (!("privileges" in object) || object.kind === "defaultPrivileges") return [];
  return privilegeStatements(grantTarget(object), noPrivileges, object.privileges);
}
