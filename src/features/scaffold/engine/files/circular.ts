import type { Schema } from "../contract/schema.ts";
import { references } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";

/**
 * Tells whether naming one schema at the top of another defines the other by itself (`A: anyOf: [B]`, `B: allOf: [A]`),
 * which neither a type nor a validator can do. What is inside of an object or an array does not count.
 */
export function circularity(named: NamedSchemas): (owner: string, id: string) => boolean {
  const memo = new Map<string, ReadonlySet<string>>();
  const reachedFrom = (id: string): ReadonlySet<string> => {
    const known = memo.get(id);
    if (known !== undefined) return known;
    const reached = new Set<string>([id]);
    const queue = [id];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      for (const target of topReferences(named.get(next)?.schema)) {
        if (!reached.has(target)) queue.push(target);
        reached.add(target);
      }
    }
    memo.set(id, reached);
    return reached;
  };
  return (owner, id) => reachedFrom(id).has(owner);
}

function topReferences(schema: Schema | undefined): readonly string[] {
  if (schema === undefined) return [];
  const parts = [...schema.allOf, ...schema.anyOf, ...schema.oneOf];
  const logic = [schema.not, schema.if, schema.then, schema.else].filter((part) => part !== undefined);
  return [...references(schema), ...[...parts, ...logic].flatMap(topReferences)];
}
