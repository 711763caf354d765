/** `src/api/generated/shape.ts` where Ajv validates, without its header. */
export const jsonSchemaShapeSource = `import { definitions } from "./schemas.ts";
import { referencePrefix, regExp } from "./validation.ts";
import type { Schema } from "./validation.ts";

/** What the decoders of parameters and forms need to know of a schema: the types that it asks for, and where. */
export type { Schema } from "./validation.ts";

interface Keywords {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly then?: Schema;
  readonly else?: Schema;
}

/** The types that schemas accept, as \`typeof\` names them, with "array" and "null". */
export function typesOf(schemas: readonly Schema[]): ReadonlySet<string> {
  return new Set(partsOf(schemas).flatMap(ownTypes));
}

/** Whether one of the schemas is a text of any kind. */
export function takesText(schemas: readonly Schema[]): boolean {
  return partsOf(schemas).some(
    ({ type = [], enum: values }) => [type].flat().includes("string") && values === undefined,
  );
}

/** The schemas of an array's items. */
export function elementsOf(schemas: readonly Schema[]): readonly Schema[] {
  return partsOf(schemas).flatMap(({ items, prefixItems = [] }) => [
    ...prefixItems,
    ...(items === undefined ? [] : [items]),
  ]);
}

/** The schemas of an object's property. */
export function propertyOf(schemas: readonly Schema[], name: string): readonly Schema[] {
  return partsOf(schemas).flatMap(({ properties = {}, patternProperties = {}, additionalProperties }) => {
    const named = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const matching = Object.entries(patternProperties).filter(([pattern]) => regExp(pattern).test(name));
    const found = [...(named === undefined ? [] : [named]), ...matching.map(([, schema]) => schema)];
    return found.length === 0 && additionalProperties !== undefined ? [additionalProperties] : found;
  });
}

/** The names that an object's properties have in the schemas. */
export function namesOf(schemas: readonly Schema[]): readonly string[] {
  return partsOf(schemas).flatMap(({ properties = {} }) => Object.keys(properties));
}

/** The schemas with what they refer to and consist of. */
function partsOf(schemas: readonly Schema[]): readonly Keywords[] {
  const seen = new Set<Schema>();
  const queue = [...schemas];
  for (let schema = queue.pop(); schema !== undefined; schema = queue.pop()) {
    if (typeof schema === "boolean" || seen.has(schema)) continue;
    seen.add(schema);
    const { $ref, allOf = [], anyOf = [], oneOf = [], then: whenTrue, else: whenFalse } = schema as Keywords;
    const target = $ref === undefined ? undefined : definitions[$ref.slice(referencePrefix.length)];
    const others = [target, whenTrue, whenFalse].filter((part) => part !== undefined);
    queue.push(...allOf, ...anyOf, ...oneOf, ...others);
  }
  return [...seen] as readonly Keywords[];
}

function ownTypes({ enum: values = [], ...rest }: Keywords): readonly string[] {
  const constants = "const" in rest ? [...values, rest.const] : values;
  const { type = constants.length === 0 ? describedTypes(rest) : [] } = rest;
  const names = typeof type === "string" ? [type] : type;
  return [...names.map((name) => (name === "integer" ? "number" : name)), ...constants.map(jsonTypeOf)];
}

/** What keywords describe where no type is named. */
function describedTypes({ properties, patternProperties, additionalProperties, required, ...rest }: Keywords): readonly string[] {
  const object = [properties, patternProperties, additionalProperties, required];
  const array = [rest.items, rest.prefixItems];
  return [
    ...(object.some((keyword) => keyword !== undefined) ? ["object"] : []),
    ...(array.some((keyword) => keyword !== undefined) ? ["array"] : []),
  ];
}

function jsonTypeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
`;
