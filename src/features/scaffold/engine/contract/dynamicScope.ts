import type { Documents, Node } from "./documents.ts";
import { items, members } from "./documents.ts";
import { stringAt } from "./value.ts";

/** What dynamic anchors stand for, by name: the outermost resource that a value's schema was reached through decides. */
export type DynamicScope = ReadonlyMap<string, Node>;

export const emptyScope: DynamicScope = new Map();

/** The anchor that a `$dynamicRef` names: "#item" → "item". */
export function dynamicName(ref: string): string | undefined {
  return /#([A-Za-z_][\w.-]*)$/.exec(ref)?.[1];
}

/**
 * Tells, for schemas that are reached by a reference, what the scope that they are reached in means to them. A schema
 * that is reached in several ways is several schemas where it matters.
 */
export class DynamicScopes {
  readonly #documents: Documents;
  readonly #names = new Map<string, ReadonlySet<string>>();

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  /** The bindings that make a schema another one than it is by itself, sorted by name. */
  bindings(target: Node, scope: DynamicScope): readonly (readonly [name: string, node: Node])[] {
    if (scope.size === 0) return [];
    const own = this.#documents.resources.dynamicAnchorsAround(target);
    const names = this.#namesBehind(target);
    return [...scope]
      .filter(([name, node]) => names.has(name) && !isSame(own.get(name), node))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** The scope inside of a schema that is reached with these bindings. */
  inside(target: Node, bindings: readonly (readonly [string, Node])[]): DynamicScope {
    return new Map([...this.#documents.resources.dynamicAnchorsAround(target), ...bindings]);
  }

  /** Names that `$dynamicRef`s use in a schema and in all that it leads to. */
  #namesBehind(target: Node): ReadonlySet<string> {
    const key = `${target.uri}#${target.pointer}`;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const names = new Set<string>();
    const seen = new Set<unknown>();
    const queue = [target];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      if (typeof node.value !== "object" || node.value === null || seen.has(node.value)) continue;
      seen.add(node.value);
      const ref = stringAt(node.value, "$ref");
      if (ref !== undefined) queue.push(this.#documents.resolve(node));
      const name = dynamicName(stringAt(node.value, "$dynamicRef") ?? "");
      if (name !== undefined) {
        names.add(name);
        queue.push(...this.#documents.resources.dynamicAnchors(name));
      }
      queue.push(...items(node), ...members(node).map(([, member]) => member));
    }
    this.#names.set(key, names);
    return names;
  }
}

function isSame(one: Node | undefined, other: Node): boolean {
  return one?.uri === other.uri && one.pointer === other.pointer;
}
