import { isContainer, isObject, type Json, type JsonObject } from "../json.ts";
import { formatVerdict } from "./formats.ts";
import { names, patternOf } from "./plainSchema.ts";

/** Whether a value fits a schema: undefined means that a validator has to tell. */
export type Verdict = boolean | undefined;

/** Judges a value by a plain schema. */
export function judge(schema: JsonObject, value: Json): Verdict {
  return all([
    judgeType(schema, value),
    judgeEnum(schema, value),
    ...(typeof value === "string" ? [judgeString(schema, value)] : []),
    ...(typeof value === "number" ? [judgeNumber(schema, value)] : []),
    ...(Array.isArray(value) ? [judgeArray(schema, value)] : []),
    ...(isObject(value) ? [judgeObject(schema, value)] : []),
    ...judgeCombinations(schema, value),
  ]);
}

function all(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function judgeType(schema: JsonObject, value: Json): Verdict {
  const types = names(schema);
  if (types.length === 0 || (value === null && schema["nullable"] === true)) return true;
  return types.some((type) => isOfType(type, value));
}

function isOfType(type: Json, value: Json): boolean {
  switch (type as string) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function judgeEnum({ enum: values }: JsonObject, value: Json): Verdict {
  if (!Array.isArray(values)) return true;
  return !isContainer(value) && values.includes(value);
}

function judgeString(schema: JsonObject, value: string): Verdict {
  const { minLength, maxLength, pattern, format } = schema;
  const length = Array.from(value).length;
  return all([
    typeof minLength !== "number" || length >= minLength,
    typeof maxLength !== "number" || length <= maxLength,
    typeof pattern !== "string" || patternOf(pattern)?.test(value),
    typeof format !== "string" || formatVerdict(format, value),
  ]);
}

function judgeNumber(schema: JsonObject, value: number): Verdict {
  const { minimum, maximum, format } = schema;
  return all([
    typeof minimum !== "number" || value >= minimum,
    typeof maximum !== "number" || value <= maximum,
    typeof format !== "string" || formatVerdict(format, value),
  ]);
}

function judgeArray(schema: JsonObject, value: readonly Json[]): Verdict {
  const { minItems, maxItems, uniqueItems, items } = schema;
  return all([
    typeof minItems !== "number" || value.length >= minItems,
    typeof maxItems !== "number" || value.length <= maxItems,
    uniqueItems === true && value.length > 1 ? judgeUnique(value) : true,
    ...(isObject(items) ? value.map((item) => judge(items, item)) : []),
  ]);
}

function judgeUnique(value: readonly Json[]): Verdict {
  return value.some(isContainer) ? undefined : new Set(value).size === value.length;
}

function judgeObject(schema: JsonObject, value: JsonObject): Verdict {
  const { minProperties, maxProperties, required } = schema;
  const keys = Object.keys(value);
  return all([
    typeof minProperties !== "number" || keys.length >= minProperties,
    typeof maxProperties !== "number" || keys.length <= maxProperties,
    !Array.isArray(required) || required.every((name) => Object.hasOwn(value, name as string)),
    ...keys.map((key) => judgeProperty(schema, key, value[key] ?? null)),
  ]);
}

function judgeProperty({ properties, additionalProperties }: JsonObject, key: string, value: Json): Verdict {
  if (isObject(properties) && Object.hasOwn(properties, key)) {
    const schema = properties[key];
    return isObject(schema) ? judge(schema, value) : undefined;
  }
  if (isObject(additionalProperties)) return judge(additionalProperties, value);
  return additionalProperties !== false;
}

function judgeCombinations({ allOf, anyOf, oneOf }: JsonObject, value: Json): readonly Verdict[] {
  const verdicts = (schemas: Json | undefined) =>
    Array.isArray(schemas)
      ? schemas.map((schema) => (isObject(schema) ? judge(schema, value) : undefined))
      : [];
  return [
    ...verdicts(allOf),
    ...(Array.isArray(anyOf) ? [any(verdicts(anyOf))] : []),
    ...(Array.isArray(oneOf) ? [exactlyOne(verdicts(oneOf))] : []),
  ];
}

function any(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

function exactlyOne(verdicts: readonly Verdict[]): Verdict {
  const fitting = verdicts.filter((verdict) => verdict === true).length;
  if (fitting > 1) return false;
  return verdicts.includes(undefined) ? undefined : fitting === 1;
}
