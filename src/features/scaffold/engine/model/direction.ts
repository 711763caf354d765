import type { NamedSchema, Schema } from "../contract/schema.ts";
import { references, subschemas } from "../contract/schema.ts";

/** Which way a value travels: `readOnly` properties are absent from requests, `writeOnly` ones from responses. */
export type Direction = "request" | "response";

export type NamedSchemas = ReadonlyMap<string, NamedSchema>;

/** The properties that a value has when it travels this way. */
export function visibleProperties(
  schema: Schema,
  direction: Direction,
  named: NamedSchemas,
): readonly (readonly [string, Schema])[] {
  return [...schema.properties].filter(([, property]) => !isHidden(property, direction, named));
}

export function isHidden(property: Schema, direction: Direction, named: NamedSchemas): boolean {
  const flag = direction === "request" ? "readOnly" : "writeOnly";
  if (property[flag]) return true;
  return property.ref !== undefined && named.get(property.ref)?.schema[flag] === true;
}

/** Ids of the named schemas whose shape depends on the direction, because of a property in it or below it. */
export function directedSchemas(named: NamedSchemas): ReadonlySet<string> {
  const directed = new Set<string>();
  const usedBy = new Map<string, string[]>();
  for (const { id, schema } of named.values()) {
    const parts = allParts(schema);
    if (parts.some((part) => hasHiddenProperty(part, named))) directed.add(id);
    for (const target of parts.flatMap(references)) {
      const users = usedBy.get(target);
      if (users === undefined) usedBy.set(target, [id]);
      else users.push(id);
    }
  }
  const queue = [...directed];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const user of usedBy.get(id) ?? []) {
      if (directed.has(user)) continue;
      directed.add(user);
      queue.push(user);
    }
  }
  return directed;
}

function hasHiddenProperty(schema: Schema, named: NamedSchemas): boolean {
  return [...schema.properties.values()].some(
    (property) => isHidden(property, "request", named) || isHidden(property, "response", named),
  );
}

/** A schema and everything inside of it, references not followed. */
export function allParts(schema: Schema): readonly Schema[] {
  const parts: Schema[] = [];
  const queue = [schema];
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    parts.push(part);
    queue.push(...subschemas(part));
  }
  return parts;
}

/** Ids that a schema or anything inside of it names, each once. */
export function schemaReferences(schema: Schema): readonly string[] {
  return [...new Set(allParts(schema).flatMap(references))];
}

/**
 * Ids that are reached from schemas, directly or through others.
 * @param reached those that are known already, with all that they lead to: the others are added
 */
export function reachableSchemas(
  roots: readonly Schema[],
  named: NamedSchemas,
  reached = new Set<string>(),
): ReadonlySet<string> {
  const queue = roots.flatMap(schemaReferences);
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const entry = named.get(id);
    if (entry !== undefined) queue.push(...schemaReferences(entry.schema));
  }
  return reached;
}
