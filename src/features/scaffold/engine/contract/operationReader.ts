import type { Notes } from "../notes.ts";
import type { Dialect } from "./dialect.ts";
import type { Documents, Node } from "./documents.ts";
import { child, items, members } from "./documents.ts";
import { mediaKind, mediaTypeEssence } from "./mediaType.ts";
import type { Body, MediaType, Operation, Response } from "./operation.ts";
import type { OperationSite } from "./readOperations.ts";
import { readParameter } from "./readParameter.ts";
import type { SchemaReader } from "./schemaReader.ts";
import { readRateLimit } from "./rateLimit.ts";
import { anything } from "./schema.ts";
import { readRequirements } from "./security.ts";
import { readSwaggerBody } from "./swagger2.ts";
import { isObject, isTrueAt, stringAt, stringsAt, valueAt } from "./value.ts";

/** What reading an operation takes: everything that is the same for all of a contract. */
export interface ReadingContext {
  readonly documents: Documents;
  readonly dialect: Dialect;
  readonly schemas: SchemaReader;
  readonly notes: Notes;
  readonly root: Node;
}

/** Reads one operation of any OpenAPI version into the common form. */
export function readOperation(site: OperationSite, context: ReadingContext): Operation {
  const { operation } = site;
  const parameterNodes = effectiveParameters(site, context.documents);
  return {
    pointer: site.pointer,
    method: site.method,
    path: site.path,
    operationId: stringAt(operation.value, "operationId"),
    summary: stringAt(operation.value, "summary"),
    description: stringAt(operation.value, "description"),
    deprecated: isTrueAt(operation.value, "deprecated"),
    tag: stringsAt(operation.value, "tags")[0],
    parameters: parameterNodes.flatMap((node) => readParameter(node, context)),
    body:
      context.dialect === "2.0"
        ? readSwaggerBody(operation, parameterNodes, context)
        : readBody(child(operation, "requestBody"), context),
    responses: readResponses(operation, context),
    security: readRequirements(site, context.root, context.documents),
    rateLimit: readRateLimit(operation.value),
  };
}

/** The operation's parameters and those of its path item that it does not override (same name, same place). */
function effectiveParameters(site: OperationSite, documents: Documents): readonly Node[] {
  const byKey = new Map<string, Node>();
  for (const list of [site.sharedParameters, child(site.operation, "parameters")]) {
    for (const item of items(list)) {
      const node = documents.follow(item);
      byKey.set(`${stringAt(node.value, "in") ?? ""} ${stringAt(node.value, "name") ?? ""}`, node);
    }
  }
  return [...byKey.values()];
}

function readBody(unresolved: Node, context: ReadingContext): Body | undefined {
  const node = context.documents.follow(unresolved);
  if (!isObject(node.value)) return undefined;
  const content = readContent(child(node, "content"), context);
  if (content.length === 0) return undefined;
  return {
    required: isTrueAt(node.value, "required"),
    description: stringAt(node.value, "description"),
    content,
  };
}

/** Reads a `content` map; media types that differ in parameters alone count once. */
export function readContent(node: Node, context: ReadingContext): readonly MediaType[] {
  const byName = new Map<string, MediaType>();
  for (const [key, unresolved] of members(node)) {
    const mediaType = context.documents.follow(unresolved);
    const name = mediaTypeEssence(key);
    const hasSchema = valueAt(mediaType.value, "schema") !== undefined;
    const schema = hasSchema ? context.schemas.read(child(mediaType, "schema")) : anything;
    if (!byName.has(name)) byName.set(name, { name, kind: mediaKind(name, schema.binary), schema });
  }
  return [...byName.values()];
}

function readResponses(operation: Node, context: ReadingContext): readonly Response[] {
  return members(child(operation, "responses"))
    .filter(([status]) => /^([1-5]\d\d|[1-5]XX|default)$/i.test(status))
    .map(([status, unresolved]) => {
      const node = context.documents.follow(unresolved);
      return {
        status: status.toLowerCase() === "default" ? "default" : status.toUpperCase(),
        description: stringAt(node.value, "description"),
        content:
          context.dialect === "2.0"
            ? swaggerContent(operation, node, context)
            : readContent(child(node, "content"), context),
        headers: members(child(node, "headers")).map(([name, header]) => ({
          name,
          required: isTrueAt(context.documents.follow(header).value, "required"),
        })),
      };
    });
}

/** In 2.0 the media types of all responses stand in `produces`, of the operation or of the document. */
function swaggerContent(operation: Node, response: Node, context: ReadingContext): readonly MediaType[] {
  if (valueAt(response.value, "schema") === undefined) return [];
  const schema = context.schemas.read(child(response, "schema"));
  const own = stringsAt(operation.value, "produces");
  const produces = own.length > 0 ? own : stringsAt(context.root.value, "produces");
  const names = new Set((produces.length > 0 ? produces : ["application/json"]).map(mediaTypeEssence));
  return [...names].map((name) => ({ name, kind: mediaKind(name, schema.binary), schema }));
}
