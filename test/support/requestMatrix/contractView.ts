import {
  isObject,
  membersOf,
  stringAt,
  valueAt,
} from "../../../src/features/loadTest/engine/fromSpec/json.ts";

export type Direction = "request" | "response";

interface ViewOptions {
  readonly uri: string;
  readonly direction: Direction;
  /** Whether examples and defaults stay: authors write some that break their own schemas. */
  readonly withExamples: boolean;
}

interface View extends ViewOptions {
  readonly root: unknown;
  /** Before 3.1, nothing counts beside a `$ref`. */
  readonly isOld: boolean;
}

/** Members of these are named by the author: "required" is a property there, not a keyword. */
const maps = new Set(
  "properties patternProperties schemas definitions dependentSchemas responses headers paths content mapping".split(
    " ",
  ),
);
const examples = new Set(["example", "examples", "x-example", "default"]);
const values = new Set(["enum", "const", ...examples]);

/**
 * A document as JSON Schema 2020-12 reads it in one direction: with 3.0's dialect translated, `$ref`s absolute, and
 * without the properties that the direction does not carry. All parameters are required, so that each gets a value.
 */
export function viewOf(root: unknown, options: ViewOptions): unknown {
  const version = stringAt(root, "openapi") ?? "2.0";
  return viewNode(root, { ...options, root, isOld: /^[12]\.|^3\.0/.test(version) });
}

function viewNode(value: unknown, view: View): unknown {
  if (Array.isArray(value)) return value.map((item) => viewNode(item, view));
  if (!isObject(value)) return value;
  const ref = stringAt(value, "$ref");
  if (ref !== undefined && view.isOld) return { $ref: new URL(ref, view.uri).href };
  const members = Object.entries(value)
    .filter(([key]) => view.withExamples || !examples.has(key))
    .map(([key, member]) => [key, viewMember(key, member, value, view)] as const);
  return withDiscriminator(inNewDialect(Object.fromEntries(members)));
}

/** A discriminator's property names the alternative: JSON Schema needs that as a rule of each of them. */
function withDiscriminator(schema: unknown): unknown {
  const discriminator = valueAt(schema, "discriminator");
  const property = stringAt(discriminator, "propertyName");
  if (!isObject(schema) || property === undefined) return schema;
  const mapping = membersOf(valueAt(discriminator, "mapping"));
  const keyword = ["oneOf", "anyOf"].find((name) => Array.isArray(schema[name]));
  if (keyword === undefined) return schema;
  const alternatives = (schema[keyword] as readonly unknown[]).map((alternative) => {
    const ref = stringAt(alternative, "$ref");
    if (ref === undefined) return alternative;
    const name = ref.split("/").at(-1) ?? "";
    const mapped = mapping.filter(([, target]) => ref.endsWith(String(target))).map(([value]) => value);
    const rule = {
      type: "object",
      required: [property],
      properties: { [property]: { enum: mapped.length > 0 ? mapped : [name] } },
    };
    return { allOf: [alternative, rule] };
  });
  return { ...schema, [keyword]: alternatives };
}

function viewMember(key: string, member: unknown, owner: object, view: View): unknown {
  if (key === "$ref" && typeof member === "string") return new URL(member, view.uri).href;
  if (values.has(key)) return member;
  if (key === "readOnly" && view.direction === "response") return false;
  if (key === "required") return viewRequired(member, owner, view);
  if (key === "discriminator") return member;
  if (!maps.has(key)) return viewNode(member, view);
  const kept = membersOf(member).filter(([, item]) => view.direction === "request" || !isHidden(item, view));
  return Array.isArray(member)
    ? viewNode(member, view)
    : Object.fromEntries(kept.map(([name, item]) => [name, viewNode(item, view)]));
}

function viewRequired(member: unknown, owner: object, view: View): unknown {
  if (!Array.isArray(member)) return typeof valueAt(owner, "in") === "string" ? true : member;
  const properties = valueAt(owner, "properties");
  return member.filter((name: unknown) => !isHidden(valueAt(properties, String(name)), view));
}

/** Whether a property travels in the other direction only. */
function isHidden(property: unknown, view: View, depth = 0): boolean {
  const flag = view.direction === "request" ? "readOnly" : "writeOnly";
  if (valueAt(property, flag) === true) return true;
  const ref = stringAt(property, "$ref");
  if (ref?.startsWith("#/") !== true || depth > 10) return false;
  const target = ref
    .slice(2)
    .split("/")
    .reduce<unknown>(
      (value, token) => valueAt(value, token.replaceAll("~1", "/").replaceAll("~0", "~")),
      view.root,
    );
  return isHidden(target, view, depth + 1);
}

function inNewDialect(schema: Record<string, unknown>): unknown {
  if (typeof schema["in"] === "string" && typeof schema["name"] === "string") schema["required"] ??= true;
  // A parameter of 2.0 is a schema too, save for this.
  if (schema["required"] === false || schema["type"] === "file") {
    const { required, type, ...rest } = schema;
    return { ...rest, ...(required !== false && { required }), ...(type !== "file" && { type }) };
  }
  for (const [exclusive, inclusive] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    if (typeof schema[exclusive] !== "boolean") continue;
    if (schema[exclusive]) schema[exclusive] = schema[inclusive];
    else Reflect.deleteProperty(schema, exclusive);
  }
  const { nullable, ...rest } = schema;
  if (nullable !== true) return schema;
  const { readOnly = false } = rest;
  return { readOnly, anyOf: [rest, { type: "null" }] };
}
