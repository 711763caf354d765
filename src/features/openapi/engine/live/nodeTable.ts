import type { Container } from "../automaton/json.ts";
import type { Entry } from "./entry.ts";
import type { Link, Node, NodeKind } from "./node.ts";

/**
 * Nodes by their entry and what they are about. References do not go in circles here, so a node is needed as long as a
 * link leads to it.
 */
export class NodeTable {
  readonly #byEntry = new Map<Entry, Map<Container, Map<string, Node>>>();
  readonly #direct = new Map<Entry, Node>();
  /** Links whose targets are gone. */
  readonly #stale = new Set<Link>();
  /** Nodes that lost a link, and may have none left. */
  readonly #doubtful = new Set<Node>();

  direct(entry: Entry): Node {
    let node = this.#direct.get(entry);
    if (!node) this.#direct.set(entry, (node = newNode(entry, { is: "direct" })));
    return node;
  }

  get(entry: Entry, value: Container, name: string, kind: NodeKind): Node {
    let byValue = this.#byEntry.get(entry);
    if (!byValue) this.#byEntry.set(entry, (byValue = new Map<Container, Map<string, Node>>()));
    let byName = byValue.get(value);
    if (!byName) byValue.set(value, (byName = new Map<string, Node>()));
    let node = byName.get(name);
    if (!node) byName.set(name, (node = newNode(entry, kind)));
    return node;
  }

  *of(entry: Entry): Iterable<Node> {
    const direct = this.#direct.get(entry);
    if (direct) yield direct;
    for (const byName of this.#byEntry.get(entry)?.values() ?? []) yield* byName.values();
  }

  /** Links whose targets have to be found anew. */
  get staleLinks(): ReadonlySet<Link> {
    return this.#stale;
  }

  /** Takes down what a link leads to now. */
  connect(link: Link, targets: readonly Node[]): void {
    this.#disconnect(link);
    for (const { incoming } of targets) incoming.add(link);
    link.targets = targets;
  }

  /** Takes a node's links back. */
  unlink({ links }: Node): void {
    for (const link of links) this.#disconnect(link);
  }

  /** Forgets what is known of an entry. @returns the nodes that are gone. */
  forget(entry: Entry): readonly Node[] {
    const gone = [...this.of(entry)];
    for (const node of gone) {
      node.isGone = true;
      this.unlink(node);
    }
    for (const { incoming } of gone)
      for (const link of incoming) if (!link.from.isGone) this.#stale.add(link);
    this.#direct.delete(entry);
    this.#byEntry.delete(entry);
    return gone;
  }

  /** Drops the nodes that nothing leads to any more. @returns them. */
  sweep(): readonly Node[] {
    const gone: Node[] = [];
    // Those that these led to alone come to be doubtful on the way.
    for (const node of this.#doubtful) {
      this.#doubtful.delete(node);
      if (node.isGone || node.incoming.size > 0) continue;
      node.isGone = true;
      gone.push(node);
      this.unlink(node);
      this.#drop(node);
    }
    return gone;
  }

  #disconnect(link: Link): void {
    this.#stale.delete(link);
    for (const target of link.targets) {
      target.incoming.delete(link);
      if (target.incoming.size === 0) this.#doubtful.add(target);
    }
    link.targets = [];
  }

  #drop(node: Node): void {
    const byValue = this.#byEntry.get(node.entry);
    for (const [value, byName] of byValue ?? []) {
      for (const [name, known] of byName) if (known === node) byName.delete(name);
      if (byName.size === 0) byValue?.delete(value);
    }
  }
}

function newNode(entry: Entry, kind: NodeKind): Node {
  return {
    entry,
    kind,
    isStale: true,
    isGone: false,
    incoming: new Set(),
    results: [],
    links: [],
    readings: [],
  };
}
