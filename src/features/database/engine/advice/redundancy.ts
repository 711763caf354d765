import type { Index } from "../catalog/model.ts";
import { type AdviceFacts, constraintsOf, indexBytes, indexesOf, indexScans } from "./facts.ts";

/** An index that another one makes superfluous. */
export interface Redundancy {
  readonly index: Index;
  readonly by: Index;
  /** "equal": the same keys; "prefix": the other one has more. */
  readonly how: "equal" | "prefix";
}

const known = new WeakMap<AdviceFacts, readonly Redundancy[]>();

/** Indexes that could go without any query noticing; found by structure, never by name or text of a definition. */
export function redundancies(facts: AdviceFacts): readonly Redundancy[] {
  const found = known.get(facts) ?? find(facts);
  known.set(facts, found);
  return found;
}

function find(facts: AdviceFacts): readonly Redundancy[] {
  const byTable = new Map<string, Index[]>();
  for (const index of indexesOf(facts)) {
    if (!index.valid || index.parent !== null) continue;
    byTable.set(index.table, [...(byTable.get(index.table) ?? []), index]);
  }
  const referenced = referencedIndexes(facts);
  return [...byTable.values()].flatMap((indexes) => {
    const groups = new Map<string, Index[]>();
    for (const index of indexes) {
      const signature = signatureOf(facts, index);
      groups.set(signature, [...(groups.get(signature) ?? []), index]);
    }
    const kept: Index[] = [];
    const equal = [...groups.values()].flatMap((group) => {
      const [keeper, ...others] = group.toSorted(
        (a, b) =>
          worth(facts, b) - worth(facts, a) || a.name.length - b.name.length || (a.name < b.name ? -1 : 1),
      );
      if (!keeper) return [];
      const needed = others.filter((index) => isBound(index) || referenced.has(index.id));
      kept.push(keeper, ...needed);
      return others
        .filter((index) => !needed.includes(index))
        .map((index): Redundancy => ({ index, by: keeper, how: "equal" }));
    });
    const prefixes = kept.flatMap((index) => {
      if (index.unique || isBound(index) || referenced.has(index.id)) return [];
      const by = kept
        .filter((other) => other !== index && covers(facts, other, index))
        .sort((a, b) => indexBytes(facts, a) - indexBytes(facts, b))[0];
      return by ? [{ index, by, how: "prefix" } as const] : [];
    });
    return [...equal, ...prefixes];
  });
}

/** Something but its speed depends on the index. */
export function isBound({ constraint, replicaIdentity, clustered }: Index): boolean {
  return constraint !== null || replicaIdentity || clustered;
}

/** Indexes that a foreign key of another table leans on. */
export function referencedIndexes(facts: AdviceFacts): ReadonlySet<string> {
  return new Set(
    constraintsOf(facts).flatMap(({ type, index }) =>
      type === "foreignKey" && index !== null ? [index] : [],
    ),
  );
}

function worth(facts: AdviceFacts, index: Index): number {
  const rank = [index.constraint !== null, index.unique, isBound(index)].reduce(
    (sum, holds) => sum * 2 + Number(holds),
    0,
  );
  return rank * 1e15 + indexScans(facts, index);
}

function signatureOf(facts: AdviceFacts, index: Index): string {
  const { method, keys, included, predicate } = index;
  return JSON.stringify([method, keysOf(facts, index, keys.length), [...included].sort(), predicate]);
}

/** What the first keys of an index are, collations included. */
function keysOf(facts: AdviceFacts, { id, keys }: Index, count: number): readonly unknown[] {
  const collations = (facts.indexes.get(id)?.collations ?? "").split(" ");
  return keys
    .slice(0, count)
    .map(({ text, descending, nullsFirst, operatorClass }, position) => [
      text,
      descending,
      nullsFirst,
      operatorClass,
      collations[position],
    ]);
}

/** Whether the keys of a btree begin with those of another, forwards or read backwards. */
function covers(facts: AdviceFacts, wide: Index, narrow: Index): boolean {
  const count = narrow.keys.length;
  if (wide.method !== "btree" || narrow.method !== "btree" || wide.keys.length <= count) return false;
  if (wide.predicate !== narrow.predicate) return false;
  const carried = new Set([...wide.keys.map(({ text }) => text), ...wide.included]);
  if (!narrow.included.every((column) => carried.has(column))) return false;
  const start = JSON.stringify(keysOf(facts, wide, count));
  const backwards = {
    ...narrow,
    keys: narrow.keys.map((key) => ({ ...key, descending: !key.descending, nullsFirst: !key.nullsFirst })),
  };
  return [narrow, backwards].some((index) => JSON.stringify(keysOf(facts, index, count)) === start);
}
