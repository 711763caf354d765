import type { MediaType, Parameter } from "../contract/operation.ts";
import { anything } from "../contract/schema.ts";
import type { Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";
import type { NamedOperation, Service } from "../model/service.ts";
import type { Notes } from "../notes.ts";
import { commentText, propertyKey, stringLiteral } from "../print/escape.ts";
import { impliedTypes } from "../print/implied.ts";
import type { Code } from "../print/layout.ts";
import { call, hardLine, indent, join, list, objectLiteral, print } from "../print/layout.ts";
import type { SchemaPrinter, Validators } from "../validators/validators.ts";
import { effectiveDefault } from "./defaults.ts";
import type { ErrorShapes } from "./errorShapeFiles.ts";
import { grouped } from "./grouped.ts";
import { inlineBody, inputPlaces, isBodiless, operationTitle } from "./operationFiles.ts";
import { requirementsCode } from "./securityFiles.ts";
import type { SchemaUse } from "./schemaUse.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader, Imports } from "./sourceFile.ts";

/** What the routes call, so that it gets written. */
export interface RuntimeUse {
  readonly onHelper: (helper: string) => void;
  readonly onParameterStyle: (name: string) => void;
}

interface RouteContext {
  readonly imports: Imports;
  readonly printer: SchemaPrinter;
  readonly runtime: RuntimeUse;
  readonly named: NamedSchemas;
  readonly shapes: ErrorShapes;
}

/** Name of the function that makes the routes of a folder. */
export function routesName(folder: string): string {
  const name = folder.replace(/-(\d)/g, "_$1").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return /^\d/.test(name) ? `n${name}Routes` : `${name}Routes`;
}

/** `routes/<folder>.ts`: one block an operation: where it is, how its input is read, who handles it. */
export function routeFiles(
  service: Service,
  use: SchemaUse,
  validators: Validators,
  shapes: ErrorShapes,
  notes: Notes,
  runtime: RuntimeUse,
): readonly OutputFile[] {
  return [...grouped(service.operations, ({ folder }) => folder)].map(([folder, operations]) => ({
    path: `src/api/generated/routes/${folder}.ts`,
    zone: "generated",
    contents: moduleText(folder, operations, service, use, validators, shapes, notes, runtime),
  }));
}

function moduleText(
  folder: string,
  operations: readonly NamedOperation[],
  service: Service,
  use: SchemaUse,
  validators: Validators,
  shapes: ErrorShapes,
  notes: Notes,
  runtime: RuntimeUse,
): string {
  const imports = new Imports();
  imports.value("route", "../route.ts");
  imports.type("Route", "../route.ts");
  imports.type("Handlers", "../handlers.ts");
  const printer = validators.printer({ service, use, notes, imports, onHelper: runtime.onHelper });
  const context: RouteContext = { imports, printer, runtime, named: service.named, shapes };
  const bodies = operations.map((operation) => bodyConstant(operation, folder, context));
  const routes = operations.map((operation) => routeCode(operation, folder, context));
  const code: Code = [
    bodies,
    `export function ${routesName(folder)}(handlers: Handlers): readonly Route[] {`,
    indent([hardLine, "return [", indent([hardLine, join(routes, [",", hardLine])]), ",", hardLine, "];"]),
    hardLine,
    "}",
    hardLine,
  ];
  const text = print(code);
  if (/\bz\./.test(text)) imports.value("* as z", "zod");
  return `${generatedHeader(service.contractPath)}${imports.print()}\n${text}`;
}

/** A body that is described in place is a constant of its own, typed against its interface. */
function bodyConstant(operation: NamedOperation, folder: string, context: RouteContext): Code {
  const schema = inlineBody(operation);
  if (schema === undefined) return "";
  const type = context.imports.type(`${operation.typeName}Body`, `../operations/${folder}.ts`);
  return [
    `const ${operation.name}Body: ${context.printer.typeFor(type)} = `,
    context.printer.schema(schema, operation.name),
    ";",
    hardLine,
    hardLine,
  ];
}

function routeCode(operation: NamedOperation, folder: string, context: RouteContext): Code {
  const { typeName, name, method, path } = operation;
  for (const suffix of ["Input", "Result"])
    context.imports.type(typeName + suffix, `../operations/${folder}.ts`);
  const entries: Code[] = [
    `method: ${stringLiteral(method)}`,
    `path: ${stringLiteral(path)}`,
    `operation: ${stringLiteral(name)}`,
    `handler: handlers.${name}`,
    ...securityEntry(operation),
    ...rateLimitEntry(operation),
    ...parameterEntries(operation, context),
    ...bodyEntry(operation, context),
    ...producesEntry(operation),
    ...offersEntry(operation),
    ...errorsEntry(operation, context),
  ];
  return [
    `// ${commentText(operationTitle(operation))}`,
    hardLine,
    `route<${typeName}Input, ${typeName}Result>(`,
    objectLiteral(entries, true),
    ")",
  ];
}

function securityEntry({ security }: NamedOperation): readonly Code[] {
  return security.length === 0 ? [] : [["security: ", requirementsCode(security)]];
}

function rateLimitEntry({ rateLimit }: NamedOperation): readonly Code[] {
  if (rateLimit === undefined) return [];
  const { limit, windowMs } = rateLimit;
  return [["rateLimit: ", objectLiteral([`limit: ${limit}`, `windowMs: ${windowMs}`])]];
}

function parameterEntries({ name, parameters }: NamedOperation, context: RouteContext): readonly Code[] {
  return inputPlaces.flatMap(([place, locations]): readonly Code[] => {
    const own = parameters.filter((parameter) => locations.includes(parameter.in));
    if (own.length === 0) return [];
    return [
      [
        `${place}: `,
        objectLiteral(
          own.map((parameter) => parameterEntry(parameter, name, context)),
          own.length > 1,
        ),
      ],
    ];
  });
}

function parameterEntry(parameter: Parameter, place: string, context: RouteContext): Code {
  const style = styleName(parameter, context.named);
  context.runtime.onParameterStyle(style);
  context.imports.value(style, "../params.ts");
  return [propertyKey(parameter.name), ": ", call(style, [parameterSchema(parameter, place, context)])];
}

function parameterSchema(parameter: Parameter, place: string, { printer, named }: RouteContext): Code {
  const code = printer.schema(parameter.schema, place);
  const schema = parameter.allowEmpty ? printer.orEmptyText(code) : code;
  if (parameter.required) return schema;
  const fallback = effectiveDefault(parameter.schema, named);
  return fallback === undefined ? printer.optional(schema) : printer.withDefault(schema, fallback.value);
}

/** Name of the decoder in `params.ts`. For values that are neither lists nor objects, most styles are the same. */
function styleName(parameter: Parameter, named: NamedSchemas): string {
  const { style, explode } = parameter;
  if (parameter.in === "querystring") return "queryString";
  if (style === "content") return "jsonContent";
  if (style === "deepObject" || style === "tabDelimited") return style;
  const isPlain = isScalar(parameter.schema, named);
  if (style === "form") return explode || isPlain ? "form" : "formCompact";
  if (style === "spaceDelimited" || style === "pipeDelimited") return explode ? "form" : style;
  return explode && !isPlain ? `${style}Exploded` : style;
}

function isScalar(schema: Schema, named: NamedSchemas): boolean {
  const target = schema.ref === undefined ? schema : (named.get(schema.ref)?.schema ?? schema);
  const types = impliedTypes(target);
  return types !== undefined && !types.some((type) => type === "array" || type === "object");
}

function bodyEntry(operation: NamedOperation, context: RouteContext): readonly Code[] {
  const { body } = operation;
  if (body === undefined) return [];
  const constant = inlineBody(operation) === undefined ? undefined : `${operation.name}Body`;
  const readers = body.content.map((mediaType): Code => [
    `${propertyKey(mediaType.name)}: `,
    readerCode(mediaType, constant, operation.name, context),
  ]);
  const content: Code = ["content: ", objectLiteral(readers, readers.length > 1)];
  return [["body: ", objectLiteral([`required: ${body.required}`, content])]];
}

const readers = { json: "json", form: "urlEncoded", multipart: "multipart", text: "text" } as const;

function readerCode(
  { kind, schema }: MediaType,
  constant: string | undefined,
  place: string,
  { imports, printer }: RouteContext,
): Code {
  if (kind === "binary") return imports.value("binary", "../body.ts");
  const reader = imports.value(readers[kind], "../body.ts");
  return call(reader, [constant ?? printer.schema(kind === "text" ? textSchema(schema) : schema, place)]);
}

/** Text that is described as something else than a string (XML, mostly) is handed on as text. */
function textSchema(schema: Schema): Schema {
  return schema.types?.length === 1 && schema.types[0] === "string"
    ? schema
    : { ...anything, types: ["string"] };
}

/** The media types of successful responses, where all of them have a body. */
function offersEntry({ responses }: NamedOperation): readonly Code[] {
  const successes = responses.filter(({ status }) => status.startsWith("2"));
  if (successes.some(({ status, content }) => content.length === 0 || isBodiless(status))) return [];
  const names = [...new Set(successes.flatMap(({ content }) => content.map(({ name }) => name)))];
  return names.length === 0 ? [] : [["offers: ", list("[", names.map(stringLiteral), "]")]];
}

function errorsEntry(operation: NamedOperation, { shapes, imports }: RouteContext): readonly Code[] {
  const entries = [...shapes.of(operation)].map(
    ([status, name]) => `${propertyKey(status)}: ${imports.value(name, "../errorShapes.ts")}`,
  );
  return entries.length === 0 ? [] : [["errors: ", objectLiteral(entries)]];
}

/** Media types of responses that have one and where it is not plain JSON. */
function producesEntry({ responses }: NamedOperation): readonly Code[] {
  const entries = responses.flatMap(({ status, content }): readonly string[] => {
    const [only] = content;
    if (only === undefined || content.length > 1 || only.name.includes("*") || isBodiless(status)) return [];
    return only.name === "application/json" ? [] : [`${propertyKey(status)}: ${stringLiteral(only.name)}`];
  });
  return entries.length === 0 ? [] : [["produces: ", objectLiteral(entries)]];
}
