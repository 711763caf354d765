import type { NamedSchemas } from "./direction.ts";
import { schemaReferences } from "./direction.ts";

/**
 * A hash for each named schema of itself and of everything that it leads to. Schemas that lead to each other share
 * one (Tarjan's strongly connected components, without recursion: chains of references may be long).
 * @param hashOf hash of one schema alone
 * @param combine hash of several hashes, in the order of the text that they have
 */
export function closureHashes(
  roots: Iterable<string>,
  named: NamedSchemas,
  hashOf: (id: string) => string,
  combine: (hashes: readonly string[]) => string,
): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  for (const root of roots) if (!order.has(root)) visit(root);
  return hashes;

  function visit(root: string): void {
    const path: { readonly id: string; readonly rest: string[] }[] = [];
    const enter = (id: string): void => {
      order.set(id, order.size);
      lowest.set(id, order.size - 1);
      open.push(id);
      path.push({ id, rest: [...referencesOf(id)] });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { id, rest } = top;
      const next = rest.pop();
      if (next === undefined) {
        path.pop();
        const above = path.at(-1);
        if (above !== undefined) lower(above.id, lowest.get(id));
        if (lowest.get(id) === order.get(id)) close(id);
      } else if (!order.has(next)) enter(next);
      else if (!hashes.has(next)) lower(id, order.get(next));
    }
  }

  function lower(id: string, bound = Infinity): void {
    lowest.set(id, Math.min(lowest.get(id) ?? Infinity, bound));
  }

  /** Everything that is open since this schema was entered leads back to it. */
  function close(id: string): void {
    const members = open.splice(open.lastIndexOf(id));
    const outside = members.flatMap(referencesOf).flatMap((target) => hashes.get(target) ?? []);
    const hash = combine([...members.map(hashOf).sort(), ...[...new Set(outside)].sort()]);
    for (const member of members) hashes.set(member, hash);
  }

  function referencesOf(id: string): readonly string[] {
    const schema = named.get(id)?.schema;
    return schema === undefined ? [] : schemaReferences(schema);
  }
}
