import { groupBy } from "../../../../shared/groupBy.ts";
import type { Constraint, ObjectId } from "../catalog/model.ts";
import { isOwn } from "../diff/diffCatalogs.ts";
import type { PlanContext } from "./context.ts";
import type { PlanNode } from "./graph.ts";
import type { Impact } from "./impact.ts";
import type { Scope } from "./scope.ts";
import type { DraftStep } from "./steps.ts";

/** What the parts of a plan write their nodes into, and ask about them. */
export interface NodeBook {
  readonly context: PlanContext;
  readonly from: Scope;
  readonly to: Scope;
  readonly impact: Impact;
  readonly nodes: ReadonlyMap<string, PlanNode>;
  /** Keys of nodes after which an object or column is as the target has it. */
  readonly makers: Map<ObjectId, string[]>;
  /** The key of the node that takes an object or column away. */
  readonly takers: Map<ObjectId, string>;
  /** Keys of nodes that rewrite what an object refers to, while it stays. */
  readonly alters: Map<ObjectId, string[]>;
  readonly push: (map: Map<ObjectId, string[]>, id: ObjectId, key: string) => void;
  /** Adds a node and returns its key. */
  readonly node: (key: string, facts: NodeFacts) => string;
  /** The second runs after the first; unknown keys are ignored. */
  readonly before: (first: string | undefined, second: string | undefined) => void;
  readonly takerOf: (id: ObjectId) => string | undefined;
  /** Removed, or dropped to be created anew. */
  readonly isGone: (id: ObjectId) => boolean;
  /** Added, or created anew. */
  readonly isMade: (id: ObjectId) => boolean;
  readonly columnGone: (id: ObjectId) => boolean;
  /** Whether other tables inherit from it, or are its partitions, in the target. */
  readonly hasChildren: (table: ObjectId) => boolean;
  /** Indexes and constraints of a table in the target that should exist before it is attached. */
  readonly parts: (table: ObjectId) => readonly ObjectId[];
  /** Constraints of a table in the target. */
  readonly constraintsOf: (table: ObjectId) => readonly Constraint[];
}

export interface NodeFacts {
  readonly object: ObjectId;
  readonly rank: number;
  readonly steps: readonly DraftStep[];
  /** Keys of nodes that run before it. */
  readonly after?: readonly string[];
}

/** An empty book for a plan. */
export function createBook(context: PlanContext): NodeBook {
  const { from, to, impact } = context;
  const nodes = new Map<string, PlanNode>();
  const takers = new Map<ObjectId, string>();
  const held = [...to.catalog.objects.values()];
  const tables = held.filter((object) => object.kind === "table");
  const parents = new Set(
    tables.flatMap(({ inherits, partitionOf }) => [...inherits, partitionOf?.parent ?? ""]),
  );
  const constraints = groupBy(
    held.filter((object) => object.kind === "constraint"),
    ({ table }) => table,
  );
  const indexes = groupBy(
    held.filter((object) => object.kind === "index"),
    ({ table }) => table,
  );
  return {
    context,
    from,
    to,
    impact,
    nodes,
    makers: new Map(),
    takers,
    alters: new Map(),
    push: (map, id, key) => map.set(id, [...(map.get(id) ?? []), key]),
    node: (key, { object, rank, steps, after = [] }) => {
      nodes.set(key, { key, object, rank, steps, after: new Set(after) });
      return key;
    },
    before: (first, second) => {
      if (first === undefined || second === undefined || first === second || !nodes.has(first)) return;
      nodes.get(second)?.after.add(first);
    },
    // A column goes with its table.
    takerOf: (id) => takers.get(id) ?? takers.get(from.tableOf(id)?.id ?? ""),
    isGone: (id) => impact.removed.has(id) || impact.replaced.has(id),
    isMade: (id) => impact.added.has(id) || impact.replaced.has(id),
    columnGone: (id) => impact.removed.has(id) || impact.recreatedColumns.has(id),
    hasChildren: (table) => parents.has(table),
    parts: (table) =>
      [...(indexes.get(table) ?? []), ...(constraints.get(table) ?? [])].filter(isOwn).map(({ id }) => id),
    constraintsOf: (table) => constraints.get(table) ?? [],
  };
}

/** Whether a column calls a function that refers to the column's own table. */
export function needsFunctionOf(
  scope: Scope,
  column: ObjectId,
  table: ObjectId,
  matters: (id: ObjectId) => boolean,
): boolean {
  return [...scope.references(column)].some(
    (id) => id.startsWith("function ") && matters(id) && reaches(scope, id, table),
  );
}

function reaches(scope: Scope, start: ObjectId, table: ObjectId): boolean {
  const seen = new Set([start]);
  const queue = [start];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (id === table || scope.tableOf(id)?.id === table) return true;
    for (const next of scope.references(id)) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return false;
}
