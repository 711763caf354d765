import type { JsonType, Schema } from "../contract/schema.ts";
import { anything } from "../contract/schema.ts";
import type { Direction, NamedSchemas } from "../model/direction.ts";
import { isHidden, visibleProperties } from "../model/direction.ts";
import { docComment } from "./comment.ts";
import { propertyKey, valueLiteral } from "./escape.ts";
import {
  allowedValues,
  combinedParts,
  describedTypes,
  impliedTypes,
  isWholeTuple,
  otherTypes,
  possibleTypes,
} from "./implied.ts";
import type { Code } from "./layout.ts";
import { group, ifBroken, indent, join, line, list, print, softLine } from "./layout.ts";

/** What printing a type needs to know about the rest of the contract. */
export interface TypeContext {
  readonly direction: Direction;
  readonly named: NamedSchemas;
  /** The name of a named schema's type, which the caller thereby imports. */
  readonly nameOf: (id: string, direction: Direction) => string;
  /** Whether a binary string arrives as a file (in a multipart body). */
  readonly isFile: (schema: Schema) => boolean;
  /** Whether naming this schema here would define a type by itself alone. */
  readonly isCircular: (id: string) => boolean;
  /** The types that the surroundings of a schema leave to its values, where they name some. */
  readonly types?: readonly JsonType[] | undefined;
}

interface Type {
  readonly code: Code;
  /** How tightly it holds together: a union inside an array needs parentheses. */
  readonly binds: "atom" | "intersection" | "union";
  /** The alternatives of a union. */
  readonly alternatives?: readonly Type[];
}

const unknownType: Type = { code: "unknown", binds: "atom" };
const neverType: Type = { code: "never", binds: "atom" };
const nullType: Type = { code: "null", binds: "atom" };

/** A schema as a TypeScript type. */
export function typeCode(schema: Schema, context: TypeContext): Code {
  return toType(schema, context).code;
}

/** The type of what a named schema accepts: its name, and whatever else passes where it describes only objects. */
export function namedTypeCode(id: string, context: TypeContext): Code {
  return toType({ ...anything, ref: id }, { ...context, isCircular: () => false }).code;
}

/** Tells whether a schema reads best as an interface: an object and nothing else. */
export function isPlainObject(schema: Schema): boolean {
  return schema.types !== undefined && isInterface(schema);
}

/** Tells whether a named schema is declared as an interface, of its objects where it names no type. */
export function isInterface(schema: Schema): boolean {
  return (
    impliedTypes(schema)?.join() === "object" &&
    schema.enum === undefined &&
    schema.properties.size > 0 &&
    !schema.nullable &&
    schema.ref === undefined &&
    schema.allOf.length + schema.anyOf.length + schema.oneOf.length === 0
  );
}

function toType(schema: Schema, outer: TypeContext): Type {
  if (schema.never) return neverType;
  const context = { ...outer, types: possibleTypes(schema, outer.named, outer.types) };
  const parts = [
    refType(schema, context),
    ownType(schema, context),
    ...combinedParts(schema, "allOf", context.named).map((part) => toType(part, context)),
    ...[combinedParts(schema, "anyOf", context.named), combinedParts(schema, "oneOf", context.named)]
      .filter((branches) => branches.length > 0)
      .map((branches) => union(branches.map((branch) => toType(branch, context)))),
  ];
  const type = intersection(parts);
  return schema.nullable ? union([type, nullType]) : type;
}

function refType({ ref }: Schema, context: TypeContext): Type {
  if (ref === undefined || context.isCircular(ref)) return unknownType;
  const type: Type = { code: context.nameOf(ref, context.direction), binds: "atom" };
  const target = context.named.get(ref)?.schema;
  if (target === undefined || target.types !== undefined || !isInterface(target)) return type;
  const others = otherTypes("object", context.types);
  return union([type, ...others.map((other) => typeOf(other, anything, context))]);
}

function ownType(schema: Schema, context: TypeContext): Type {
  const values = allowedValues(schema);
  if (values !== undefined) return union(values.map(literalType));
  const types = describedTypes(schema, context.types);
  if (types === undefined && context.isFile(schema)) return { code: "File", binds: "atom" };
  return types === undefined ? unknownType : union(types.map((type) => typeOf(type, schema, context)));
}

function typeOf(type: JsonType, schema: Schema, context: TypeContext): Type {
  switch (type) {
    case "integer":
    case "number":
      return { code: "number", binds: "atom" };
    case "string":
      return { code: context.isFile(schema) ? "File" : "string", binds: "atom" };
    case "boolean":
    case "null":
      return { code: type, binds: "atom" };
    case "array":
      return arrayType(schema, context);
    case "object":
      return { code: objectCode(schema, context), binds: "atom" };
  }
}

/** Inside of an object or an array, a type may name itself. */
function inside(context: TypeContext): TypeContext {
  return { ...context, isCircular: () => false, types: undefined };
}

function literalType(value: unknown): Type {
  if (Array.isArray(value))
    return {
      code: [
        "[",
        join(
          value.map((item) => literalType(item).code),
          ", ",
        ),
        "]",
      ],
      binds: "atom",
    };
  return { code: valueLiteral(value), binds: "atom" };
}

function arrayType(schema: Schema, outer: TypeContext): Type {
  const context = inside(outer);
  const item = schema.items === undefined ? unknownType : toType(schema.items, context);
  if (schema.prefixItems === undefined) return { code: [parenthesized(item), "[]"], binds: "atom" };
  const isWhole = isWholeTuple(schema);
  const prefix = schema.prefixItems.map((part): Code => {
    const type = toType(part, context);
    return isWhole ? type.code : [parenthesized(type), "?"];
  });
  const isClosed = schema.items?.never === true || schema.maxItems === schema.prefixItems.length;
  const rest = isClosed ? [] : [["...", parenthesized(item), "[]"]];
  return { code: list("[", [...prefix, ...rest], "]"), binds: "atom" };
}

/** `{ … }` with one member a line where there are several. */
export function objectCode(schema: Schema, outer: TypeContext, broken?: boolean): Code {
  const context = inside(outer);
  const properties = visibleProperties(schema, context.direction, context.named);
  const members = [
    ...properties.map(([name, property]) => memberCode(name, property, schema, context)),
    ...unnamedRequired(schema).map((name): Code => [
      propertyKey(name),
      ": ",
      additionalType(schema, context).code,
    ]),
    ...indexSignature(
      schema,
      properties.map(([, property]) => property),
      context,
    ),
  ];
  return membersCode(members, broken);
}

/** An object type with these members; several of them stand on a line each unless `broken` says otherwise. */
export function membersCode(members: readonly Code[], broken = members.length > 2): Code {
  if (members.length === 0) return "{}";
  return group(["{", indent([line, join(members, [";", line])]), ifBroken(";"), line, "}"], broken);
}

function memberCode(name: string, property: Schema, owner: Schema, context: TypeContext): Code {
  const optional = owner.required.includes(name) ? "" : "?";
  return [
    docComment(property.description, property.deprecated),
    `${propertyKey(name)}${optional}: `,
    typeCode(property, context),
  ];
}

/** Names that are required without being described. */
export function unnamedRequired(schema: Schema): readonly string[] {
  return schema.required.filter((name) => !schema.properties.has(name));
}

/** The type of properties that are not described. */
function additionalType({ additional, patternProperties }: Schema, context: TypeContext): Type {
  return additional === undefined || patternProperties.size > 0 ? unknownType : toType(additional, context);
}

function indexSignature(
  schema: Schema,
  properties: readonly Schema[],
  context: TypeContext,
): readonly Code[] {
  const { additional } = schema;
  const isEmpty = schema.properties.size === 0 && schema.required.length === 0;
  if (additional?.never === true)
    return isEmpty && schema.patternProperties.size === 0 ? ["[key: string]: never"] : [];
  if (additional === undefined || schema.patternProperties.size > 0) {
    return isEmpty || additional !== undefined ? ["[key: string]: unknown"] : [];
  }
  // An index signature must cover the named members too.
  const hidden = [...schema.properties.values()].some((property) =>
    isHidden(property, context.direction, context.named),
  );
  if (hidden) return ["[key: string]: unknown"];
  const types = [additional, ...properties].map((part) => toType(part, context));
  const optional = [...schema.properties.keys()].some((name) => !schema.required.includes(name));
  const undefinedType: readonly Type[] = optional ? [{ code: "undefined", binds: "atom" }] : [];
  return [["[key: string]: ", union([...types, ...undefinedType]).code]];
}

function union(types: readonly Type[]): Type {
  const alternatives = distinct(
    types.flatMap((type) => type.alternatives ?? (type === neverType ? [] : [type])),
  );
  if (alternatives.some(isUnknown)) return unknownType;
  const [first] = alternatives;
  if (first === undefined) return neverType;
  if (alternatives.length === 1) return first;
  const codes = alternatives.map(({ code }) => code);
  return {
    code: group(indent([softLine, ifBroken("| "), join(codes, [line, "| "])])),
    binds: "union",
    alternatives,
  };
}

function intersection(types: readonly Type[]): Type {
  const parts = distinct(types.filter((type) => !isUnknown(type)));
  if (parts.includes(neverType)) return neverType;
  const [first] = parts;
  if (first === undefined) return unknownType;
  if (parts.length === 1) return first;
  return { code: join(parts.map(parenthesized), " & "), binds: "intersection" };
}

function isUnknown({ code }: Type): boolean {
  return code === "unknown";
}

function parenthesized(type: Type): Code {
  return type.binds === "atom" ? type.code : group(["(", type.code, softLine, ")"]);
}

function distinct(types: readonly Type[]): readonly Type[] {
  if (types.length < 2) return types;
  const byText = new Map<string, Type>();
  for (const type of types) {
    const text = print(type.code);
    if (!byText.has(text)) byText.set(text, type);
  }
  return [...byText.values()];
}
