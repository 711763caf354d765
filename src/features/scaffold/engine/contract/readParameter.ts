import { child, members } from "./documents.ts";
import type { Node } from "./documents.ts";
import { isJson, mediaTypeEssence } from "./mediaType.ts";
import type { Parameter, ParameterLocation, ParameterStyle } from "./operation.ts";
import type { ReadingContext } from "./operationReader.ts";
import { anything } from "./schema.ts";
import type { Schema } from "./schema.ts";
import { isUnreadable, unreadableNote } from "./unreadableNames.ts";
import { isTrueAt, stringAt, valueAt } from "./value.ts";

const locations: ReadonlySet<string> = new Set<ParameterLocation>([
  "path",
  "query",
  "header",
  "cookie",
  "querystring",
]);

const defaultStyles: Readonly<Record<ParameterLocation, ParameterStyle>> = {
  path: "simple",
  query: "form",
  header: "simple",
  cookie: "form",
  querystring: "content",
};

const styles: ReadonlySet<string> = new Set<ParameterStyle>([
  "form",
  "simple",
  "label",
  "matrix",
  "spaceDelimited",
  "pipeDelimited",
  "deepObject",
]);

/** 2.0 `collectionFormat`: style and explode of 3.x. */
const collectionFormats: Readonly<Record<string, readonly [ParameterStyle, boolean]>> = {
  ssv: ["spaceDelimited", false],
  tsv: ["tabDelimited", false],
  pipes: ["pipeDelimited", false],
  multi: ["form", true],
};

/** These headers are described elsewhere in a contract; parameters of their names are to be ignored. */
const ignoredHeaders: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/** Reads a parameter; none for what is not one (2.0 body and form data) or is ignored by the specification. */
export function readParameter(node: Node, context: ReadingContext): readonly Parameter[] {
  const name = stringAt(node.value, "name");
  const location = stringAt(node.value, "in") ?? "";
  if (name === undefined || !isLocation(location)) return [];
  if (location === "header" && ignoredHeaders.has(name.toLowerCase())) return [];
  if (isUnreadable(name)) {
    context.notes.add(unreadableNote, context.documents.nameOf(node));
    return [];
  }
  return [
    {
      name,
      in: location,
      required: location === "path" || isTrueAt(node.value, "required"),
      deprecated: isTrueAt(node.value, "deprecated"),
      description: stringAt(node.value, "description"),
      allowEmpty: isTrueAt(node.value, "allowEmptyValue") && location === "query",
      ...readSerialization(node, location, context),
    },
  ];
}

function isLocation(text: string): text is ParameterLocation {
  return locations.has(text);
}

function readSerialization(
  node: Node,
  location: ParameterLocation,
  context: ReadingContext,
): Pick<Parameter, "style" | "explode" | "schema"> {
  if (context.dialect === "2.0") return swaggerSerialization(node, location, context);
  const [mediaType] = members(child(node, "content"));
  if (mediaType !== undefined) return contentSerialization(node, mediaType, context);
  const written = stringAt(node.value, "style") ?? "";
  const style = isStyle(written) ? written : defaultStyles[location];
  const explode = valueAt(node.value, "explode");
  return {
    style,
    explode: typeof explode === "boolean" ? explode : style === "form",
    schema: readSchema(node, context),
  };
}

function isStyle(text: string): text is ParameterStyle {
  return styles.has(text);
}

function contentSerialization(
  node: Node,
  [name, unresolved]: readonly [string, Node],
  context: ReadingContext,
): Pick<Parameter, "style" | "explode" | "schema"> {
  const mediaType = context.documents.follow(unresolved);
  const essence = mediaTypeEssence(name);
  if (isJson(essence) || essence === "application/x-www-form-urlencoded") {
    return { style: "content", explode: false, schema: readSchema(mediaType, context) };
  }
  context.notes.add(`Parameters of type ${essence} arrive as text`, context.documents.nameOf(node));
  return { style: "simple", explode: false, schema: { ...anything, types: ["string"] } };
}

function swaggerSerialization(
  node: Node,
  location: ParameterLocation,
  context: ReadingContext,
): Pick<Parameter, "style" | "explode" | "schema"> {
  const format = stringAt(node.value, "collectionFormat") ?? "csv";
  const [style, explode] = collectionFormats[format] ?? [defaultStyles[location], false];
  return { style, explode, schema: context.schemas.read(node) };
}

function readSchema(node: Node, context: ReadingContext): Schema {
  const schema = child(node, "schema");
  return schema.value === undefined ? anything : context.schemas.read(schema);
}
