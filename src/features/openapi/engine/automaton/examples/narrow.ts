import { isObject, type Json, type JsonObject } from "../json.ts";
import type { PlainSchemas } from "./plainSchema.ts";
import { judge } from "./verdict.ts";

/**
 * A schema without the parts that some values fit, or that have nothing to say about them: it finds the same fault
 * with these values, or with the schema itself, and compiles much faster. The schema must not be a strange one.
 */
export function narrowSchema(schema: JsonObject, values: readonly Json[], schemas: PlainSchemas): JsonObject {
  const isPlain = schemas.isPlain(schema);
  if (isPlain && values.every((value) => judge(schema, value) === true)) return emptied(schema);
  const narrow: JsonObject = {};
  for (const [keyword, value] of Object.entries(schema)) {
    const narrowed = narrowKeyword(keyword, value, { schema, values, schemas });
    if (narrowed !== undefined) narrow[keyword] = narrowed;
    else if (!isPlain) narrow[keyword] = value;
  }
  return narrow;
}

interface Narrowing {
  readonly schema: JsonObject;
  readonly values: readonly Json[];
  readonly schemas: PlainSchemas;
}

/** What makes a property optional on one side of an operation stays. */
function emptied({ readOnly, writeOnly }: JsonObject): JsonObject {
  return { ...(readOnly !== undefined && { readOnly }), ...(writeOnly !== undefined && { writeOnly }) };
}

function narrowKeyword(
  keyword: string,
  value: Json,
  { schema, values, schemas }: Narrowing,
): Json | undefined {
  switch (keyword) {
    case "anyOf":
      return Array.isArray(value) ? narrowAlternatives(value, values, schemas) : value;
    case "allOf":
    case "oneOf":
      return Array.isArray(value) ? value.map((item) => narrowPart(item, values, schemas)) : value;
    case "items":
      return narrowPart(
        value,
        values.flatMap((item) => (Array.isArray(item) ? item : [])),
        schemas,
      );
    case "properties":
      return isObject(value) ? narrowProperties(value, values, schemas) : value;
    case "additionalProperties":
      return narrowPart(
        value,
        values.flatMap((item) => additional(item, schema)),
        schemas,
      );
    default:
      return validated.has(keyword) ? value : undefined;
  }
}

function narrowPart(schema: Json, values: readonly Json[], schemas: PlainSchemas): Json {
  return isObject(schema) ? narrowSchema(schema, values, schemas) : schema;
}

/** Validators do not compile the other alternatives of one that everything fits. */
function narrowAlternatives(
  alternatives: readonly Json[],
  values: readonly Json[],
  schemas: PlainSchemas,
): Json[] {
  const isPlain = alternatives.every((item) => schemas.isPlain(item));
  return alternatives.map((item) => {
    const narrow = narrowPart(item, values, schemas);
    return !isPlain && isObject(narrow) && saysSomething(item) && !saysSomething(narrow)
      ? { ...narrow, minLength: 0 }
      : narrow;
  });
}

/** Tells whether a schema has a keyword that validators look at. */
function saysSomething(schema: Json): boolean {
  return (
    isObject(schema) && Object.keys(schema).some((keyword) => validated.has(keyword) && !sides.has(keyword))
  );
}

function narrowProperties(
  properties: JsonObject,
  values: readonly Json[],
  schemas: PlainSchemas,
): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      narrowPart(
        schema,
        values.flatMap((value) =>
          isObject(value) && Object.hasOwn(value, name) ? [value[name] ?? null] : [],
        ),
        schemas,
      ),
    ]),
  );
}

function additional(value: Json, { properties }: JsonObject): readonly Json[] {
  if (!isObject(value)) return [];
  const named = isObject(properties) ? properties : {};
  return Object.entries(value).flatMap(([name, part]) => (Object.hasOwn(named, name) ? [] : [part]));
}

const sides: ReadonlySet<string> = new Set(["readOnly", "writeOnly"]);

/** The keywords of plain schemas that have a say in whether a value fits. */
const validated: ReadonlySet<string> = new Set(
  [
    "type nullable enum format minimum maximum minLength maxLength minItems maxItems minProperties maxProperties",
    "uniqueItems pattern required properties items additionalProperties allOf anyOf oneOf",
    ...sides,
  ].flatMap((line) => line.split(" ")),
);
