import { UserError } from "../../../../shared/userError.ts";
import type { Documents, Place } from "./documents.ts";
import { stringAt, valueAt, membersOf } from "./json.ts";
import { sampleValue, writtenExample } from "./sampleValue.ts";
import type { Serialization } from "./serializeParameter.ts";

export type ParameterLocation = "path" | "query" | "header" | "cookie" | "querystring";

/** A parameter with a value that fits it. */
export interface SampledParameter extends Serialization {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  readonly value: unknown;
  /** Its schema, with `$ref`s followed once. */
  readonly schema: Place;
}

/** 2.0 `collectionFormat`: style and explode of 3.x. */
const collectionFormats: Readonly<Record<string, Serialization>> = {
  ssv: { style: "spaceDelimited", explode: false },
  tsv: { style: "tabDelimited", explode: false },
  pipes: { style: "pipeDelimited", explode: false },
  multi: { style: "form", explode: true },
  csv: { style: "form", explode: false },
};

/** These are described elsewhere in a description; parameters of their names are to be ignored. */
const ignoredHeaders: ReadonlySet<string> = new Set(["accept", "content-type", "authorization"]);

/**
 * The parameters that a request sends: those that are required, and optional ones for which the author wrote an
 * example or a default.
 * @throws UserError when a required parameter has no schema to make a value from
 */
export async function sampleParameters(
  parameters: readonly Place[],
  documents: Documents,
): Promise<readonly SampledParameter[]> {
  const sampled: SampledParameter[] = [];
  for (const parameter of parameters) {
    const found = await sampleParameter(parameter, documents);
    if (found !== undefined) sampled.push(found);
  }
  return sampled;
}

async function sampleParameter(
  parameter: Place,
  documents: Documents,
): Promise<SampledParameter | undefined> {
  const name = stringAt(parameter.value, "name") ?? "";
  const location = stringAt(parameter.value, "in") ?? "";
  if (!isLocation(location) || (location === "header" && ignoredHeaders.has(name.toLowerCase())))
    return undefined;
  const required = location === "path" || valueAt(parameter.value, "required") === true;
  const { holder, schema } = await schemaOf(parameter, documents);
  const written =
    (await writtenExample(parameter, documents)) ??
    (await writtenExample(holder, documents)) ??
    (await writtenExample(schema, documents)) ??
    valueAt(schema.value, "default");
  const value = written ?? (required ? await sampleValue(schema, documents) : undefined);
  if (value === undefined && required)
    throw new UserError(
      `The ${location} parameter ${name} has no schema to make a value from; give it an example.`,
    );
  const asContent = holder !== parameter;
  return value === undefined
    ? undefined
    : {
        name,
        in: location,
        required,
        schema,
        ...serializationOf(parameter, location),
        value: asContent && typeof value === "object" ? JSON.stringify(value) : value,
      };
}

function isLocation(text: string): text is ParameterLocation {
  return ["path", "query", "header", "cookie", "querystring"].includes(text);
}

/** Where the schema stands: in `schema`, in the media type of `content`, or (2.0) in the parameter itself. */
async function schemaOf(
  parameter: Place,
  documents: Documents,
): Promise<{ readonly holder: Place; readonly schema: Place }> {
  const content = await documents.child(parameter, "content");
  const [mediaType] = membersOf(content.value);
  if (mediaType !== undefined) {
    const holder = await documents.child(content, mediaType[0]);
    return { holder, schema: await documents.child(holder, "schema") };
  }
  const schema = await documents.child(parameter, "schema");
  return { holder: parameter, schema: schema.value === undefined ? parameter : schema };
}

function serializationOf(parameter: Place, location: ParameterLocation): Serialization {
  const format = stringAt(parameter.value, "collectionFormat");
  const known = Object.hasOwn(collectionFormats, format ?? "") ? collectionFormats[format ?? ""] : undefined;
  const isSimple = location === "path" || location === "header";
  if (known !== undefined) return isSimple ? { style: "simple", explode: false } : known;
  // In 2.0 the type stands in the parameter, and lists are joined with commas unless it says otherwise.
  const isSwagger = stringAt(parameter.value, "type") !== undefined;
  const style = stringAt(parameter.value, "style") ?? (isSimple ? "simple" : "form");
  const explode = valueAt(parameter.value, "explode");
  return { style, explode: typeof explode === "boolean" ? explode : style === "form" && !isSwagger };
}
