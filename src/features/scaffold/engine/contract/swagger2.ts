import type { Node } from "./documents.ts";
import { child } from "./documents.ts";
import { mediaKind, mediaTypeEssence } from "./mediaType.ts";
import type { Body } from "./operation.ts";
import type { ReadingContext } from "./operationReader.ts";
import type { Schema } from "./schema.ts";
import { anything } from "./schema.ts";
import { isTrueAt, stringAt, stringsAt } from "./value.ts";

/** The body of a 2.0 operation: its `in: body` parameter, or its `in: formData` parameters taken together. */
export function readSwaggerBody(
  operation: Node,
  parameters: readonly Node[],
  context: ReadingContext,
): Body | undefined {
  const body = parameters.find((node) => stringAt(node.value, "in") === "body");
  if (body !== undefined) {
    return toBody(
      context.schemas.read(child(body, "schema")),
      isTrueAt(body.value, "required"),
      consumes(operation, context, ["application/json"]),
    );
  }
  const fields = parameters.filter((node) => stringAt(node.value, "in") === "formData");
  return fields.length === 0 ? undefined : formBody(operation, fields, context);
}

function formBody(operation: Node, fields: readonly Node[], context: ReadingContext): Body {
  const properties = new Map(
    fields.map((node) => [stringAt(node.value, "name") ?? "", context.schemas.read(node)]),
  );
  const required = fields
    .filter((node) => isTrueAt(node.value, "required"))
    .map((node) => stringAt(node.value, "name") ?? "");
  const hasFile = [...properties.values()].some(({ binary }) => binary);
  const usual = hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded";
  const written = consumes(operation, context, [usual]).filter((name) => name.includes("form"));
  return toBody(
    { ...anything, types: ["object"], properties, required },
    required.length > 0,
    written.length > 0 ? written : [usual],
  );
}

function toBody(schema: Schema, required: boolean, names: readonly string[]): Body {
  return {
    required,
    content: names.map((name) => ({ name, kind: mediaKind(name, schema.binary), schema })),
  };
}

function consumes(operation: Node, { root }: ReadingContext, fallback: readonly string[]): readonly string[] {
  const own = stringsAt(operation.value, "consumes");
  const names = own.length > 0 ? own : stringsAt(root.value, "consumes");
  return [...new Set((names.length > 0 ? names : fallback).map(mediaTypeEssence))];
}
