export type JsonType = "null" | "boolean" | "integer" | "number" | "string" | "array" | "object";

/**
 * A schema of any OpenAPI version in one dialect, near JSON Schema 2020-12. Lists and maps are empty where the
 * contract says nothing; maps keep the order of the document.
 */
export interface Schema {
  readonly description?: string | undefined;
  readonly deprecated: boolean;
  readonly readOnly: boolean;
  readonly writeOnly: boolean;
  /** The `default`, in a box because it may be anything. */
  readonly default?: { readonly value: unknown } | undefined;

  /** The schema `false`: nothing is valid. */
  readonly never: boolean;
  /** OpenAPI 3.0 `nullable`: null, or what the rest says. */
  readonly nullable: boolean;
  /** Id of the named schema that applies together with everything else here. */
  readonly ref?: string | undefined;
  readonly types?: readonly JsonType[] | undefined;
  /** Allowed values; `const` is a list of one. */
  readonly enum?: readonly unknown[] | undefined;

  readonly properties: ReadonlyMap<string, Schema>;
  readonly required: readonly string[];
  readonly additional?: Schema | undefined;
  readonly patternProperties: ReadonlyMap<string, Schema>;
  readonly propertyNames?: Schema | undefined;
  readonly minProperties?: number | undefined;
  readonly maxProperties?: number | undefined;
  readonly dependentRequired: ReadonlyMap<string, readonly string[]>;
  readonly dependentSchemas: ReadonlyMap<string, Schema>;
  readonly unevaluatedProperties?: Schema | undefined;

  readonly items?: Schema | undefined;
  readonly prefixItems?: readonly Schema[] | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly uniqueItems: boolean;
  readonly contains?: Schema | undefined;
  readonly minContains?: number | undefined;
  readonly maxContains?: number | undefined;
  readonly unevaluatedItems?: Schema | undefined;

  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
  /** The string is a file's bytes (`format: binary`, `type: file`, `contentMediaType`). */
  readonly binary: boolean;

  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  readonly multipleOf?: number | undefined;

  readonly allOf: readonly Schema[];
  readonly anyOf: readonly Schema[];
  readonly oneOf: readonly Schema[];
  readonly not?: Schema | undefined;
  readonly if?: Schema | undefined;
  readonly then?: Schema | undefined;
  readonly else?: Schema | undefined;
  readonly discriminator?: Discriminator | undefined;
}

/** Which schema (by id) a value of the property selects. */
export interface Discriminator {
  readonly property: string;
  readonly mapping: ReadonlyMap<string, string>;
}

/** A schema that `$ref`s name: it becomes a type of its own. */
export interface NamedSchema {
  /** URI and JSON pointer of the definition. */
  readonly id: string;
  readonly uri: string;
  readonly pointer: string;
  readonly schema: Schema;
}

/** The schema `true`: everything is valid. */
export const anything: Schema = {
  deprecated: false,
  readOnly: false,
  writeOnly: false,
  never: false,
  nullable: false,
  properties: new Map(),
  required: [],
  patternProperties: new Map(),
  dependentRequired: new Map(),
  dependentSchemas: new Map(),
  uniqueItems: false,
  binary: false,
  allOf: [],
  anyOf: [],
  oneOf: [],
};

export const nothing: Schema = { ...anything, never: true };

/** The schemas directly inside of a schema, not those behind its `ref`. */
export function subschemas(schema: Schema): readonly Schema[] {
  return [
    ...schema.properties.values(),
    ...schema.patternProperties.values(),
    ...schema.dependentSchemas.values(),
    ...(schema.prefixItems ?? []),
    ...schema.allOf,
    ...schema.anyOf,
    ...schema.oneOf,
    ...[
      schema.additional,
      schema.propertyNames,
      schema.unevaluatedProperties,
      schema.items,
      schema.contains,
      schema.unevaluatedItems,
      schema.not,
      schema.if,
      schema.then,
      schema.else,
    ].filter((part) => part !== undefined),
  ];
}

/** Ids that a schema names directly: its `ref` and the schemas that its discriminator selects. */
export function references(schema: Schema): readonly string[] {
  return [
    ...(schema.ref === undefined ? [] : [schema.ref]),
    ...(schema.discriminator?.mapping.values() ?? []),
  ];
}

const annotations: ReadonlySet<string> = new Set([
  "ref",
  "description",
  "deprecated",
  "default",
  "readOnly",
  "writeOnly",
]);

/** Tells whether a schema is a `$ref` that nothing else stands beside, except for prose. */
export function isBareReference(schema: Schema): boolean {
  return (
    schema.ref !== undefined &&
    Object.entries(schema).every(([key, value]) => annotations.has(key) || isAbsent(value))
  );
}

function isAbsent(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof Map ? value.size === 0 : value === undefined || value === false;
}
