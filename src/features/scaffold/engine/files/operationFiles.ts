import type { Body, MediaType, Parameter, ParameterLocation, Response } from "../contract/operation.ts";
import { isBareReference } from "../contract/schema.ts";
import type { Schema } from "../contract/schema.ts";
import type { Direction } from "../model/direction.ts";
import type { NamedOperation, Service } from "../model/service.ts";
import { docComment } from "../print/comment.ts";
import { propertyKey, stringLiteral } from "../print/escape.ts";
import type { Code } from "../print/layout.ts";
import { group, hardLine, ifBroken, indent, join, line, print, softLine } from "../print/layout.ts";
import { isPlainObject, membersCode, objectCode, typeCode } from "../print/typescript.ts";
import type { TypeContext } from "../print/typescript.ts";
import { effectiveDefault } from "./defaults.ts";
import { grouped } from "./grouped.ts";
import type { SchemaUse } from "./schemaUse.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader, Imports } from "./sourceFile.ts";
import { typeName } from "./typeFiles.ts";

/** Members of an input by where their parameters come from. */
export const inputPlaces: readonly (readonly [place: string, locations: readonly ParameterLocation[]])[] = [
  ["params", ["path"]],
  ["query", ["query", "querystring"]],
  ["headers", ["header"]],
  ["cookies", ["cookie"]],
];

/** `operations/<folder>.ts`: what each operation takes and may answer, and the type of its handler. */
export function operationFiles(service: Service, use: SchemaUse): readonly OutputFile[] {
  return [...grouped(service.operations, ({ folder }) => folder)].map(([folder, operations]) => {
    const imports = new Imports();
    const declarations = operations.map((operation) => declare(operation, service, use, imports));
    return {
      path: `src/api/generated/operations/${folder}.ts`,
      zone: "generated",
      contents: `${generatedHeader(service.contractPath)}${imports.print()}\n${declarations.join("\n")}`,
    };
  });
}

/** Title of an operation for comments: "POST /orders: Place an order". */
export function operationTitle({ method, path, summary }: NamedOperation): string {
  return `${method.toUpperCase()} ${path}${summary === undefined || summary === "" ? "" : `: ${summary}`}`;
}

function declare(operation: NamedOperation, service: Service, use: SchemaUse, imports: Imports): string {
  const { typeName: name } = operation;
  imports.type("Context", "../http.ts");
  const contextFor = (direction: Direction): TypeContext => ({
    direction,
    named: service.named,
    isFile: use.isFile,
    isCircular: () => false,
    nameOf: (id, way) => imports.type(typeName(service, id, way), "../types.ts"),
  });
  const code: Code = [
    bodyDeclaration(operation, contextFor("request")),
    inputDeclaration(operation, contextFor("request"), service),
    hardLine,
    resultDeclaration(operation, contextFor("response"), imports),
    hardLine,
    docComment(operationTitle(operation), operation.deprecated),
    group([
      `export type ${name}Handler = (`,
      indent([softLine, `input: ${name}Input,`, line, "context: Context", ifBroken(",")]),
      softLine,
      `) => ${name}Result | Promise<${name}Result>;`,
    ]),
    hardLine,
  ];
  return print(code);
}

/** The body's schema when it needs a type of its own: written in place, and the same for all media types. */
export function inlineBody({ body }: NamedOperation): Schema | undefined {
  const typed = body?.content.filter(({ kind }) => kind !== "text" && kind !== "binary") ?? [];
  const [first] = typed;
  if (first === undefined || typed.length !== 1 || body?.content.length !== 1) return undefined;
  return isBareReference(first.schema) ? undefined : first.schema;
}

function bodyDeclaration(operation: NamedOperation, context: TypeContext): Code {
  const schema = inlineBody(operation);
  if (schema === undefined) return "";
  const name = `${operation.typeName}Body`;
  const comment = docComment(operation.body?.description ?? schema.description);
  return isPlainObject(schema)
    ? [comment, `export interface ${name} `, objectCode(schema, context, true), hardLine, hardLine]
    : [comment, `export type ${name} = `, typeCode(schema, context), ";", hardLine, hardLine];
}

function inputDeclaration(operation: NamedOperation, context: TypeContext, service: Service): Code {
  const name = `${operation.typeName}Input`;
  const places = inputPlaces.flatMap(([place, locations]): readonly Code[] => {
    const parameters = operation.parameters.filter((parameter) => locations.includes(parameter.in));
    if (parameters.length === 0) return [];
    return [
      [
        `${place}: `,
        membersCode(parameters.map((parameter) => parameterMember(parameter, context, service))),
      ],
    ];
  });
  const variants = bodyVariants(operation, context);
  if (variants.length > 1) {
    const union = join(
      variants.map((members) => indent(membersCode(members))),
      [hardLine, "| "],
    );
    if (places.length === 0) return [`export type ${name} =`, indent([hardLine, "| ", union]), ";", hardLine];
    const alternatives = ["(", indent([hardLine, "| ", union]), hardLine, ")"];
    return [`export type ${name} = `, membersCode(places), " & ", alternatives, ";", hardLine];
  }
  const members = [...places, ...(variants[0] ?? [])];
  if (members.length === 0) return [`export type ${name} = object;`, hardLine];
  return [
    `export interface ${name} `,
    group(["{", indent([hardLine, join(members, [";", hardLine])]), ";", hardLine, "}"]),
    hardLine,
  ];
}

function parameterMember(parameter: Parameter, context: TypeContext, service: Service): Code {
  const isPresent = parameter.required || effectiveDefault(parameter.schema, service.named) !== undefined;
  return [
    docComment(parameter.description, parameter.deprecated),
    `${propertyKey(parameter.name)}${isPresent ? "" : "?"}: `,
    typeCode(parameter.schema, context),
    parameter.allowEmpty ? ' | ""' : "",
  ];
}

/** Members that a body adds to the input: one variant, or one for each of several media types. */
function bodyVariants(operation: NamedOperation, context: TypeContext): readonly (readonly Code[])[] {
  const { body } = operation;
  if (body === undefined) return [];
  const optional = body.required ? "" : "?";
  if (inlineBody(operation) !== undefined) return [[`body${optional}: ${operation.typeName}Body`]];
  const types = body.content.map((mediaType): Code => requestType(mediaType, context));
  const [first = "unknown"] = types;
  const isVarying = body.content.length > 1 || body.content.some(({ name }) => name.includes("*"));
  if (!isVarying) return [[[`body${optional}: `, first]]];
  return [
    ...contentVariants(body, types),
    ...(body.required ? [] : [["body?: never", "contentType?: never"]]),
  ];
}

function contentVariants(body: Body, types: readonly Code[]): readonly (readonly Code[])[] {
  return body.content.map(({ name }, index) => [
    `contentType: ${mediaTypeType(name)}`,
    ["body: ", types[index] ?? "unknown"],
  ]);
}

/** "image/*" as a type whose values are told from those of other media types. */
function mediaTypeType(name: string): string {
  if (!name.endsWith("/*")) return stringLiteral(name);
  const family = name.slice(0, -2);
  return /^[\w.+-]+$/.test(family) ? `\`${family}/\${string}\`` : "string";
}

function requestType({ kind, schema }: MediaType, context: TypeContext): Code {
  if (kind === "text") return "string";
  return kind === "binary" ? "Uint8Array" : typeCode(schema, context);
}

const classes: Readonly<Record<string, string>> = {
  "2": "SuccessStatus",
  "3": "RedirectionStatus",
  "4": "ClientErrorStatus",
  "5": "ServerErrorStatus",
};

function resultDeclaration(operation: NamedOperation, context: TypeContext, imports: Imports): Code {
  const responses = operation.responses.filter(({ status }) => !status.startsWith("1"));
  const variants = responses.flatMap((response) => responseVariants(response, responses, context, imports));
  imports.type("ResponseHeaders", "../http.ts");
  if (variants.length === 0) {
    imports.type("HttpStatus", "../http.ts");
    variants.push(
      membersCode(
        ["status: HttpStatus", "headers?: ResponseHeaders", "type?: string", "body?: unknown"],
        false,
      ),
    );
  }
  const name = `export type ${operation.typeName}Result =`;
  const [only] = variants;
  if (variants.length === 1 && only !== undefined) return [name, " ", only, ";", hardLine];
  return [name, indent([hardLine, "| ", join(variants.map(indent), [hardLine, "| "])]), ";", hardLine];
}

function responseVariants(
  response: Response,
  all: readonly Response[],
  context: TypeContext,
  imports: Imports,
): Code[] {
  const status = `status: ${statusType(response.status, all, imports)}`;
  const headers = headersMember(response);
  if (response.content.length === 0 || isBodiless(response.status))
    return [membersCode([status, headers], false)];
  return response.content.map((mediaType) => {
    const needsType =
      response.content.length > 1 || (mediaType.name.includes("*") && mediaType.name !== "*/*");
    const type = mediaTypeType(mediaType.name);
    const body: Code = ["body: ", responseType(mediaType, context, imports)];
    return membersCode([status, ...(needsType ? [`type: ${type}`] : []), headers, body], false);
  });
}

/** Statuses whose responses never have a body (RFC 9110). */
export function isBodiless(status: string): boolean {
  return status === "204" || status === "205" || status === "304";
}

/** "201" as it is; "4XX" and "default" as every registered status that is not declared by itself. */
export function statusType(status: string, all: readonly Response[], imports: Imports): string {
  const family = classes[status.charAt(0)];
  if (/^\d{3}$/.test(status)) return status;
  const base = imports.type(status === "default" ? "HttpStatus" : (family ?? "HttpStatus"), "../http.ts");
  const others = all
    .map((response) => response.status)
    .filter(
      (other) => other !== status && other !== "default" && (status === "default" || /^\d{3}$/.test(other)),
    )
    .filter((other) => status === "default" || other.startsWith(status.charAt(0)))
    .map((other) =>
      /^\d{3}$/.test(other) ? other : imports.type(classes[other.charAt(0)] ?? "HttpStatus", "../http.ts"),
    );
  return others.length === 0 ? base : `Exclude<${base}, ${others.join(" | ")}>`;
}

function headersMember({ headers }: Response): string {
  const required = headers.filter(({ required, name }) => required && name !== "__proto__");
  if (required.length === 0) return "headers?: ResponseHeaders";
  const members = required.map(({ name }) => `${propertyKey(name)}: string | number`);
  return `headers: ResponseHeaders & { ${members.join("; ")} }`;
}

function responseType({ kind, schema }: MediaType, context: TypeContext, imports: Imports): Code {
  if (kind === "json") return typeCode(schema, context);
  imports.type("BinaryBody", "../http.ts");
  return kind === "binary" ? "BinaryBody" : "string | BinaryBody";
}
