import type { ObjectId } from "../catalog/model.ts";
import type { DraftStep } from "./steps.ts";

/** Some statements that run next to each other, and what has to run before them. */
export interface PlanNode {
  readonly key: string;
  readonly object: ObjectId;
  /** Among nodes that could run next, the lowest rank does. */
  readonly rank: number;
  readonly steps: readonly DraftStep[];
  readonly after: Set<string>;
}

/**
 * Orders nodes so that each comes after those it names, the lowest rank first, then by key. Names of nodes that do not
 * exist are ignored.
 * @returns the order, and the keys of nodes that wait for each other, which then come in the order of their ranks
 */
export function sortNodes(nodes: ReadonlyMap<string, PlanNode>): {
  readonly order: readonly PlanNode[];
  readonly cycles: readonly string[];
} {
  const waiting = new Map<string, number>();
  const followers = new Map<string, string[]>();
  for (const { key, after } of nodes.values()) {
    const known = [...after].filter((other) => other !== key && nodes.has(other));
    waiting.set(key, known.length);
    for (const other of known) followers.set(other, [...(followers.get(other) ?? []), key]);
  }
  const ready = new ReadyQueue();
  const order: PlanNode[] = [];
  const cycles: string[] = [];
  const done = new Set<string>();
  for (const node of nodes.values()) if (waiting.get(node.key) === 0) ready.push(node);
  while (order.length < nodes.size) {
    let next = ready.pop();
    if (next === undefined) {
      next = [...nodes.values()].filter(({ key }) => !done.has(key)).sort(byRank)[0];
      if (next === undefined) break;
      cycles.push(next.key);
    }
    if (done.has(next.key)) continue;
    done.add(next.key);
    order.push(next);
    for (const follower of followers.get(next.key) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      const node = nodes.get(follower);
      if (left === 0 && node !== undefined && !done.has(follower)) ready.push(node);
    }
  }
  return { order, cycles };
}

function byRank(a: PlanNode, b: PlanNode): number {
  return a.rank - b.rank || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** A binary heap of the nodes that nothing holds back. */
class ReadyQueue {
  private readonly heap: PlanNode[] = [];

  push(node: PlanNode): void {
    this.heap.push(node);
    let child = this.heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.swapIfLess(child, parent)) break;
      child = parent;
    }
  }

  pop(): PlanNode | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (first === undefined || last === undefined || this.heap.length === 0) return first;
    this.heap[0] = last;
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      const least = this.isLess(left + 1, left) ? left + 1 : left;
      if (!this.swapIfLess(least, parent)) return first;
      parent = least;
    }
  }

  private isLess(one: number, other: number): boolean {
    const [a, b] = [this.heap[one], this.heap[other]];
    return a !== undefined && b !== undefined && byRank(a, b) < 0;
  }

  private swapIfLess(one: number, other: number): boolean {
    const [a, b] = [this.heap[one], this.heap[other]];
    if (a === undefined || b === undefined || byRank(a, b) >= 0) return false;
    this.heap[one] = b;
    this.heap[other] = a;
    return true;
  }
}
