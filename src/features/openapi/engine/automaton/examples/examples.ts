import { isObject, type Json, type JsonObject } from "../json.ts";
import { PlainSchemas } from "./plainSchema.ts";
import { SchemaNames } from "./schemaNames.ts";
import { narrowSchema } from "./narrow.ts";
import { judge } from "./verdict.ts";

/** Options of the rules that compare examples with their schemas. */
export interface ExampleOptions {
  readonly oasVersion: 2 | 3;
  /** Property that has the schema; "$": the value itself. */
  readonly schemaField: string;
  readonly type: "media" | "schema";
}

/** What is known of the schemas of a document. */
export class SchemaKnowledge {
  readonly schemas = new PlainSchemas();
  readonly names = new SchemaNames();
}

/**
 * What is left to validate of a value with examples: nothing (undefined) when they all fit their schema beyond doubt,
 * which needs no validator; else the value, with the schema narrowed to what the examples may not fit.
 * @param relaxed whether required properties may be missing, for the side of the operation that the value is on.
 * @throws Inexpressible when the answer depends on how often the schema is compiled.
 */
export function examplesInDoubt(
  value: unknown,
  { oasVersion, schemaField, type }: ExampleOptions,
  { schemas, names }: SchemaKnowledge,
  relaxed: boolean,
): unknown {
  if (!isObject(value)) return value;
  const schema = schemaField === "$" ? value : value[schemaField];
  names.requireNone(schema);
  if (oasVersion !== 3 || !isObject(schema) || schemas.kindOfRoot(schema) === "strange") return value;
  const examples = type === "schema" ? schemaExamples(value) : mediaExamples(value);
  if (!examples || (relaxed && schemas.hasSidedAlternatives(schema))) return value;
  if (schemas.isPlain(schema) && examples.every((example) => judge(schema, example) === true))
    return undefined;
  const narrow = narrowSchema(schema, examples, schemas);
  return schemaField === "$" ? { ...narrow, ...ownExamples(value) } : { ...value, [schemaField]: narrow };
}

function ownExamples(schema: JsonObject): JsonObject {
  const { example, default: fallback } = schema;
  return { ...(example !== undefined && { example }), ...(fallback !== undefined && { default: fallback }) };
}

function schemaExamples(schema: JsonObject): readonly Json[] {
  return ["example", "default"].flatMap((field) =>
    Object.hasOwn(schema, field) ? [schema[field] ?? null] : [],
  );
}

/** Undefined when one of them is not as it should be. */
function mediaExamples(media: JsonObject): readonly Json[] | undefined {
  if (Object.hasOwn(media, "example")) return [media["example"] ?? null];
  const { examples } = media;
  if (!isObject(examples)) return examples === undefined ? [] : undefined;
  const values: Json[] = [];
  for (const example of Object.values(examples)) {
    if (!isObject(example)) continue;
    if ("externalValue" in example) continue;
    if (!Object.hasOwn(example, "value")) return undefined;
    values.push(example["value"] ?? null);
  }
  return values;
}
