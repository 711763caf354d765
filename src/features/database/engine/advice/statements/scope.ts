import type { Node, RangeVar } from "libpg-query";
import { schemaObjectId } from "../../catalog/ids.ts";
import type { Catalog, ObjectId, Table } from "../../catalog/model.ts";
import { as, strings } from "../../sqlLint/ast.ts";

/** What names mean inside of one FROM. */
export interface Scope {
  readonly tables: readonly { readonly id: ObjectId; readonly alias: string }[];
  /** Whether there are also subqueries, functions or relations that the catalog does not have. */
  readonly hasOthers: boolean;
  /** What ON says. */
  readonly conditions: readonly Node[];
  /** The column of a table that an expression is, casts aside; undefined for anything else. */
  columnOf(node: Node, table: ObjectId): string | undefined;
  /** The columns of a table that an expression reads. */
  columnsIn(node: Node, table: ObjectId): readonly string[];
  /** Whether an expression is a column of another table of this FROM. */
  isOfAnotherTable(node: Node, table: ObjectId): boolean;
}

export function scopeOf(from: readonly Node[], catalog: Catalog): Scope {
  const relations: RangeVar[] = [];
  const conditions: Node[] = [];
  let hasOthers = false;
  const visit = (node: Node): void => {
    const relation = as(node, "RangeVar");
    const join = as(node, "JoinExpr");
    if (relation) relations.push(relation);
    else if (join) {
      if (join.larg) visit(join.larg);
      if (join.rarg) visit(join.rarg);
      if (join.quals) conditions.push(join.quals);
    } else hasOthers = true;
  };
  from.forEach(visit);
  const tables = relations.flatMap((relation) => {
    const table = tableOf(relation, catalog);
    hasOthers ||= table === undefined;
    return table ? [{ id: table.id, alias: relation.alias?.aliasname ?? relation.relname ?? "", table }] : [];
  });

  const resolve = (fields: readonly string[]): { id: ObjectId; column: string } | undefined => {
    const column = fields.at(-1) ?? "";
    const qualifier = fields.at(-2);
    const [owner, ...more] = tables.filter(
      ({ alias, table }) =>
        (qualifier === undefined || qualifier === alias) && table.columns.some(({ name }) => name === column),
    );
    return owner && more.length === 0 ? { id: owner.id, column } : undefined;
  };
  const columnOf = (node: Node, table: ObjectId): string | undefined => {
    const cast = as(node, "TypeCast");
    if (cast?.arg) {
      const inner = columnOf(cast.arg, table);
      const type = tables
        .find(({ id }) => id === table)
        ?.table.columns.find(({ name }) => name === inner)?.type;
      // Postgres compares a varchar as text, and its index serves that; other casts hide the column from indexes.
      const isText =
        strings(cast.typeName?.names).at(-1) === "text" && /^(?:text|character varying)/.test(type ?? "");
      return isText ? inner : undefined;
    }
    const reference = as(node, "ColumnRef");
    const found = reference && resolve(strings(reference.fields));
    return found?.id === table ? found.column : undefined;
  };
  const columnsIn = (node: unknown, table: ObjectId): readonly string[] => {
    if (typeof node !== "object" || node === null) return [];
    if ("ColumnRef" in node) {
      const column = columnOf(node as Node, table);
      return column === undefined ? [] : [column];
    }
    return Object.values(node).flatMap((inner) => columnsIn(inner, table));
  };
  return {
    tables: tables.map(({ id, alias }) => ({ id, alias })),
    hasOthers,
    conditions,
    columnOf,
    columnsIn,
    isOfAnotherTable: (node, table) =>
      tables.some(({ id }) => id !== table && columnsIn(node, id).length > 0),
  };
}

/** The table that a name means: without a schema, the only one of that name, or the one in public. */
function tableOf({ schemaname, relname = "" }: RangeVar, catalog: Catalog): Table | undefined {
  if (schemaname !== undefined) return asTable(catalog, schemaObjectId("table", schemaname, relname));
  const inPublic = asTable(catalog, schemaObjectId("table", "public", relname));
  if (inPublic) return inPublic;
  const named = [...catalog.objects.values()].filter(
    (object): object is Table => object.kind === "table" && object.name === relname,
  );
  return named.length === 1 ? named[0] : undefined;
}

function asTable(catalog: Catalog, id: ObjectId): Table | undefined {
  const object = catalog.objects.get(id);
  return object?.kind === "table" ? object : undefined;
}
