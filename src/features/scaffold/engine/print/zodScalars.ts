import type { Schema } from "../contract/schema.ts";
import { regexLiteral, valueLiteral } from "./escape.ts";
import { formatCode } from "./formats.ts";
import type { Code } from "./layout.ts";
import { call, chain, list } from "./layout.ts";
import type { ZodContext } from "./zodContext.ts";
import { check, checkCalls } from "./zodContext.ts";

/** One of the values. */
export function enumCode(values: readonly unknown[], context: ZodContext): Code {
  if (values.length === 0) return "z.never()";
  if (values.some((value) => typeof value === "object" && value !== null)) {
    context.use("equalTo");
    return call("equalTo", values.map(valueLiteral));
  }
  const literals = [...new Set(values)].map(valueLiteral);
  if (literals.length === 1) return call("z.literal", literals);
  const allStrings = values.every((value) => typeof value === "string");
  return call(allStrings ? "z.enum" : "z.literal", [list("[", literals, "]")]);
}

export function stringCode(schema: Schema, context: ZodContext): Code {
  if (context.isFile(schema)) return "z.file()";
  const { minLength, maxLength } = schema;
  const calls: Code[] = [];
  // JSON Schema counts characters, JavaScript UTF-16 units; for a minimum of one they agree.
  const checks: Code[] = [];
  if (minLength === 1) calls.push(".min(1)");
  else if (minLength !== undefined && minLength > 1)
    checks.push(check("minCharacters", [`${minLength}`], context));
  if (maxLength !== undefined) checks.push(check("maxCharacters", [`${maxLength}`], context));
  calls.push(...patternCalls(schema, context), ...checkCalls(checks));
  return chain(formatCode(schema.format, context.use) ?? "z.string()", calls);
}

export const badPatternNote = "Patterns that are no regular expression of ECMAScript are not checked";

function patternCalls({ pattern }: Schema, { notes, place }: ZodContext): readonly Code[] {
  if (pattern === undefined) return [];
  const regex = regexLiteral(pattern);
  if (regex !== undefined) return [`.regex(${regex})`];
  notes.add(badPatternNote, place);
  return [];
}

export function numberCode(type: "integer" | "number", schema: Schema): Code {
  const isInteger = type === "integer" || schema.format === "int64";
  const base = schema.format === "int32" ? "z.int32()" : isInteger ? "z.int()" : "z.number()";
  const bounds: readonly (readonly [string, number | undefined])[] = [
    ["min", schema.minimum],
    ["gt", schema.exclusiveMinimum],
    ["max", schema.maximum],
    ["lt", schema.exclusiveMaximum],
    ["multipleOf", schema.multipleOf !== undefined && schema.multipleOf > 0 ? schema.multipleOf : undefined],
  ];
  return chain(
    base,
    bounds.flatMap(([name, bound]) => (bound === undefined ? [] : [`.${name}(${bound})`])),
  );
}
