import type { ColumnDef, Constraint, Node } from "libpg-query";
import { addedColumns, addedConstraints, allOf, as, createdColumns, strings } from "../ast.ts";
import { behind, inCaseOf } from "../edits.ts";
import type { SqlFix } from "../finding.ts";
import type { SqlRule, StatementContext } from "../rule.ts";
import type { SqlStatement } from "../../sql/parseSql.ts";
import { nameOf, quoteName, show, sqlOf, type TableName } from "../tableName.ts";
import { manual } from "./references.ts";

export const foreignKeyWithoutIndex: SqlRule = {
  id: "foreign-key-without-index",
  title: "A foreign key without an index reads the whole table for each parent that goes",
  severity: "warning",
  harm: "design",
  why: "Postgres indexes the referenced side only. Deleting a parent, or changing its key, looks for children: without an index on the referencing columns it reads the whole table each time.",
  fineWhen: "Parents are never deleted, or the table stays small.",
  instead: "An index that starts with the columns of the foreign key.",
  references: [manual("ddl-constraints.html#DDL-CONSTRAINTS-FK")],
  aliases: ["E15"],
  bad: "CREATE TABLE labels (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id));",
  good: "CREATE TABLE labels (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id));\nCREATE INDEX labels_order_id_idx ON labels (order_id);",
  *detect(statement, context) {
    for (const { table, columns, location } of foreignKeysOf(statement.node)) {
      if (columns.length === 0 || isIndexed(table, columns, context)) continue;
      yield {
        message: `Each deleted parent makes Postgres read all of ${show(table)} for ${columns.join(", ")}; create an index on ${columns.length === 1 ? "it" : "them"}.`,
        ...wordAt(statement, location),
        fix: fixOf(statement, table, columns, context),
      };
    }
  },
};

interface ForeignKey {
  readonly table: TableName;
  readonly columns: readonly string[];
  readonly location: number | undefined;
}

function foreignKeysOf(node: Node): readonly ForeignKey[] {
  const relation = as(node, "CreateStmt")?.relation;
  const ofTable = allOf(as(node, "CreateStmt")?.tableElts, "Constraint").filter(isForeign);
  const ofColumns = createdColumns(node).flatMap(({ column, constraints }) => ofColumn(column, constraints));
  const table = relation && nameOf(relation);
  return [
    ...(table ? [...ofTable.map(ofConstraint), ...ofColumns].map((key) => ({ ...key, table })) : []),
    ...addedConstraints(node, "CONSTR_FOREIGN").map((added) => ({
      ...ofConstraint(added.constraint),
      table: nameOf(added.relation),
    })),
    ...addedColumns(node).flatMap(({ column, constraints, relation: altered }) =>
      ofColumn(column, constraints).map((key) => ({ ...key, table: nameOf(altered) })),
    ),
  ];
}

function isForeign({ contype }: Constraint): boolean {
  return contype === "CONSTR_FOREIGN";
}

function ofConstraint({ fk_attrs, location }: Constraint): Omit<ForeignKey, "table"> {
  return { columns: strings(fk_attrs), location };
}

function ofColumn({ colname = "" }: ColumnDef, constraints: readonly Constraint[]) {
  return constraints.filter(isForeign).map(({ location }) => ({ columns: [colname], location }));
}

/** The word at a place of the tree: REFERENCES, FOREIGN or CONSTRAINT. */
function wordAt(statement: SqlStatement, location: number | undefined) {
  const start = statement.offsetOf(location);
  const word = /^\w+/.exec(statement.text.slice(start - statement.start))?.[0] ?? "";
  return { start, end: start + word.length };
}

/** In this file, anywhere, or in the database: the order of the columns does not matter for equality. */
function isIndexed(
  table: TableName,
  columns: readonly string[],
  { indexes, catalog }: StatementContext,
): boolean {
  const starts = (keys: readonly string[]) =>
    columns.every((column) => keys.slice(0, columns.length).includes(column));
  const inCatalog = catalog?.tableFacts(table)?.indexes.filter(({ valid }) => valid) ?? [];
  return [...indexes.of(table), ...inCatalog.map((index) => index.columns)].some(starts);
}

/** On a new table a plain index is instant; on one in use it has to be built concurrently. */
function fixOf(
  statement: SqlStatement,
  table: TableName,
  columns: readonly string[],
  { known, transaction }: StatementContext,
): SqlFix {
  const isNew = known.isCreated(table) || as(statement.node, "CreateStmt") !== undefined;
  const words = isNew || transaction ? "CREATE INDEX" : "CREATE INDEX CONCURRENTLY";
  const name = quoteName(`${[table.name, ...columns].join("_").slice(0, 59)}_idx`);
  const create = `${inCaseOf(statement, words)} ${name} ${inCaseOf(statement, "ON")} ${sqlOf(table)} (${columns.map(quoteName).join(", ")})`;
  return {
    title: "Create an index for the foreign key",
    kind: "suggested",
    edits: [behind(statement, create)],
  };
}
