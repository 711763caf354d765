import type { JsonType, Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";
import { isHidden, visibleProperties } from "../model/direction.ts";
import type { Notes } from "../notes.ts";
import { propertyKey, regexLiteral, stringLiteral, valueLiteral } from "./escape.ts";
import { formatCode } from "./formats.ts";
import { allowedValues, impliedTypes } from "./implied.ts";
import type { Code } from "./layout.ts";
import { call, group, join, list, objectLiteral } from "./layout.ts";
import { unnamedRequired } from "./typescript.ts";

/** What printing a validator needs to know about the rest of the contract. */
export interface ZodContext {
  readonly named: NamedSchemas;
  /** The validator of a named schema, wrapped in `z.lazy` where it is defined later. */
  readonly referTo: (id: string) => Code;
  readonly isFile: (schema: Schema) => boolean;
  readonly isCircular: (id: string) => boolean;
  /** Records a helper of `validation.ts` that the code calls. */
  readonly use: (helper: Helper) => void;
  readonly notes: Notes;
  /** The place in words, for notes. */
  readonly place: string;
  /**
   * Whether to keep to the letter of JSON Schema. Below `not` and `if`, where a schema asks rather than demands,
   * a schema without a type is passed by values of other types.
   */
  readonly exact: boolean;
}

/** Functions of the generated `validation.ts`. */
export type Helper =
  | "allOf"
  | "oneOf"
  | "not"
  | "conditional"
  | "discriminated"
  | "equalTo"
  | "whenType"
  | "tuple"
  | "maxCharacters"
  | "minCharacters"
  | "uniqueItems"
  | "contains"
  | "minProperties"
  | "maxProperties"
  | "propertyNames"
  | "patternProperties"
  | "dependentRequired"
  | "dependentSchemas"
  | "onlyProperties"
  | "time";

/** A schema as a zod 4 expression that accepts exactly what the schema accepts, and changes nothing. */
export function zodCode(schema: Schema, context: ZodContext): Code {
  if (schema.never) return "z.never()";
  const parts = [
    ...ownParts(schema, context),
    ...refParts(schema, context),
    ...schema.allOf.map((part) => zodCode(part, context)),
    ...branchParts(schema, context),
    ...logicParts(schema, context),
    ...unevaluatedParts(schema, context),
  ].filter((part) => part !== unknownCode);
  const code = every(parts, context);
  return schema.nullable && code !== unknownCode ? [code, ".nullable()"] : code;
}

const unknownCode = "z.unknown()";

function every(parts: readonly Code[], context: ZodContext): Code {
  const [first] = parts;
  if (first === undefined) return unknownCode;
  if (parts.length === 1) return first;
  context.use("allOf");
  return call("allOf", parts);
}

function refParts({ ref }: Schema, context: ZodContext): readonly Code[] {
  return ref === undefined || context.isCircular(ref) ? [] : [context.referTo(ref)];
}

function branchParts(schema: Schema, context: ZodContext): readonly Code[] {
  const { discriminator } = schema;
  const print = (branches: readonly Schema[]) => branches.map((branch) => zodCode(branch, context));
  const parts: Code[] = [];
  if (schema.anyOf.length > 0) parts.push(anyOfCode(print(schema.anyOf)));
  if (schema.oneOf.length > 0) {
    const codes = print(schema.oneOf);
    if (codes.length > 1) context.use("oneOf");
    parts.push(codes.length === 1 ? (codes[0] ?? unknownCode) : call("oneOf", codes));
  }
  if (discriminator === undefined || context.exact) return parts;
  context.use("discriminated");
  const cases = [...discriminator.mapping].map(
    ([value, id]): Code => [propertyKey(value), ": ", context.isCircular(id) ? unknownCode : context.referTo(id)],
  );
  // The property alone decides: the other alternatives need not be tried.
  return [call("discriminated", [stringLiteral(discriminator.property), objectLiteral(cases)])];
}

function anyOfCode(codes: readonly Code[]): Code {
  if (codes.includes(unknownCode)) return unknownCode;
  const others = codes.filter((code) => code !== "z.null()");
  const [only] = others;
  if (only === undefined) return "z.null()";
  const code = others.length === 1 ? only : call("z.union", [list("[", others, "]")]);
  return others.length < codes.length ? [code, ".nullable()"] : code;
}

function logicParts(schema: Schema, context: ZodContext): readonly Code[] {
  const exact = { ...context, exact: true };
  const parts: Code[] = [];
  if (schema.not !== undefined) {
    context.use("not");
    parts.push(call("not", [zodCode(schema.not, exact)]));
  }
  if (schema.if !== undefined && (schema.then ?? schema.else) !== undefined) {
    context.use("conditional");
    const branches = [schema.if, schema.then, schema.else].map((part) =>
      part === undefined ? unknownCode : zodCode(part, exact),
    );
    parts.push(call("conditional", branches));
  }
  return parts;
}

/** Validators for the schema's own type and values. */
function ownParts(schema: Schema, context: ZodContext): readonly Code[] {
  const values = allowedValues(schema);
  const types = context.exact ? schema.types : impliedTypes(schema);
  if (values !== undefined) return [enumCode(values, context), ...constraintParts(schema, [], context)];
  if (types === undefined) return constraintParts(schema, [], context);
  return [typesCode(types, schema, context)];
}

function typesCode(types: readonly JsonType[], schema: Schema, context: ZodContext): Code {
  const codes = types.filter((type) => type !== "null").map((type) => typeCode(type, schema, context));
  return anyOfCode(types.includes("null") ? [...codes, "z.null()"] : codes);
}

/** Constraints of types that the schema does not name: they hold for a value of that type, others pass. */
function constraintParts(schema: Schema, known: readonly JsonType[], context: ZodContext): readonly Code[] {
  const types: readonly JsonType[] = ["string", "number", "array", "object"];
  return types.flatMap((type) => {
    if (known.includes(type)) return [];
    const code = typeCode(type, { ...schema, format: undefined, binary: false }, context);
    if (code === plain[type]) return [];
    context.use("whenType");
    return [call("whenType", [stringLiteral(type), code])];
  });
}

const plain: Readonly<Partial<Record<JsonType, string>>> = {
  string: "z.string()",
  number: "z.number()",
  array: "z.array(z.unknown())",
  object: "z.looseObject({})",
};

function typeCode(type: JsonType, schema: Schema, context: ZodContext): Code {
  switch (type) {
    case "null":
      return "z.null()";
    case "boolean":
      return "z.boolean()";
    case "string":
      return stringCode(schema, context);
    case "integer":
    case "number":
      return numberCode(type, schema);
    case "array":
      return arrayCode(schema, context);
    case "object":
      return objectCode(schema, context);
  }
}

function enumCode(values: readonly unknown[], context: ZodContext): Code {
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

function stringCode(schema: Schema, context: ZodContext): Code {
  if (context.isFile(schema)) return "z.file()";
  const { minLength, maxLength } = schema;
  const calls: Code[] = [];
  // JSON Schema counts characters, JavaScript UTF-16 units; for a minimum of one they agree.
  if (minLength === 1) calls.push(".min(1)");
  else if (minLength !== undefined && minLength > 1) calls.push(check("minCharacters", String(minLength), context));
  if (maxLength !== undefined) calls.push(check("maxCharacters", String(maxLength), context));
  calls.push(...patternCalls(schema, context));
  return joinCalls(formatCode(schema.format, context.use) ?? "z.string()", calls);
}

function patternCalls({ pattern }: Schema, { notes, place }: ZodContext): readonly Code[] {
  if (pattern === undefined) return [];
  const regex = regexLiteral(pattern);
  if (regex !== undefined) return [`.regex(${regex})`];
  notes.add("Patterns that are no regular expression of ECMAScript are not checked", place);
  return [];
}

function numberCode(type: "integer" | "number", schema: Schema): Code {
  const base = type === "number" ? "z.number()" : schema.format === "int32" ? "z.int32()" : "z.int()";
  const bounds: readonly (readonly [string, number | undefined])[] = [
    ["min", schema.minimum],
    ["gt", schema.exclusiveMinimum],
    ["max", schema.maximum],
    ["lt", schema.exclusiveMaximum],
    ["multipleOf", schema.multipleOf !== undefined && schema.multipleOf > 0 ? schema.multipleOf : undefined],
  ];
  return joinCalls(
    base,
    bounds.flatMap(([name, bound]) => (bound === undefined ? [] : [`.${name}(${bound})`])),
  );
}

function arrayCode(schema: Schema, context: ZodContext): Code {
  const item = schema.items === undefined ? unknownCode : zodCode(schema.items, context);
  const base = schema.prefixItems === undefined ? call("z.array", [item]) : tupleCode(schema, item, context);
  const calls: Code[] = [];
  const { minItems, maxItems, minContains, maxContains } = schema;
  if (schema.prefixItems === undefined) {
    if (minItems !== undefined && minItems > 0) calls.push(`.min(${minItems})`);
    if (maxItems !== undefined) calls.push(`.max(${maxItems})`);
  }
  if (schema.uniqueItems) calls.push(check("uniqueItems", "", context));
  if (schema.contains !== undefined) {
    const bounds = maxContains === undefined ? [`${minContains ?? 1}`] : [`${minContains ?? 1}`, String(maxContains)];
    calls.push(checkCall("contains", [zodCode(schema.contains, { ...context, exact: true }), ...bounds], context));
  }
  return joinCalls(base, calls);
}

/** JSON Schema lets a tuple be shorter than its prefix unless `minItems` says otherwise. */
function tupleCode(schema: Schema, rest: Code, context: ZodContext): Code {
  context.use("tuple");
  const prefix = (schema.prefixItems ?? []).map((part) => zodCode(part, context));
  const limits = `${schema.minItems ?? 0}${schema.maxItems === undefined ? "" : `, ${schema.maxItems}`}`;
  return ["tuple(", list("[", prefix, "]"), ", ", schema.items?.never === true ? "z.never()" : rest, `, ${limits})`];
}

function objectCode(schema: Schema, context: ZodContext): Code {
  return joinCalls(objectBase(schema, context), objectChecks(schema, context));
}

function objectBase(schema: Schema, context: ZodContext): Code {
  const entries = objectEntries(schema, context);
  // With patterns, "additional" is what neither a name nor a pattern covers: the check below decides.
  const additional = schema.patternProperties.size > 0 ? undefined : schema.additional;
  if (additional === undefined) return call("z.looseObject", [objectLiteral(entries, entries.length > 2)]);
  if (additional.never) return call("z.strictObject", [objectLiteral(entries, entries.length > 2)]);
  const value = zodCode(additional, context);
  if (value === unknownCode) return call("z.looseObject", [objectLiteral(entries, entries.length > 2)]);
  if (entries.length === 0) return call("z.record", ["z.string()", value]);
  return [call("z.object", [objectLiteral(entries, entries.length > 2)]), ".catchall(", value, ")"];
}

function objectEntries(schema: Schema, context: ZodContext): readonly Code[] {
  const direction = "request";
  const visible = visibleProperties(schema, direction, context.named);
  const hidden = [...schema.properties].filter(([, property]) => isHidden(property, direction, context.named));
  const isClosed = schema.additional !== undefined && zodCode(schema.additional, context) !== unknownCode;
  return [
    ...visible
      .filter(([name]) => isUsable(name, context))
      .map(([name, property]): Code => {
        const code = zodCode(property, context);
        const isOptional = !schema.required.includes(name);
        return [propertyKey(name), ": ", code, isOptional ? ".exactOptional()" : ""];
      }),
    // Read-only properties are nobody's business in a request: they pass unread where others would not.
    ...(isClosed ? hidden : []).map(([name]): Code => [propertyKey(name), ": z.unknown().exactOptional()"]),
    ...unnamedRequired(schema, { direction, named: context.named }).map(
      (name): Code => [propertyKey(name), ": ", unknownCode],
    ),
  ];
}

/** Zod drops a property of this name, on purpose. */
function isUsable(name: string, { notes, place }: ZodContext): boolean {
  if (name === "__proto__") notes.add("A property cannot be named __proto__ and is dropped", place);
  return name !== "__proto__";
}

function objectChecks(schema: Schema, context: ZodContext): readonly Code[] {
  const calls: Code[] = [];
  const { minProperties, maxProperties, propertyNames, dependentRequired, dependentSchemas } = schema;
  if (schema.patternProperties.size > 0) calls.push(patternPropertiesCheck(schema, context));
  if (minProperties !== undefined && minProperties > 0) calls.push(check("minProperties", `${minProperties}`, context));
  if (maxProperties !== undefined) calls.push(check("maxProperties", `${maxProperties}`, context));
  if (propertyNames !== undefined) {
    calls.push(checkCall("propertyNames", [zodCode(propertyNames, { ...context, exact: true })], context));
  }
  if (dependentRequired.size > 0) {
    const entries = [...dependentRequired].map(([name, names]) => `${propertyKey(name)}: ${valueLiteral(names)}`);
    calls.push(checkCall("dependentRequired", [objectLiteral(entries)], context));
  }
  if (dependentSchemas.size > 0) {
    const entries = [...dependentSchemas].map(
      ([name, part]): Code => [propertyKey(name), ": ", zodCode(part, { ...context, exact: true })],
    );
    calls.push(checkCall("dependentSchemas", [objectLiteral(entries)], context));
  }
  return calls;
}

function patternPropertiesCheck(schema: Schema, context: ZodContext): Code {
  const pairs = [...schema.patternProperties].flatMap(([pattern, value]): readonly Code[] => {
    const regex = regexLiteral(pattern);
    if (regex === undefined) {
      context.notes.add("Patterns that are no regular expression of ECMAScript are not checked", context.place);
      return [];
    }
    return [["[", regex, ", ", zodCode(value, context), "]"]];
  });
  const { additional } = schema;
  const rest = additional === undefined ? [] : [zodCode(additional, context)];
  const names = rest.length === 0 ? [] : [valueLiteral([...schema.properties.keys()])];
  return checkCall("patternProperties", [list("[", pairs, "]"), ...rest, ...names], context);
}

/** `unevaluatedProperties` where the evaluated names can be told from the contract alone. */
function unevaluatedParts(schema: Schema, context: ZodContext): readonly Code[] {
  const { unevaluatedProperties } = schema;
  if (unevaluatedProperties === undefined || zodCode(unevaluatedProperties, context) === unknownCode) return [];
  const names = evaluatedNames(schema, context, new Set());
  if (names === undefined) {
    context.notes.add("unevaluatedProperties next to anyOf, oneOf, if or patterns is not checked", context.place);
    return [];
  }
  context.use("onlyProperties");
  return [call("onlyProperties", [valueLiteral([...names]), zodCode(unevaluatedProperties, context)])];
}

function evaluatedNames(
  schema: Schema,
  context: ZodContext,
  passed: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  const isDynamic =
    schema.anyOf.length + schema.oneOf.length + schema.patternProperties.size + schema.dependentSchemas.size > 0 ||
    schema.if !== undefined ||
    schema.additional !== undefined;
  if (isDynamic) return undefined;
  const names = new Set(schema.properties.keys());
  const target = schema.ref === undefined || passed.has(schema.ref) ? undefined : context.named.get(schema.ref)?.schema;
  const nextPassed = schema.ref === undefined ? passed : new Set([...passed, schema.ref]);
  for (const part of [...schema.allOf, ...(target === undefined ? [] : [target])]) {
    const inner = evaluatedNames(part, context, nextPassed);
    if (inner === undefined) return undefined;
    for (const name of inner) names.add(name);
  }
  return names;
}

function check(helper: Helper, args: string, context: ZodContext): Code {
  context.use(helper);
  return `.check(${helper}(${args}))`;
}

function checkCall(helper: Helper, args: readonly Code[], context: ZodContext): Code {
  context.use(helper);
  return [".check(", call(helper, args), ")"];
}

function joinCalls(base: Code, calls: readonly Code[]): Code {
  return calls.length === 0 ? base : typeof base === "string" ? group(join([base, ...calls], "")) : [base, ...calls];
}
