import { columnId } from "../../catalog/ids.ts";
import { quoteIdent, quoteLiteral } from "../../catalog/identifiers.ts";
import type { Index } from "../../catalog/model.ts";
import { keyColumns } from "../coverage.ts";
import { createIndexFix } from "../design.ts";
import { type AdviceFacts, indexesOf, partitionsOf, tableFacts } from "../facts.ts";
import type { AdviceFix, DesignedKey } from "../finding.ts";
import { unquoted } from "../names.ts";
import { columnOfTable } from "./readScans.ts";
import type { ConstantCondition, TableScan } from "./scan.ts";

/** Rows that are sorted or filtered in no time. */
const fewRows = 100;
/** An index that leaves more of a table than this is not used for finding rows. */
const unselective = 0.3;
/** Keys beyond these make an index large without finding fewer rows. */
const maxKeys = 3;
/** A condition that keeps fewer rows than this is worth an index of its own. */
const rare = 0.2;
/** Columns, and bytes of them, that are worth carrying along; pages whose visibility is known make that pay. */
const carried = { columns: 2, bytes: 32, visible: 0.8, calls: 1000 } as const;

export interface Candidate {
  readonly fix: AdviceFix;
  /** Rows that the conditions are estimated to leave. */
  readonly remaining: number;
}

/** The index that would serve a scan; undefined when there is one already or none would help. */
export function candidateFor(facts: AdviceFacts, scan: TableScan, calls: number): Candidate | undefined {
  const { table } = scan;
  const { rows } = tableFacts(facts, table);
  const equal = bySelectivity(facts, scan, scan.equal.length > 0 ? scan.equal : scan.joined);
  const partial = rareCondition(facts, scan);
  const [range] = scan.ranges;
  const order =
    scan.limited || equal.length > 0 ? scan.orderBy.filter(({ column }) => !equal.includes(column)) : [];
  const keys = indexable(facts, scan, [
    ...equal.map((text): DesignedKey => ({ text })),
    ...(order.length > 0 && scan.limited
      ? order.map(({ column, descending }): DesignedKey => ({ text: column, descending }))
      : range !== undefined && !equal.includes(range)
        ? [{ text: range }]
        : order.map(({ column, descending }): DesignedKey => ({ text: column, descending }))),
  ]);
  const [first] = keys;
  if (!first) return undefined;
  const share = equal.reduce((left, column) => left * shareOf(facts, table, column, rows), 1);
  const narrowed = share * (partial?.share ?? 1) * (range === undefined ? 1 : 0.1);
  const sorts = scan.limited && scan.orderBy.length > 0 && order.length > 0;
  if (narrowed > unselective && !sorts) return undefined;
  if (isServed(facts, scan, equal, keys, rows)) return undefined;
  // What finds a handful of rows needs nothing behind it.
  const enough =
    rows * equalShare(facts, table, equal, rows) <= fewRows ? Math.max(1, equal.length) : maxKeys;
  const chosen = keys.slice(0, Math.max(1, Math.min(maxKeys, enough)));
  const fix = createIndexFix(facts, {
    table,
    keys: chosen,
    predicate: partial?.sql ?? null,
    included: partial ? [] : carriedColumns(facts, scan, chosen, calls),
  });
  return { fix, remaining: Math.max(1, Math.round(rows * narrowed)) };
}

function equalShare(facts: AdviceFacts, table: string, equal: readonly string[], rows: number): number {
  return equal.length === 0
    ? 1
    : equal.reduce((left, column) => left * shareOf(facts, table, column, rows), 1);
}

/** The share of rows that an equality leaves, as the planner would guess it. */
function shareOf(facts: AdviceFacts, table: string, column: string, rows: number): number {
  const known = facts.columns.get(columnId(table, column));
  if (!known) return 0.01;
  const distinct = known.distinct < 0 ? -known.distinct * rows : known.distinct;
  return (1 - known.nullShare) / Math.max(1, distinct);
}

/** The most selective first; of columns that leave half of the rows only those that stand alone. */
function bySelectivity(
  facts: AdviceFacts,
  { table }: TableScan,
  columns: readonly string[],
): readonly string[] {
  const { rows } = tableFacts(facts, table);
  const share = (column: string) => shareOf(facts, table, column, rows);
  return columns.toSorted((a, b) => share(a) - share(b));
}

/** Columns of types that a btree can hold. */
function indexable(
  facts: AdviceFacts,
  { table }: TableScan,
  keys: readonly DesignedKey[],
): readonly DesignedKey[] {
  const end = keys.findIndex(({ text }) => {
    const type = columnOfTable(facts.catalog, table, text)?.type ?? "";
    return type === "" || /^(?:json|jsonb|xml|point|polygon|tsvector)$|\[\]$/.test(type);
  });
  return end < 0 ? keys : keys.slice(0, end);
}

/** Whether an index exists that leaves few rows, or gives them in the order that is asked for. */
function isServed(
  facts: AdviceFacts,
  scan: TableScan,
  equal: readonly string[],
  keys: readonly DesignedKey[],
  rows: number,
): boolean {
  const { table, ranges } = scan;
  const serves = (index: Index): boolean => {
    if (!index.valid || (index.predicate !== null && !isImplied(index.predicate, scan))) return false;
    const columns = keyColumns(index);
    if (index.unique && columns.length > 0 && columns.every((column) => equal.includes(column))) return true;
    const leading: string[] = [];
    for (const column of columns) {
      if (!equal.includes(column)) break;
      leading.push(column);
    }
    const next = columns[leading.length];
    const left = rows * equalShare(facts, table, leading, rows);
    if (leading.length > 0 && left <= fewRows) return true;
    const wanted = keys.slice(leading.length).map(({ text }) => text);
    if (leading.length < equal.length) return leading.length > 0 && left <= rows * 0.01;
    return wanted.length === 0 || next === wanted[0] || (next !== undefined && ranges.includes(next));
  };
  if (indexesOf(facts, table).some(serves)) return true;
  const partitions = partitionsOf(facts, table);
  return partitions.length > 0 && partitions.every(({ id }) => indexesOf(facts, id).some(serves));
}

/** Whether the conditions of a scan guarantee the predicate of a partial index. */
function isImplied(predicate: string, { constants, equal }: TableScan): boolean {
  const known = new Set(constants.map((condition) => normal(conditionSql(condition))));
  const notNull = /^\(*("(?:[^"]|"")+"|\w+) IS NOT NULL\)*$/.exec(predicate)?.[1];
  return known.has(normal(predicate)) || (notNull !== undefined && equal.includes(unquoted(notNull)));
}

function normal(sql: string): string {
  return sql
    .toLowerCase()
    .replace(/::\w+/g, "")
    .replace(/[()\s]/g, "");
}

/** A condition without parameters that keeps few rows. */
function rareCondition(facts: AdviceFacts, { table, constants }: TableScan) {
  for (const condition of constants) {
    const share = constantShare(facts, table, condition);
    if (share !== undefined && share <= rare) return { sql: conditionSql(condition), share };
  }
  return undefined;
}

function constantShare(facts: AdviceFacts, table: string, { column, test, value }: ConstantCondition) {
  const known = facts.columns.get(columnId(table, column));
  if (!known) return undefined;
  if (test === "null") return known.nullShare;
  if (test === "notNull") return 1 - known.nullShare;
  if (test === "equal") return known.common.get(value ?? "");
  return known.common.get(test === "true" ? "t" : "f");
}

function conditionSql({ column, test, value }: ConstantCondition): string {
  const name = quoteIdent(column);
  switch (test) {
    case "null":
      return `${name} is null`;
    case "notNull":
      return `${name} is not null`;
    case "true":
      return name;
    case "false":
      return `not ${name}`;
    case "equal":
      return `${name} = ${quoteLiteral(value ?? "").trim()}`;
  }
}

/** The columns that an index could bring along so that the table need not be read. */
function carriedColumns(
  facts: AdviceFacts,
  { table, selected, equal, ranges, constants, joined }: TableScan,
  keys: readonly DesignedKey[],
  calls: number,
): readonly string[] {
  if (selected === null || calls < carried.calls) return [];
  const { pages, allVisiblePages } = tableFacts(facts, table);
  if (allVisiblePages < pages * carried.visible) return [];
  const read = new Set([
    ...selected,
    ...equal,
    ...ranges,
    ...joined,
    ...constants.map(({ column }) => column),
  ]);
  const extra = [...read].filter((column) => !keys.some(({ text }) => text === column));
  const bytes = extra.reduce(
    (sum, column) => sum + (facts.columns.get(columnId(table, column))?.width ?? Infinity),
    0,
  );
  return extra.length <= carried.columns && bytes <= carried.bytes ? extra : [];
}
