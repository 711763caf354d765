import type { Reference } from "./references.ts";
import { startsWith } from "./startsWith.ts";

/** Tells whether a reference to a target is left as it is. */
export type CircleTest = (target: string, from: Reference) => boolean;

/**
 * Tells which references are left as they are because following them would never end: a reference is one of those
 * when it lies inside of something that its target leads to. Mirrors json-ref-resolver, whose graph has an edge from
 * each stem of a reference's place (the parts of its path beyond what it shares with its target) to its target.
 */
export function circleTest(references: readonly Reference[]): CircleTest {
  const paths = targetPaths(references);
  const graph = stemGraph(references, paths);
  const depths = new Set([...paths.values()].map(({ length }) => length));
  const spellings = spellingsByPath(paths);
  const starts = new Set([...paths.values()].map((path) => keyOf(path, 1)));
  const reach = reachability(graph);
  return (target, { path }) => {
    if (!starts.has(keyOf(path, 1))) return false;
    for (const depth of depths) {
      if (depth > path.length) continue;
      for (const enclosing of spellings.get(keyOf(path, depth)) ?? []) {
        if (enclosing !== target && reach(target, enclosing)) return true;
      }
    }
    return false;
  };
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function targetPaths(references: readonly Reference[]): ReadonlyMap<string, readonly string[]> {
  return new Map(references.map(({ target, targetPath }) => [target, targetPath]));
}

/** Paths as keys. The resolver takes parts that start with the same number for the same: "404", "404-response". */
function keyOf(path: readonly string[], length: number): string {
  let key = "";
  for (let at = 0; at < length; at++) {
    const part = path[at] ?? "";
    const number = parseInt(part);
    key += Number.isNaN(number) ? `${part}\0` : `\u0001${number}\0`;
  }
  return key;
}

function spellingsByPath(paths: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string[]> {
  const spellings = new Map<string, string[]>();
  for (const [target, path] of paths) {
    const key = keyOf(path, path.length);
    spellings.set(key, [...(spellings.get(key) ?? []), target]);
  }
  return spellings;
}

function stemGraph(references: readonly Reference[], targets: ReadonlyMap<string, readonly string[]>): Graph {
  const graph = new Map<string, Set<string>>();
  const tops = new Set([...targets.values()].map(([top]) => top ?? ""));
  for (const reference of references) {
    if (isInsideOfTarget(reference) || !mayHaveStem(reference, tops)) continue;
    forEachStem(reference, (stem) => {
      if (!targets.has(stem) || stem === reference.target) return;
      const edges = graph.get(stem);
      if (edges) edges.add(reference.target);
      else graph.set(stem, new Set([reference.target]));
    });
  }
  return graph;
}

/** Tells whether stems of a reference may start like one of the targets; mostly, references in paths do not. */
function mayHaveStem({ path, targetPath }: Reference, tops: ReadonlySet<string>): boolean {
  return tops.has(path[0] ?? "") || targetPath.some((part, at) => part === path[at]);
}

/** What a reference adds to the graph that `circleTest` looks at. */
export function edgesOf(reference: Reference, targets: Pick<ReadonlySet<string>, "has">): readonly string[] {
  if (isInsideOfTarget(reference)) return [];
  const edges: string[] = [];
  forEachStem(reference, (stem) => {
    if (targets.has(stem) && stem !== reference.target) edges.push(`${stem}\0${reference.target}`);
  });
  return edges;
}

/** The stems as the resolver spells them: parts unescaped, and those that the target has at the same depth first. */
function forEachStem({ path, targetPath }: Reference, act: (stem: string) => void): void {
  let stem = "#";
  let tail = "";
  for (let at = 0; at < path.length; at++) {
    const part = path[at] ?? "";
    if (part === targetPath[at]) {
      stem += `/${part}`;
      continue;
    }
    tail += `/${part}`;
    // The last one is the place itself.
    if (at < path.length - 1 || stem !== "#") act(stem + tail);
  }
}

/** Tells whether a reference points at something that it is a part of. */
export function isInsideOfTarget({ path, targetPath }: Reference): boolean {
  return startsWith(path, targetPath);
}

/** Whether one target leads to another; what a target leads to is found once. */
function reachability(graph: Graph): (from: string, to: string) => boolean {
  const components = strongComponents(graph);
  const reached = new Map<string, ReadonlySet<string>>();
  return (from, to) => {
    const component = components.get(from);
    if (component !== undefined && component === components.get(to)) return true;
    if (graph.get(to)?.has(from)) return false;
    let all = reached.get(from);
    if (!all) reached.set(from, (all = reachedFrom(graph, from)));
    return all.has(to);
  };
}

function reachedFrom(graph: Graph, from: string): ReadonlySet<string> {
  const all = new Set<string>();
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const next of graph.get(node) ?? []) {
      if (all.has(next)) continue;
      all.add(next);
      open.push(next);
    }
  }
  return all;
}

/** Tarjan's algorithm, without recursion: number of the strongly connected component that each node is in. */
function strongComponents(graph: Graph): ReadonlyMap<string, number> {
  const component = new Map<string, number>();
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const open = new Set<string>();
  for (const root of graph.keys()) {
    if (order.has(root)) continue;
    const frames: { readonly node: string; readonly edges: Iterator<string> }[] = [];
    const enter = (node: string): void => {
      order.set(node, order.size);
      low.set(node, order.size - 1);
      stack.push(node);
      open.add(node);
      frames.push({ node, edges: (graph.get(node) ?? new Set<string>()).values() });
    };
    enter(root);
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const { node, edges } = frame;
      const edge = edges.next();
      if (edge.done !== true) {
        const next = edge.value;
        if (!order.has(next)) enter(next);
        else if (open.has(next)) lower(low, node, order.get(next) ?? 0);
        continue;
      }
      frames.pop();
      const parent = frames.at(-1);
      if (parent) lower(low, parent.node, low.get(node) ?? 0);
      if (low.get(node) === order.get(node)) close(node, stack, open, component);
    }
  }
  return component;
}

function lower(low: Map<string, number>, node: string, value: number): void {
  low.set(node, Math.min(low.get(node) ?? value, value));
}

function close(node: string, stack: string[], open: Set<string>, component: Map<string, number>): void {
  const number = component.size;
  for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
    open.delete(member);
    component.set(member, number);
    if (member === node) return;
  }
}
