import type { Index, ObjectId } from "../catalog/model.ts";
import { type AdviceFacts, indexesOf, partitionsOf } from "./facts.ts";
import { unquoted } from "./names.ts";

/** The columns of an index that can be searched by, in order; an expression ends them. */
export function keyColumns(index: Index): readonly string[] {
  const end = index.keys.findIndex(({ isExpression }) => isExpression);
  return index.keys.slice(0, end < 0 ? undefined : end).map(({ text }) => unquoted(text));
}

/**
 * Whether an index finds the rows of a table by values of some columns: they come first in it, in any order, and every
 * row that has values is in it. A partitioned table is served when all of its partitions are.
 */
export function isSearchable(facts: AdviceFacts, table: ObjectId, columns: readonly string[]): boolean {
  if (indexesOf(facts, table).some((index) => serves(index, columns))) return true;
  const partitions = partitionsOf(facts, table);
  return partitions.length > 0 && partitions.every(({ id }) => isSearchable(facts, id, columns));
}

export function serves(index: Index, columns: readonly string[]): boolean {
  const { method, valid, predicate } = index;
  const fits = method === "btree" || (method === "hash" && columns.length === 1);
  if (!fits || !valid || (predicate !== null && !leavesOutNulls(predicate, columns))) return false;
  const first = keyColumns(index).slice(0, columns.length);
  return first.length === columns.length && columns.every((column) => first.includes(column));
}

/** `(a IS NOT NULL) AND (b IS NOT NULL)` keeps every row that an equality on a and b can find. */
function leavesOutNulls(predicate: string, columns: readonly string[]): boolean {
  return predicate.split(" AND ").every((part) => {
    const column = /^\(*("(?:[^"]|"")+"|\w+) IS NOT NULL\)*$/.exec(part)?.[1];
    return column !== undefined && columns.includes(unquoted(column));
  });
}
