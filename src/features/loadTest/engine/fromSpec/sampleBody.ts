import type { Documents, Place } from "./documents.ts";
import { membersOf, stringAt, stringsAt } from "./json.ts";
import type { OperationPlace } from "./operations.ts";
import { sampleValue, writtenExample } from "./sampleValue.ts";
import { queryPairs, textOf } from "./serializeParameter.ts";

/** A body that fits an operation, and its media type. */
export interface SampledBody {
  readonly contentType: string;
  readonly text: string;
  /** The value before it was written down; undefined for what is not JSON. */
  readonly json?: unknown;
  /** Schema of the value, for media types that are JSON. */
  readonly schema?: Place | undefined;
}

/**
 * A body for an operation of any version: JSON where it is offered, otherwise a form or text.
 * @param parameters those of the operation, for `in: body` and `in: formData` of 2.0
 * @returns undefined when the operation takes none, or none that can be made up
 */
export async function sampleBody(
  operation: OperationPlace,
  parameters: readonly Place[],
  documents: Documents,
): Promise<SampledBody | undefined> {
  const requestBody = await documents.child(operation.operation, "requestBody");
  const content = await documents.child(requestBody, "content");
  const offered = membersOf(content.value).map(([name]) => name);
  if (offered.length === 0) return await sampleSwaggerBody(operation, parameters, documents);
  const name = offered.find(isJson) ?? offered.find(isForm) ?? offered.find(isText) ?? offered[0] ?? "";
  const mediaType = await documents.child(content, name);
  const schema = await documents.child(mediaType, "schema");
  const value = (await writtenExample(mediaType, documents)) ?? (await sampleValue(schema, documents));
  return writeBody(name, value, schema);
}

async function sampleSwaggerBody(
  { operation }: OperationPlace,
  parameters: readonly Place[],
  documents: Documents,
): Promise<SampledBody | undefined> {
  const root = await documents.root();
  const own = stringsAt(operation.value, "consumes");
  const consumes = own.length > 0 ? own : stringsAt(root.value, "consumes");
  const body = parameters.find(({ value }) => stringAt(value, "in") === "body");
  if (body !== undefined) {
    const schema = await documents.child(body, "schema");
    const value = (await writtenExample(body, documents)) ?? (await sampleValue(schema, documents));
    return writeBody(consumes.find(isJson) ?? consumes[0] ?? "application/json", value, schema);
  }
  const fields = parameters.filter(({ value }) => stringAt(value, "in") === "formData");
  if (fields.length === 0) return undefined;
  const members: (readonly [string, unknown])[] = [];
  for (const field of fields)
    members.push([stringAt(field.value, "name") ?? "", await sampleValue(field, documents)]);
  const hasFile = fields.some(({ value }) => stringAt(value, "type") === "file");
  const usual = hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded";
  return writeBody(consumes.find(isForm) ?? usual, Object.fromEntries(members), undefined);
}

/** The boundary is fixed, so that the same description gives the same bytes; no sample value contains it. */
const boundary = "senior-backend-9f1c2e";

function writeBody(name: string, value: unknown, schema: Place | undefined): SampledBody | undefined {
  if (value === undefined) return undefined;
  const essence = (name.split(";")[0] ?? "").trim().toLowerCase();
  if (essence === "application/x-www-form-urlencoded") {
    const pairs = membersOf(value).flatMap(([key, item]) =>
      queryPairs(key, item, { style: "form", explode: true }),
    );
    return { contentType: essence, text: new URLSearchParams(pairs.map((pair) => [...pair])).toString() };
  }
  if (essence.startsWith("multipart/"))
    return { contentType: `${essence}; boundary=${boundary}`, text: multipart(value) };
  if (isJson(essence) || essence === "*/*") {
    const contentType = essence === "*/*" ? "application/json" : name;
    return { contentType, text: JSON.stringify(value), json: value, schema };
  }
  return { contentType: name, text: textOf(value) };
}

function multipart(value: unknown): string {
  const parts = membersOf(value).map(([name, item]) => {
    const quoted = name.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
    const type = typeof item === "object" && item !== null ? "\r\nContent-Type: application/json" : "";
    return `--${boundary}\r\nContent-Disposition: form-data; name="${quoted}"${type}\r\n\r\n${textOf(item)}\r\n`;
  });
  return `${parts.join("")}--${boundary}--\r\n`;
}

function isJson(mediaType: string): boolean {
  return /^(?:application|text)\/(?:[\w.!#$&^-]+\+)?json\b/i.test(mediaType);
}

function isForm(mediaType: string): boolean {
  return /^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(mediaType);
}

function isText(mediaType: string): boolean {
  return /^text\//i.test(mediaType);
}
