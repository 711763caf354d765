import type { Discriminator, JsonType, Schema } from "../contract/schema.ts";
import { isHidden, visibleProperties } from "../model/direction.ts";
import { propertyKey, regexLiteral, stringLiteral, valueLiteral } from "./escape.ts";
import { evaluatedItems, evaluatedNames } from "./evaluatedNames.ts";
import {
  allowedValues,
  combinedParts,
  describedTypes,
  impliedTypes,
  isWholeTuple,
  possibleTypes,
} from "./implied.ts";
import type { Code } from "./layout.ts";
import { call, chain, list, objectLiteral } from "./layout.ts";
import { isInterface, unnamedRequired } from "./typescript.ts";
import type { ZodContext } from "./zodContext.ts";
import { check, checkCalls, unknownCode } from "./zodContext.ts";
import { badPatternNote, enumCode, numberCode, stringCode } from "./zodScalars.ts";

/** A schema as a zod 4 expression that accepts exactly what the schema accepts, and changes nothing. */
export function zodCode(schema: Schema, outer: ZodContext): Code {
  if (schema.never) return "z.never()";
  const context = { ...outer, types: possibleTypes(schema, outer.named, outer.types) };
  const parts = [
    ...refParts(schema, context),
    ...ownParts(schema, context),
    ...combinedParts(schema, "allOf", context.named).map((part) => zodCode(part, context)),
    ...branchParts(schema, context),
    ...logicParts(schema, context),
    ...unevaluatedParts(schema, context),
    ...unevaluatedItemsParts(schema, context),
  ].filter((part) => part !== unknownCode);
  const code = every(parts, context);
  return schema.nullable && code !== unknownCode ? chain(code, [".nullable()"]) : code;
}

function every(parts: readonly Code[], context: ZodContext): Code {
  const [first] = parts;
  if (first === undefined) return unknownCode;
  if (parts.length === 1) return first;
  context.use("allOf");
  return call("allOf", parts);
}

function refParts({ ref }: Schema, context: ZodContext): readonly Code[] {
  if (ref === undefined || context.isCircular(ref)) return [];
  const code = context.referTo(ref);
  const target = context.named.get(ref)?.schema;
  // The type of the reference has what is valid beside objects, which the surroundings may refuse.
  const isLoose = target !== undefined && target.types === undefined && isInterface(target);
  if (!isLoose || context.types === undefined) return [code];
  return [check("narrowed", [code, ...context.types.map(stringLiteral)], context)];
}

function branchParts(schema: Schema, context: ZodContext): readonly Code[] {
  // The property of a discriminator alone decides: the other alternatives need not be tried.
  if (schema.discriminator !== undefined && !context.exact)
    return [discriminatedCode(schema.discriminator, context)];
  const print = (kind: "anyOf" | "oneOf") =>
    combinedParts(schema, kind, context.named).map((branch) => zodCode(branch, context));
  return [
    ...(schema.anyOf.length === 0 ? [] : [anyOfCode(print("anyOf"))]),
    ...(schema.oneOf.length === 0 ? [] : [oneOfCode(print("oneOf"), context)]),
  ];
}

function discriminatedCode({ property, mapping }: Discriminator, context: ZodContext): Code {
  const cases = [...mapping].map(([value, id]): Code => {
    return [propertyKey(value), ": ", context.isCircular(id) ? unknownCode : context.referTo(id)];
  });
  return check("discriminated", [stringLiteral(property), objectLiteral(cases)], context);
}

function oneOfCode(codes: readonly Code[], context: ZodContext): Code {
  const [only] = codes;
  return codes.length === 1 && only !== undefined ? only : check("oneOf", codes, context);
}

function anyOfCode(codes: readonly Code[]): Code {
  if (codes.includes(unknownCode)) return unknownCode;
  const others = codes.filter((code) => code !== "z.null()");
  const [only] = others;
  if (only === undefined) return "z.null()";
  const code = others.length === 1 ? only : call("z.union", [list("[", others, "]")]);
  return others.length < codes.length ? chain(code, [".nullable()"]) : code;
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
  const isOneKind = schema.types === undefined && impliedTypes(schema)?.length === 1;
  const types = context.types === undefined && isOneKind ? undefined : describedTypes(schema, context.types);
  if (values !== undefined) return [enumCode(values, context), ...constraintParts(schema, context)];
  if (types === undefined && context.isFile(schema)) return ["z.file()"];
  if (types === undefined) return constraintParts(schema, context);
  return [typesCode(types, schema, context)];
}

function typesCode(types: readonly JsonType[], schema: Schema, context: ZodContext): Code {
  const codes = types.filter((type) => type !== "null").map((type) => typeCode(type, schema, context));
  return anyOfCode(types.includes("null") ? [...codes, "z.null()"] : codes);
}

/** Constraints of types that the schema does not name: they hold for a value of that type, others pass. */
function constraintParts(schema: Schema, context: ZodContext): readonly Code[] {
  const types: readonly JsonType[] = ["string", "number", "array", "object"];
  return types.flatMap((type) => {
    const code = typeCode(type, schema, context);
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

function arrayCode(schema: Schema, outer: ZodContext): Code {
  const context = inside(outer);
  const item = schema.items === undefined ? unknownCode : zodCode(schema.items, context);
  const base = schema.prefixItems === undefined ? call("z.array", [item]) : tupleCode(schema, item, context);
  const calls: Code[] = [];
  const { minItems, maxItems, minContains, maxContains } = schema;
  if (schema.prefixItems === undefined) {
    if (minItems !== undefined && minItems > 0) calls.push(`.min(${minItems})`);
    if (maxItems !== undefined) calls.push(`.max(${maxItems})`);
  }
  const checks = schema.uniqueItems ? [check("uniqueItems", [], context)] : [];
  if (schema.contains !== undefined) {
    const bounds =
      maxContains === undefined ? [`${minContains ?? 1}`] : [`${minContains ?? 1}`, String(maxContains)];
    checks.push(
      check("contains", [zodCode(schema.contains, { ...context, exact: true }), ...bounds], context),
    );
  }
  return chain(base, [...calls, ...checkCalls(checks)]);
}

/** JSON Schema lets a tuple be shorter than its prefix unless `minItems` says otherwise. */
function tupleCode(schema: Schema, rest: Code, context: ZodContext): Code {
  const prefix = list(
    "[",
    (schema.prefixItems ?? []).map((part) => zodCode(part, context)),
    "]",
  );
  const isClosed = schema.items?.never === true || schema.maxItems === schema.prefixItems?.length;
  if (isWholeTuple(schema)) {
    const tuple = call("z.tuple", isClosed ? [prefix] : [prefix, rest]);
    if (schema.prefixItems?.every(({ types }) => types !== undefined) === true) return tuple;
    // zod fills in what is missing from a tuple where anything would do.
    return check("allOf", [chain("z.array(z.unknown())", [`.min(${schema.minItems ?? 0})`]), tuple], context);
  }
  context.use("tuple");
  const limits = [
    `${schema.minItems ?? 0}`,
    ...(schema.maxItems === undefined ? [] : [`${schema.maxItems}`]),
  ];
  return call("tuple", [prefix, isClosed ? "z.never()" : rest, ...limits]);
}

/** Inside of an object or an array, a schema may name itself. */
function inside(context: ZodContext): ZodContext {
  return { ...context, isCircular: () => false, types: undefined };
}

function objectCode(schema: Schema, outer: ZodContext): Code {
  const context = inside(outer);
  return chain(objectBase(schema, context), checkCalls(objectChecks(schema, context)));
}

function objectBase(schema: Schema, context: ZodContext): Code {
  // With patterns, "additional" is what neither a name nor a pattern covers: the check below decides.
  const additional = schema.patternProperties.size > 0 ? undefined : schema.additional;
  const rest = additional === undefined ? unknownCode : zodCode(additional, context);
  const entries = objectEntries(schema, rest, context);
  const shape = objectLiteral(entries, entries.length > 2);
  if (rest === unknownCode) return call("z.looseObject", [shape]);
  if (rest === "z.never()") return call("z.strictObject", [shape]);
  if (entries.length === 0) return call("z.record", ["z.string()", rest]);
  return chain(call("z.object", [shape]), [call(".catchall", [rest])]);
}

/** @param rest the validator of properties that have no description */
function objectEntries(schema: Schema, rest: Code, context: ZodContext): readonly Code[] {
  const direction = "request";
  const visible = visibleProperties(schema, direction, context.named);
  const hidden = [...schema.properties].filter(([, property]) =>
    isHidden(property, direction, context.named),
  );
  return [
    ...visible.map(([name, property]): Code => {
      const isOptional = !schema.required.includes(name);
      const code = chain(zodCode(property, context), isOptional ? [".exactOptional()"] : []);
      return [propertyKey(name), ": ", code];
    }),
    // Read-only properties are nobody's business in a request: they pass unread where others would not.
    ...(rest === unknownCode ? [] : hidden).map(([name]): Code => [
      propertyKey(name),
      ": z.unknown().exactOptional()",
    ]),
    ...unnamedRequired(schema).map((name): Code => [propertyKey(name), ": ", rest]),
  ];
}

function objectChecks(schema: Schema, context: ZodContext): readonly Code[] {
  const { minProperties, maxProperties, propertyNames, dependentRequired, dependentSchemas } = schema;
  const exact = { ...context, exact: true };
  const checks: Code[] = [];
  if (schema.patternProperties.size > 0) checks.push(patternPropertiesCheck(schema, context));
  if (minProperties !== undefined && minProperties > 0)
    checks.push(check("minProperties", [`${minProperties}`], context));
  if (maxProperties !== undefined) checks.push(check("maxProperties", [`${maxProperties}`], context));
  if (propertyNames !== undefined)
    checks.push(check("propertyNames", [zodCode(propertyNames, exact)], context));
  if (dependentRequired.size > 0) {
    const entries = [...dependentRequired].map(
      ([name, names]) => `${propertyKey(name)}: ${valueLiteral(names)}`,
    );
    checks.push(check("dependentRequired", [objectLiteral(entries)], context));
  }
  if (dependentSchemas.size > 0) {
    const entries = [...dependentSchemas].map(([name, part]): Code => [
      propertyKey(name),
      ": ",
      zodCode(part, exact),
    ]);
    checks.push(check("dependentSchemas", [objectLiteral(entries)], context));
  }
  return checks;
}

function patternPropertiesCheck(schema: Schema, context: ZodContext): Code {
  const pairs = [...schema.patternProperties].flatMap(([pattern, value]): readonly Code[] => {
    const regex = regexLiteral(pattern);
    if (regex === undefined) context.notes.add(badPatternNote, context.place);
    return regex === undefined ? [] : [["[", regex, ", ", zodCode(value, context), "]"]];
  });
  const { additional } = schema;
  const rest =
    additional === undefined
      ? []
      : [zodCode(additional, context), valueLiteral([...schema.properties.keys()])];
  return check("patternProperties", [list("[", pairs, "]"), ...rest], context);
}

/** `unevaluatedProperties` where the evaluated names can be told from the contract alone. */
function unevaluatedParts(schema: Schema, context: ZodContext): readonly Code[] {
  const { unevaluatedProperties } = schema;
  if (unevaluatedProperties === undefined) return [];
  const code = zodCode(unevaluatedProperties, inside(context));
  if (code === unknownCode) return [];
  const names = evaluatedNames(schema, context.named);
  if (names === undefined) {
    context.notes.add(
      "unevaluatedProperties next to anyOf, oneOf, if or patterns is not checked",
      context.place,
    );
    return [];
  }
  context.use("onlyProperties");
  return [call("onlyProperties", [valueLiteral([...names]), code])];
}

/** `unevaluatedItems` where the number of evaluated items can be told from the contract alone. */
function unevaluatedItemsParts(schema: Schema, context: ZodContext): readonly Code[] {
  const { unevaluatedItems } = schema;
  if (unevaluatedItems === undefined || zodCode(unevaluatedItems, inside(context)) === unknownCode) return [];
  const count = evaluatedItems(schema, context.named);
  if (count === undefined) {
    context.notes.add("unevaluatedItems next to anyOf, oneOf, if or contains is not checked", context.place);
    return [];
  }
  if (count === Infinity) return [];
  return [check("onlyItems", [`${count}`, zodCode(unevaluatedItems, inside(context))], context)];
}
