import { Inexpressible } from "../inexpressible.ts";
import { isContainer, isObject, type Json, type JsonObject } from "../json.ts";

const named = ["$id", "$anchor", "$dynamicAnchor"];
const lists: ReadonlySet<string> = new Set(["items", "allOf", "anyOf", "oneOf"]);
const maps: ReadonlySet<string> = new Set(
  "$defs definitions properties patternProperties dependencies".split(" "),
);
const single: ReadonlySet<string> = new Set(
  "additionalItems items contains additionalProperties propertyNames not if then else".split(" "),
);
/** Keywords with values in which json-schema-traverse looks for no schemas. */
const skipped: ReadonlySet<string> = new Set(
  [
    "default enum const required maximum minimum exclusiveMaximum exclusiveMinimum multipleOf maxLength minLength",
    "pattern format maxItems minItems uniqueItems maxProperties minProperties",
  ].flatMap((line) => line.split(" ")),
);

/**
 * Looks for schemas with names of their own. They collide with each other when they are compiled again, so that the
 * outcome depends on how often that is.
 */
export class SchemaNames {
  readonly #schemas = new Set<JsonObject>();
  readonly #data = new Set<JsonObject>();

  /** @throws Inexpressible when there is one. */
  requireNone(schema: Json | undefined): void {
    if (isObject(schema)) this.#visit(schema, true);
  }

  /** @param isSchema whether it is where schemas are; ids anywhere else are removed before a schema is compiled. */
  #visit(value: JsonObject, isSchema: boolean): void {
    const seen = isSchema ? this.#schemas : this.#data;
    if (seen.has(value)) return;
    seen.add(value);
    if (
      (isSchema && typeof value["id"] === "string") ||
      named.some((name) => typeof value[name] === "string")
    )
      throw new Inexpressible("A schema has a name.");
    for (const [key, part] of Object.entries(value)) if (isContainer(part)) this.#visitPart(key, part);
  }

  #visitPart(key: string, part: Json[] | JsonObject): void {
    if (Array.isArray(part)) {
      if (lists.has(key)) this.#visitAll(part);
    } else if (maps.has(key)) this.#visitAll(Object.values(part));
    else if (single.has(key)) this.#visit(part, true);
    else if (!skipped.has(key)) this.#visit(part, false);
  }

  #visitAll(parts: readonly Json[]): void {
    for (const part of parts) if (isObject(part)) this.#visit(part, true);
  }
}
