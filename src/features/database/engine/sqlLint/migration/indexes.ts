import type { Constraint, Node } from "libpg-query";
import type { SqlStatement } from "../../sql/parseSql.ts";
import { addedColumns, addedConstraints, allOf, as, createdColumns, strings } from "../ast.ts";
import { keyOf, nameOf, type TableName } from "../tableName.ts";

/** Indexes that a script makes, those of keys and unique constraints included. */
export interface Indexes {
  /** Key columns of each index of a table, in order; an expression is an empty string. */
  of(table: TableName): readonly (readonly string[])[];
}

/** Collects the indexes of all statements, on the first question. */
export function indexesOf(statements: readonly SqlStatement[]): Indexes {
  let byTable: ReadonlyMap<string, readonly (readonly string[])[]> | undefined;
  return {
    of(table) {
      byTable ??= collect(statements);
      return byTable.get(keyOf(table)) ?? [];
    },
  };
}

function collect(statements: readonly SqlStatement[]) {
  const found = new Map<string, (readonly string[])[]>();
  for (const { node } of statements) {
    for (const { table, columns } of indexesIn(node)) {
      const list = found.get(keyOf(table)) ?? [];
      list.push(columns);
      found.set(keyOf(table), list);
    }
  }
  return found;
}

interface Indexed {
  readonly table: TableName;
  readonly columns: readonly string[];
}

function isKey({ contype }: Constraint): boolean {
  return contype === "CONSTR_PRIMARY" || contype === "CONSTR_UNIQUE";
}

function indexesIn(node: Node): readonly Indexed[] {
  const index = as(node, "IndexStmt");
  if (index?.relation) {
    const columns = allOf(index.indexParams, "IndexElem").map(({ name }) => name ?? "");
    return [{ table: nameOf(index.relation), columns }];
  }
  const create = as(node, "CreateStmt");
  return create?.relation ? ofNewTable(node, nameOf(create.relation)) : ofAlteredTable(node);
}

function ofNewTable(node: Node, table: TableName): readonly Indexed[] {
  const columns = createdColumns(node).filter(({ constraints }) => constraints.some(isKey));
  const constraints = allOf(as(node, "CreateStmt")?.tableElts, "Constraint").filter(isKey);
  return [
    ...columns.map(({ column }) => ({ table, columns: [column.colname ?? ""] })),
    ...constraints.map(({ keys }) => ({ table, columns: strings(keys) })),
  ];
}

function ofAlteredTable(node: Node): readonly Indexed[] {
  const columns = addedColumns(node).filter(({ constraints }) => constraints.some(isKey));
  return [
    ...columns.map(({ relation, column }) => ({ table: nameOf(relation), columns: [column.colname ?? ""] })),
    ...addedConstraints(node, "CONSTR_PRIMARY", "CONSTR_UNIQUE").map(({ relation, constraint }) => ({
      table: nameOf(relation),
      columns: strings(constraint.keys),
    })),
  ];
}
