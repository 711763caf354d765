import type { Operation } from "../contract/operation.ts";
import type { Schema } from "../contract/schema.ts";
import type { Service } from "../model/service.ts";
import { propertyKey, stringLiteral, valueLiteral } from "../print/escape.ts";
import type { JsonSchema, JsonSchemaContext } from "../print/jsonSchema.ts";
import { jsonSchema } from "../print/jsonSchema.ts";
import { circularity } from "./circular.ts";
import { isBodiless } from "./operationFiles.ts";
import { sentContent } from "./outgoingFiles.ts";
import type { SchemaUse } from "./schemaUse.ts";
import type { OutputFile } from "./sourceFile.ts";
import { generatedHeader } from "./sourceFile.ts";
import { typeName } from "./typeFiles.ts";

/**
 * `responseSchemas/`: what responses look like as JSON Schema, by group of their schemas and folder of their
 * operations. Loaded only where responses are checked.
 */
export function responseSchemaFiles(service: Service, use: SchemaUse): readonly OutputFile[] {
  const isCircular = circularity(service.named);
  const contextOf = (owner?: string): JsonSchemaContext => ({
    direction: "response",
    named: service.named,
    referTo: (id) => `contract#/$defs/${typeName(service, id, "response")}`,
    isCircular: (id) => owner !== undefined && isCircular(owner, id),
    isFile: () => false,
    exact: false,
    onBadPattern: () => undefined,
  });
  const definitions = [...use.inResponses].flatMap((id) => {
    const source = service.named.get(id);
    return source === undefined
      ? []
      : [[typeName(service, id, "response"), jsonSchema(source.schema, contextOf(id))] as const];
  });
  const operations = service.operations.map(
    (operation) =>
      [operation, statusSchemas(operation, (schema) => jsonSchema(schema, contextOf()))] as const,
  );
  const sent = service.outgoing.map((outgoing) => {
    const content = sentContent(outgoing);
    const body = content?.kind === "json" ? schemaLiteral(jsonSchema(content.schema, contextOf())) : "null";
    const answers = statusSchemas(outgoing, (schema) => jsonSchema(schema, contextOf()));
    return `  ${propertyKey(outgoing.name)}: { body: ${body}, answers: ${answers} },\n`;
  });
  const sentText =
    sent.length === 0
      ? ""
      : `
/** The same of what the service sends: webhooks and callbacks, and what is answered to them. */
export const outgoingSchemas: Readonly<Record<string, unknown>> = {
${sent.join("")}};
`;
  const text = `${generatedHeader(service.contractPath)}
/** JSON Schemas (2020-12) of responses by operation, status and media type; null where there is no body to check. */
export const responseSchemas: Readonly<Record<string, unknown>> = {
${operations.map(([{ name }, schemas]) => `  ${propertyKey(name)}: ${schemas},\n`).join("")}};
${sentText}
/** The schemas that they refer to, as "contract#/$defs/…". */
export const definitions: Readonly<Record<string, unknown>> = {
${definitions.map(([name, schema]) => `  ${propertyKey(name)}: ${schemaLiteral(schema)},\n`).join("")}};
`;
  return [{ path: "src/api/generated/responseSchemas.ts", zone: "generated", contents: text }];
}

function statusSchemas({ responses }: Operation, print: (schema: Schema) => JsonSchema): string {
  const entries = responses.map(({ status, content }) => {
    const json = isBodiless(status) ? [] : content.filter(({ kind }) => kind === "json");
    const members = json.map(({ name, schema }) => `${stringLiteral(name)}: ${schemaLiteral(print(schema))}`);
    return `${propertyKey(status)}: ${members.length === 0 ? "null" : `{ ${members.join(", ")} }`}`;
  });
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function schemaLiteral(schema: JsonSchema): string {
  return typeof schema === "boolean" ? String(schema) : valueLiteral(schema);
}
