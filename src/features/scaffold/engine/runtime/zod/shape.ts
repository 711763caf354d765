/** `src/api/generated/shape.ts` where zod validates, without its header. */
export const zodShapeSource = `import type * as z from "zod";
import { partsOf } from "./validation.ts";

/** What the decoders of parameters and forms need to know of a schema: the types that it asks for, and where. */
export type Schema = z.core.$ZodType;
type Leaf = z.core.$ZodTypes;

/** The types that schemas accept, as \`typeof\` names them, with "array" and "null". */
export function typesOf(schemas: readonly Schema[]): ReadonlySet<string> {
  return new Set(leavesOf(schemas).flatMap(leafTypes));
}

/** Whether one of the schemas is a text of any kind. */
export function takesText(schemas: readonly Schema[]): boolean {
  return leavesOf(schemas).some(({ _zod: { def } }) => def.type === "string");
}

/** The schemas of an array's items. */
export function elementsOf(schemas: readonly Schema[]): readonly Schema[] {
  return leavesOf(schemas).flatMap(({ _zod: { def } }) => (def.type === "array" ? [def.element] : []));
}

/** The schemas of an object's property. */
export function propertyOf(schemas: readonly Schema[], name: string): readonly Schema[] {
  return leavesOf(schemas).flatMap(({ _zod: { def } }): readonly Schema[] => {
    if (def.type === "record") return [def.valueType];
    if (def.type !== "object") return [];
    if (Object.hasOwn(def.shape, name)) return [def.shape[name] as Schema];
    return def.catchall === undefined ? [] : [def.catchall];
  });
}

/** The names that an object's properties have in the schemas. */
export function namesOf(schemas: readonly Schema[]): readonly string[] {
  return leavesOf(schemas).flatMap(({ _zod: { def } }) =>
    def.type === "object" ? Object.keys(def.shape) : [],
  );
}

/** The schemas behind wrappers, unions and references. */
function leavesOf(schemas: readonly Schema[]): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const seen = new Set<Schema>();
  const queue = [...schemas];
  for (let schema = queue.pop(); schema !== undefined; schema = queue.pop()) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    const inner = partsOf(schema) ?? innerSchemas(schema as Leaf);
    if (inner === undefined) leaves.push(schema as Leaf);
    else queue.push(...inner);
  }
  return leaves;
}

function innerSchemas({ _zod: { def } }: Leaf): readonly Schema[] | undefined {
  switch (def.type) {
    case "union":
      return def.options;
    case "lazy":
      return [def.getter()];
    case "optional":
    case "nullable":
    case "default":
      return [def.innerType];
    default:
      return undefined;
  }
}

function leafTypes({ _zod: { def } }: Leaf): readonly string[] {
  switch (def.type) {
    case "record":
      return ["object"];
    case "enum":
      return ["string"];
    case "literal":
      return def.values.map((value) => (value === null ? "null" : typeof value));
    default:
      return [def.type];
  }
}
`;
