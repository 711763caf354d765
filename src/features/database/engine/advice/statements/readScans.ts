import type { A_Expr, FuncCall, Node, SelectStmt } from "libpg-query";
import { columnId } from "../../catalog/ids.ts";
import type { Catalog, Column, ObjectId } from "../../catalog/model.ts";
import { as, calledFunctions, readColumns, strings } from "../../sqlLint/ast.ts";
import type { ConstantCondition, StatementScans, TableScan, TextSearch } from "./scan.ts";
import { type Scope, scopeOf } from "./scope.ts";

/** Reads out of a parsed statement how it searches the tables of a catalog; what it cannot tell it leaves out. */
export function readScans(node: Node, catalog: Catalog): StatementScans {
  const select = as(node, "SelectStmt");
  if (select) return { kind: "select", scans: selectsIn(node).flatMap((one) => ofSelect(one, catalog)) };
  const update = as(node, "UpdateStmt");
  const remove = as(node, "DeleteStmt");
  const change = update ?? remove;
  if (change?.relation) {
    const others = update?.fromClause ?? remove?.usingClause ?? [];
    const scope = scopeOf([{ RangeVar: change.relation }, ...others], catalog);
    const inner = selectsIn(node).flatMap((one) => ofSelect(one, catalog));
    return { kind: update ? "update" : "delete", scans: [...ofScope(scope, [change.whereClause]), ...inner] };
  }
  if (as(node, "InsertStmt"))
    return { kind: "insert", scans: selectsIn(node).flatMap((one) => ofSelect(one, catalog)) };
  return { kind: "other", scans: [] };
}

/** Every SELECT in a tree, those inside of others too. */
function selectsIn(tree: unknown): readonly SelectStmt[] {
  if (typeof tree !== "object" || tree === null) return [];
  const own = "SelectStmt" in tree ? [(tree as { SelectStmt: SelectStmt }).SelectStmt] : [];
  // The sides of a UNION stand in the tree without their own kind.
  const sides = own.flatMap(({ larg, rarg }) => [larg, rarg].flatMap((side) => (side ? [side] : [])));
  return [...own, ...sides, ...Object.values(tree).flatMap(selectsIn)];
}

function ofSelect(select: SelectStmt, catalog: Catalog): readonly TableScan[] {
  const scope = scopeOf(select.fromClause ?? [], catalog);
  return ofScope(scope, [select.whereClause, ...scope.conditions], select);
}

function ofScope(
  scope: Scope,
  conditions: readonly (Node | undefined)[],
  select?: SelectStmt,
): readonly TableScan[] {
  const conjuncts = conditions.flatMap(conjunctsOf);
  return scope.tables.map(({ id }) => {
    const scan = emptyScan(id, scope.tables.length === 1 && !scope.hasOthers);
    for (const conjunct of conjuncts) readCondition(conjunct, id, scope, scan);
    return { ...scan, ...(select && resultOf(select, id, scope)) };
  });
}

type GrowingScan = {
  -readonly [Field in keyof TableScan]: TableScan[Field] extends readonly (infer Item)[]
    ? Item[]
    : TableScan[Field];
};

function emptyScan(table: ObjectId, alone: boolean): GrowingScan {
  return {
    table,
    alone,
    equal: [],
    joined: [],
    ranges: [],
    constants: [],
    searches: [],
    orderBy: [],
    limited: false,
    selected: null,
  };
}

/** The conditions that all have to hold. */
function conjunctsOf(node: Node | undefined): readonly Node[] {
  if (!node) return [];
  const bool = as(node, "BoolExpr");
  return bool?.boolop === "AND_EXPR" ? (bool.args ?? []).flatMap(conjunctsOf) : [node];
}

function readCondition(node: Node, table: ObjectId, scope: Scope, scan: GrowingScan): void {
  const constant = constantOf(node, table, scope);
  if (constant) scan.constants.push(constant);
  const bare = scope.columnOf(node, table);
  if (bare !== undefined) return;
  const expression = as(node, "A_Expr");
  if (!expression) return;
  const search = searchOf(expression, table, scope);
  if (search) {
    scan.searches.push(search);
    return;
  }
  for (const [one, other] of [
    [expression.lexpr, expression.rexpr],
    [expression.rexpr, expression.lexpr],
  ]) {
    const column = one && scope.columnOf(one, table);
    if (column === undefined) continue;
    const list = comparisonOf(expression, other, table, scope, scan);
    if (list && !list.includes(column)) list.push(column);
  }
}

/** Each row would be compared with another value, so that nothing can be looked up. */
const volatileFunctions = new Set([
  "random",
  "gen_random_uuid",
  "uuid_generate_v4",
  "uuidv4",
  "uuidv7",
  "clock_timestamp",
  "timeofday",
  "nextval",
]);

const inequalities = new Set(["<", "<=", ">", ">="]);

/** The list of a scan that a comparison belongs to. */
function comparisonOf(
  { kind, name: operatorName }: A_Expr,
  other: Node | undefined,
  table: ObjectId,
  scope: Scope,
  scan: GrowingScan,
): string[] | undefined {
  const [operator = ""] = strings(operatorName).slice(-1);
  // Compared with a column of its own row nothing can be looked up.
  if (other && readColumns(other).length > 0 && scope.columnOf(other, table) !== undefined) return undefined;
  if (calledFunctions(other).some((name) => volatileFunctions.has(name))) return undefined;
  if (kind === "AEXPR_BETWEEN") return scan.ranges;
  if (kind === "AEXPR_IN" && operator === "=") return scan.equal;
  if ((kind === "AEXPR_OP" || kind === "AEXPR_OP_ANY") && operator === "=")
    return other && scope.isOfAnotherTable(other, table) ? scan.joined : scan.equal;
  if (kind === "AEXPR_OP" && inequalities.has(operator)) return scan.ranges;
  return undefined;
}

function constantOf(node: Node, table: ObjectId, scope: Scope): ConstantCondition | undefined {
  const test = as(node, "NullTest");
  const tested = test?.arg && scope.columnOf(test.arg, table);
  if (tested !== undefined)
    return { column: tested, test: test?.nulltesttype === "IS_NULL" ? "null" : "notNull" };
  const isTrue = scope.columnOf(node, table);
  if (isTrue !== undefined) return { column: isTrue, test: "true" };
  const negated = as(node, "BoolExpr");
  const denied = negated?.boolop === "NOT_EXPR" && negated.args?.[0];
  const isFalse = denied && scope.columnOf(denied, table);
  if (isFalse !== undefined && isFalse !== false) return { column: isFalse, test: "false" };
  const boolean = as(node, "BooleanTest");
  const judged = boolean?.arg && scope.columnOf(boolean.arg, table);
  if (judged !== undefined && boolean?.booltesttype === "IS_TRUE") return { column: judged, test: "true" };
  return undefined;
}

const patterns = new Set(["~~", "~~*", "~", "~*"]);

/** A pattern that does not start with a fixed text, a full-text match, or a containment. */
function searchOf(expression: A_Expr, table: ObjectId, scope: Scope): TextSearch | undefined {
  const { kind, name, lexpr, rexpr } = expression;
  const [operator = ""] = strings(name).slice(-1);
  const searched = lexpr ? scope.columnsIn(lexpr, table) : [];
  const column = lexpr && scope.columnOf(lexpr, table);
  const place = { columns: searched, ...(column !== undefined && { column }) };
  if (operator === "@@") {
    const columns = searched.length > 0 || !rexpr ? searched : scope.columnsIn(rexpr, table);
    return columns.length === 0 ? undefined : { ...place, by: "fullText", columns };
  }
  if (searched.length === 0) return undefined;
  if (kind === "AEXPR_OP" && operator === "@>") return { ...place, by: "contains" };
  const isPattern =
    kind === "AEXPR_LIKE" || kind === "AEXPR_ILIKE" || (kind === "AEXPR_OP" && patterns.has(operator));
  return isPattern && (kind === "AEXPR_ILIKE" || !startsFixed(rexpr))
    ? { ...place, by: "pattern" }
    : undefined;
}

/** Whether a pattern begins with text that an index could look up; a parameter may. */
function startsFixed(pattern: Node | undefined): boolean {
  const constant = as(pattern, "A_Const");
  if (constant?.sval) return !/^[%_.^*]/.test(constant.sval.sval ?? "");
  return as(pattern, "ParamRef") !== undefined;
}

function resultOf(
  select: SelectStmt,
  table: ObjectId,
  scope: Scope,
): Pick<TableScan, "orderBy" | "limited" | "selected"> {
  const targets = (select.targetList ?? []).flatMap((target) => as(target, "ResTarget")?.val ?? []);
  const selected = targets.map(
    (value) =>
      scope.columnOf(value, table) ?? (readColumns(value).length === 0 && !readsAll(value) ? "" : null),
  );
  const known = selected.flatMap((column) => (column === null || column === "" ? [] : [column]));
  const complete = selected.every((column) => column !== null) && !select.groupClause;
  return {
    orderBy: orderOf(select, table, scope),
    limited: select.limitCount !== undefined,
    selected: complete ? known : null,
  };
}

function readsAll(value: Node): boolean {
  const fields = as(value, "ColumnRef")?.fields ?? [];
  const call: FuncCall | undefined = as(value, "FuncCall");
  return fields.some((field) => as(field, "A_Star") !== undefined) || (call !== undefined && !call.agg_star);
}

/** The columns of ORDER BY, when all of them are columns of the table. */
function orderOf(select: SelectStmt, table: ObjectId, scope: Scope): TableScan["orderBy"] {
  const keys = (select.sortClause ?? []).map((sort) => {
    const by = as(sort, "SortBy");
    const column = by?.node && scope.columnOf(by.node, table);
    return column === undefined ? undefined : { column, descending: by?.sortby_dir === "SORTBY_DESC" };
  });
  return keys.every((key) => key !== undefined) ? keys : [];
}

/** The column that a scan means, in the catalog. */
export function columnOfTable(catalog: Catalog, table: ObjectId, name: string): Column | undefined {
  const object = catalog.objects.get(table);
  return object?.kind === "table" ? object.columns.find((column) => column.name === name) : undefined;
}

/** The id by which facts know a column. */
export function factKey(table: ObjectId, column: string): ObjectId {
  return columnId(table, column);
}
