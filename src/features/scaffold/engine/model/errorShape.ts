import type { Schema } from "../contract/schema.ts";
import { anything } from "../contract/schema.ts";
import { allowedValues, impliedTypes } from "../print/implied.ts";
import { propertyKey, valueLiteral } from "../print/escape.ts";
import type { Code } from "../print/layout.ts";
import { objectLiteral, print } from "../print/layout.ts";
import type { NamedSchemas } from "./direction.ts";
import { isHidden } from "./direction.ts";

/**
 * An expression for an error's body in the shape that the contract describes, given `error` and `requestId`;
 * undefined when the shape has a required member that nobody could fill in.
 */
export function errorShapeCode(schema: Schema, named: NamedSchemas): Code | undefined {
  return firstOf(variantsOf(schema, named).map((variant) => variantCode(variant, named)));
}

function variantCode(whole: Schema, named: NamedSchemas): Code | undefined {
  if (impliedTypes(whole)?.includes("object") !== true) return undefined;
  const members = objectMembers(whole, errorRoles("error.message"), { named, depth: 0, hasMessage: false });
  if (members === undefined || members.length === 0) return undefined;
  // Without a list, the message is the only place for what is wrong with a request.
  const hasList = /itemsOf\(|error\.details/.test(print(members));
  const told = hasList
    ? members
    : objectMembers(whole, errorRoles("summaryOf(error)"), { named, depth: 0, hasMessage: false });
  return ["(", objectLiteral(told ?? members, true), ")"];
}

/** Whether the contract describes the envelope that the service uses by itself. */
export function isOwnEnvelope(schema: Schema, named: NamedSchemas): boolean {
  const root = merged(schema, named, 0);
  const property = root.properties.get("error");
  if (property === undefined || !within(root.required, ["error", "meta"])) return false;
  const error = merged(property, named, 0);
  const takesAll = Object.entries({ code: "error.code", message: "error.message" }).every(([name, code]) => {
    const member = error.properties.get(name);
    return member !== undefined && fitting(code, merged(member, named, 0)) === code;
  });
  return takesAll && within(error.required, ["code", "message", "details"]);
}

function within(names: readonly string[], allowed: readonly string[]): boolean {
  return names.every((name) => allowed.includes(name));
}

interface Place {
  readonly named: NamedSchemas;
  readonly depth: number;
  /** Whether a member of the same object says what is wrong. */
  readonly hasMessage: boolean;
}

/** What a property's name says about its content, as an expression. */
type Roles = readonly (readonly [names: RegExp, type: "string" | "number" | "boolean", code: string])[];

const messageName = /^(message|msg|detail|description|error_?description|reason|error|text)$/i;

const statusName = /^(http)?_?status(_?code)?$|^code$/i;

const errorRoles = (message: string): Roles => [
  [/^(title|summary)$/i, "string", "error.message"],
  [messageName, "string", message],
  [/^(code|error_?code|error_?type|type|key|name|slug)$/i, "string", "error.code"],
  [/^(http_?)?status(_?code)?$/i, "string", "String(error.status)"],
  [/^(request_?id|trace_?id|correlation_?id)$/i, "string", "requestId"],
  [statusName, "number", "error.status"],
  [/^(success|ok)$/i, "boolean", "false"],
  [/^(error|failed|is_?error)$/i, "boolean", "true"],
];

const detailRoles = (message: string): Roles => [
  [
    /^(field|path|param|parameter|property|pointer|location|loc|source|key|name|resource)$/i,
    "string",
    "detail.field",
  ],
  [/^(message|msg|detail|description|reason|title|error|text)$/i, "string", message],
  [/^(code|type|error_?code)$/i, "string", "error.code"],
  [statusName, "number", "error.status"],
];

const detailList =
  /^(errors?|details|violations|issues|problems|causes|messages|validation_?errors|invalid_?params)$/i;

function objectMembers(schema: Schema, roles: Roles, place: Place): readonly Code[] | undefined {
  const members: Code[] = [];
  const hasMessage = [...schema.properties.keys()].some((name) => messageName.test(name));
  for (const name of new Set([...schema.properties.keys(), ...schema.required])) {
    const property = schema.properties.get(name) ?? anything;
    if (name === "__proto__" || isHidden(property, "response", place.named)) continue;
    const isRequired = schema.required.includes(name);
    const code = propertyCode(name, property, isRequired, roles, { ...place, hasMessage });
    if (code !== undefined) members.push([`${propertyKey(name)}: `, code]);
    else if (isRequired) return undefined;
  }
  return members;
}

const deepest = 4;

function propertyCode(
  name: string,
  property: Schema,
  isRequired: boolean,
  roles: Roles,
  { named, depth, hasMessage }: Place,
): Code | undefined {
  if (depth > deepest) return undefined;
  const place = { named, depth: depth + 1, hasMessage };
  return firstOf(
    variantsOf(property, named).map((schema) => memberCode(name, schema, isRequired, roles, place)),
  );
}

function memberCode(
  name: string,
  schema: Schema,
  isRequired: boolean,
  roles: Roles,
  place: Place,
): Code | undefined {
  const types = impliedTypes(schema);
  const values = allowedValues(schema);
  if (values !== undefined) return isRequired ? enumCode(values) : undefined;
  const role = roles.find(([names, type]) => names.test(name) && takes(types, type));
  const code = role === undefined ? undefined : fitting(role[2], schema);
  if (code !== undefined) return code;
  if (types?.includes("array") === true) return listCode(name, schema, isRequired, place);
  if (types?.includes("object") === true) return innerCode(name, schema, isRequired, roles, place);
  if (!isRequired) return undefined;
  if (types?.includes("null") === true || schema.nullable) return "null";
  if (schema.format === "date-time") return "new Date().toISOString()";
  return takes(types, "string") && linkName.test(name) ? '"about:blank"' : undefined;
}

/** Links to more about an error, of which the service has none. */
const linkName = /(url|uri|link|href|help)$/i;

function takes(types: readonly string[] | undefined, type: "string" | "number" | "boolean"): boolean {
  if (types === undefined) return type === "string";
  return types.includes(type) || (type === "number" && types.includes("integer"));
}

/** What expressions are like, to be held against patterns. */
const samples: readonly (readonly [code: RegExp, sample: string])[] = [
  [/^error\.code$/, "VALIDATION_FAILED"],
  [/toLowerCase\(\)$/, "validation_failed"],
  [/replaceAll/, "validation-failed"],
  [/^detail\.field$/, "body.items.0.quantity"],
  [/message|describe|summary/i, "The request is not valid."],
  [/^requestId$/, "0b6f9d0e-8c1a-4a53-9d3b-0d6a8f1f2a3b"],
  [/status/, "400"],
];

const codeForms = ["error.code", "error.code.toLowerCase()", 'error.code.toLowerCase().replaceAll("_", "-")'];

/** The expression, or another form of it, that the schema's constraints let pass; undefined when none does. */
function fitting(code: string, schema: Schema): string | undefined {
  const { format } = schema;
  if (format !== undefined && code === "error.code")
    return format.startsWith("uri") ? '"about:blank"' : undefined;
  if (format?.startsWith("uri") === true) return undefined;
  return (code === "error.code" ? codeForms : [code]).find((form) => passes(form, schema));
}

function passes(code: string, { pattern, maxLength = Infinity }: Schema): boolean {
  const sample = samples.find(([form]) => form.test(code))?.[1];
  if (sample === undefined) return pattern === undefined;
  const isProse = sample.includes(" ");
  return maxLength >= (isProse ? 100 : sample.length) && (pattern === undefined || matches(pattern, sample));
}

function matches(pattern: string, sample: string): boolean {
  try {
    return new RegExp(pattern, "u").test(sample);
  } catch {
    return false;
  }
}

/** Of values that are given, the one that sounds most like a request that was wrong. */
function enumCode(values: readonly unknown[]): Code | undefined {
  const texts = values.filter((value) => typeof value === "string");
  const chosen =
    [/(invalid|bad)_?request/i, /invalid|bad|client/i, /fail|error/i]
      .map((sound) => texts.find((text) => sound.test(text)))
      .find((text) => text !== undefined) ?? values[0];
  return chosen === undefined ? undefined : valueLiteral(chosen);
}

function listCode(name: string, schema: Schema, isRequired: boolean, place: Place): Code | undefined {
  const item = schema.items === undefined ? anything : merged(schema.items, place.named, 0);
  const isList = detailList.test(name);
  // Next to a message, a list of details may be empty.
  const items = place.hasMessage && (schema.minItems ?? 0) === 0 ? "error.details" : "itemsOf(error)";
  if (isList && takes(impliedTypes(item), "string") && allowedValues(item) === undefined)
    return `${items}.map(describe)`;
  if (isList && impliedTypes(item)?.includes("object") === true) {
    const members = itemMembers(item, place);
    if (members !== undefined && members.length > 0)
      return [`${items}.map((detail) => (`, objectLiteral(members), "))"];
  }
  return isRequired && (schema.minItems ?? 0) === 0 ? "[]" : undefined;
}

/** Where no member says which field is meant, the message does. */
function itemMembers(item: Schema, place: Place): readonly Code[] | undefined {
  const members = objectMembers(item, detailRoles("detail.message"), place);
  if (members === undefined || print(members).includes("detail.field")) return members;
  return objectMembers(item, detailRoles("describe(detail)"), place);
}

function innerCode(
  name: string,
  schema: Schema,
  isRequired: boolean,
  roles: Roles,
  place: Place,
): Code | undefined {
  if (!isRequired && !/^(error|errors|meta|problem|status)$/i.test(name)) return undefined;
  const members = objectMembers(schema, roles, place);
  if (members === undefined || (members.length === 0 && !isRequired)) return undefined;
  return objectLiteral(members);
}

function firstOf(codes: readonly (Code | undefined)[]): Code | undefined {
  return codes.find((code) => code !== undefined);
}

/** A schema once for each of its alternatives, of which the first that can be filled in is taken. */
function variantsOf(schema: Schema, named: NamedSchemas): readonly Schema[] {
  const target = schema.ref === undefined ? schema : (named.get(schema.ref)?.schema ?? schema);
  const alternatives = [...target.oneOf, ...target.anyOf].filter(
    ({ types }) => types?.includes("null") !== true,
  );
  if (alternatives.length < 2) return [merged(schema, named, 0)];
  return alternatives.map((alternative) => merged({ ...target, oneOf: [alternative], anyOf: [] }, named, 0));
}

/** A schema with what its `$ref` and its `allOf` add; of alternatives, the first. */
function merged(schema: Schema, named: NamedSchemas, depth: number): Schema {
  if (depth > 8) return schema;
  const target = schema.ref === undefined ? undefined : named.get(schema.ref)?.schema;
  const alternative = [...schema.oneOf, ...schema.anyOf].find(
    ({ types }) => types?.includes("null") !== true,
  );
  const parts = [target, ...schema.allOf, alternative].filter((part) => part !== undefined);
  return parts.reduce((whole, part) => withPart(whole, merged(part, named, depth + 1)), schema);
}

function withPart(whole: Schema, part: Schema): Schema {
  return {
    ...part,
    ...Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)),
    properties: new Map([...part.properties, ...whole.properties]),
    required: [...new Set([...part.required, ...whole.required])],
    types: whole.types ?? part.types,
    enum: whole.enum ?? part.enum,
  };
}
