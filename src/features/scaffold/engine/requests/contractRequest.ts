import type { MediaType, Parameter } from "../contract/operation.ts";
import type { Schema } from "../contract/schema.ts";
import type { NamedSchemas } from "../model/direction.ts";
import type { NamedOperation } from "../model/service.ts";
import { allowedValues, impliedTypes } from "../print/implied.ts";
import type { Sample } from "./sample.ts";
import { sampleOf } from "./sample.ts";

/** What a request consists of besides its path. */
export interface RequestParts {
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookie?: string;
  /** Media type of the body. */
  readonly type?: string;
  readonly json?: unknown;
  readonly text?: string;
  /** Fields of a form; those that are files say so. */
  readonly form?: readonly FormField[];
}

type FormField = readonly [name: string, value: string, kind?: "file"];

/** Requests that tell whether an operation keeps to its contract. */
export interface ContractRequest {
  readonly operation: string;
  readonly method: string;
  /** Filled with values of its parameters. */
  readonly path: string;
  /** Everything that the path allows. */
  readonly methods: readonly string[];
  /** Security schemes of one way in; absent where everyone is let in. */
  readonly security?: readonly string[];
  /** A request that must get through; absent where none can be made up from the contract alone. */
  readonly valid?: RequestParts;
  /** One that must be refused; absent where everything is allowed. */
  readonly invalid?: RequestParts;
  /** Whether a body of another media type must be refused. */
  readonly readsBody?: true;
}

/** A text that is neither a number nor a boolean, nor among what contracts list. */
const nonsense = "~none~";

export function contractRequest(
  operation: NamedOperation,
  methods: readonly string[],
  named: NamedSchemas,
): ContractRequest {
  const { name, method, path, parameters, body } = operation;
  const filled = fillPath(path, parameters, (parameter) => textSample(parameter, named) ?? "sample");
  const valid = validParts(operation, named);
  const invalid = invalidParts(operation, named);
  const security = wayIn(operation);
  const isOpen = body?.content.some((content) => content.name.includes("*")) !== false;
  return {
    operation: name,
    method: method.toUpperCase(),
    path: filled,
    methods,
    ...(security && { security }),
    ...(valid && { valid }),
    ...(invalid && { invalid }),
    ...(!isOpen && { readsBody: true }),
  };
}

/** The schemes of the first way in; an empty one lets in everyone. */
function wayIn({ security }: NamedOperation): readonly string[] | undefined {
  if (security.some((requirement) => requirement.length === 0)) return undefined;
  return security[0]?.map(({ scheme }) => scheme);
}

function fillPath(
  path: string,
  parameters: readonly Parameter[],
  textOf: (parameter: Parameter) => string,
): string {
  const filled = path.replace(/\{([^{}]*)\}/g, (_, name: string) => {
    const parameter = parameters.find((candidate) => candidate.in === "path" && candidate.name === name);
    if (parameter === undefined) return "sample";
    const prefix = parameter.style === "label" ? "." : parameter.style === "matrix" ? `;${name}=` : "";
    return prefix + encodeURIComponent(textOf(parameter));
  });
  return filled.replace(/[^!-~]+/g, encodeURIComponent);
}

function validParts(operation: NamedOperation, named: NamedSchemas): RequestParts | undefined {
  const { path, parameters, body } = operation;
  const needed = parameters.filter(({ required }) => required);
  const inPath = needed.filter((parameter) => parameter.in === "path");
  if (!inPath.every((parameter) => isSureInPath(parameter, path, named))) return undefined;
  const query = textsOf(needed, "query", named)?.flatMap(([parameter, sample]) =>
    queryPairs(parameter, sample),
  );
  const headers = textsOf(needed, "header", named)?.map(
    ([{ name }, { value }]) => [name, plainText(value)] as const,
  );
  const cookies = textsOf(needed, "cookie", named)?.map(
    ([{ name }, { value }]) => [name, plainText(value)] as const,
  );
  const isWhole = needed.every(({ in: place }) => place !== "querystring");
  const content = body === undefined ? {} : bodyParts(body.content, named);
  if (query === undefined || headers === undefined || cookies === undefined || !isWhole) return undefined;
  if (content === undefined && body?.required === true) return undefined;
  const texts = [...query, ...headers, ...cookies].map(([, value]) => value);
  const pairs = texts.filter((text) => text !== undefined);
  if (pairs.length < texts.length) return undefined;
  return {
    ...(query.length > 0 && {
      query: query.map(([key, value]) => `${encode(key)}=${encode(value ?? "")}`).join("&"),
    }),
    ...(headers.length > 0 && {
      headers: Object.fromEntries(headers.map(([key, value]) => [key.toLowerCase(), value ?? ""])),
    }),
    ...(cookies.length > 0 && {
      cookie: cookies.map(([key, value]) => `${key}=${encode(value ?? "")}`).join("; "),
    }),
    ...content,
  };
}

function encode(text: string): string {
  return encodeURIComponent(text);
}

/** Samples of the parameters in a place; undefined where one of them has none. */
function textsOf(
  parameters: readonly Parameter[],
  place: Parameter["in"],
  named: NamedSchemas,
): readonly (readonly [Parameter, Sample])[] | undefined {
  const own = parameters.filter((parameter) => parameter.in === place);
  const pairs = own.flatMap((parameter) => {
    const sample = sampleOf(parameter.schema, named);
    return sample === undefined ? [] : [[parameter, sample] as const];
  });
  return pairs.length === own.length ? pairs : undefined;
}

type Pair = readonly [key: string, value: string | undefined];

/** A parameter as pairs of the query; the value is undefined where its style has no spelling for the sample. */
function queryPairs({ name, style, explode }: Parameter, { value }: Sample): readonly Pair[] {
  if (style === "content") return [[name, JSON.stringify(value)]];
  if (!Array.isArray(value) && (typeof value !== "object" || value === null))
    return [[name, scalarText(value)]];
  const isListed = Array.isArray(value) && value.length > 0 && style === "form";
  if (isListed) {
    const texts = value.map(scalarText);
    return explode ? texts.map((text) => [name, text]) : [[name, texts.length === 1 ? texts[0] : undefined]];
  }
  if (style === "deepObject" && !Array.isArray(value) && Object.keys(value).length > 0)
    return Object.entries(value).map(([key, member]) => [`${name}[${key}]`, scalarText(member)]);
  return [[name, undefined]];
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Of a header or a cookie: a text, or a list of one. */
function plainText(value: unknown): string | undefined {
  return scalarText(Array.isArray(value) && value.length === 1 ? value[0] : value);
}

function textSample(parameter: Parameter, named: NamedSchemas): string | undefined {
  const sample = sampleOf(parameter.schema, named);
  return sample && parameter.style !== "content" ? scalarText(sample.value) : undefined;
}

/** Next to other text in a segment, a value must not look like that text. */
function isSureInPath(parameter: Parameter, path: string, named: NamedSchemas): boolean {
  const text = textSample(parameter, named);
  if (text === undefined) return false;
  const isAlone = path.split("/").includes(`{${parameter.name}}`);
  return isAlone ? text !== "." && text !== ".." : /^\w+$/.test(text);
}

function bodyParts(content: readonly MediaType[], named: NamedSchemas): RequestParts | undefined {
  for (const mediaType of content) {
    const parts = mediaParts(mediaType, named);
    if (parts !== undefined) return parts;
  }
  return undefined;
}

function mediaParts({ name, kind, schema }: MediaType, named: NamedSchemas): RequestParts | undefined {
  const type = name.replace("*/*", "application/octet-stream").replace("/*", "/png");
  if (kind === "binary") return { type, text: "bytes" };
  const isText = kind === "text" && schema.types?.join() !== "string";
  const sample = isText ? { value: "sample" } : sampleOf(schema, named);
  if (sample === undefined) return undefined;
  if (kind === "json") return { type, json: sample.value };
  if (kind === "text") {
    const text = scalarText(sample.value);
    return text === undefined ? undefined : { type, text };
  }
  const form = formFields(sample.value, schema, named);
  return form === undefined ? undefined : { type, form };
}

/** An object of scalars as fields; undefined where it is anything else. */
function formFields(value: unknown, schema: Schema, named: NamedSchemas): readonly FormField[] | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const target = schema.ref === undefined ? schema : (named.get(schema.ref)?.schema ?? schema);
  const fields: FormField[] = [];
  for (const [name, member] of Object.entries(value)) {
    const property = target.properties.get(name);
    if (typeof member === "object" || property === undefined || member === "") return undefined;
    const isFile =
      property.binary || (property.ref !== undefined && named.get(property.ref)?.schema.binary === true);
    fields.push(isFile ? [name, String(member), "file"] : [name, String(member)]);
  }
  return fields.length === 0 ? undefined : fields;
}

function invalidParts(operation: NamedOperation, named: NamedSchemas): RequestParts | undefined {
  const { path, parameters, body } = operation;
  const lacksSomething = parameters.some(
    (parameter) =>
      parameter.required &&
      ["query", "header", "cookie"].includes(parameter.in) &&
      !isFreeForm(parameter, named),
  );
  if (lacksSomething || body?.required === true) return {};
  const narrow = parameters.find((parameter) => isNarrow(parameter, named));
  if (narrow?.in === "path")
    return {
      path: fillPath(path, parameters, (parameter) =>
        parameter === narrow ? nonsense : (textSample(parameter, named) ?? "sample"),
      ),
    };
  if (narrow !== undefined) return { query: `${encode(narrow.name)}=${nonsense}` };
  const json = body?.content.find(({ kind }) => kind === "json");
  return json && !json.name.includes("*") ? { type: json.name, text: "{" } : undefined;
}

/** An exploded object takes its properties from all over the query: it is never quite absent. */
function isFreeForm({ schema, style, explode }: Parameter, named: NamedSchemas): boolean {
  const target = schema.ref === undefined ? schema : named.get(schema.ref)?.schema;
  const types = target && impliedTypes(target);
  return style === "form" && explode && (types === undefined || types.includes("object"));
}

/** Whether a parameter refuses nonsense: a number, a boolean, or one of a few words. */
function isNarrow(parameter: Parameter, named: NamedSchemas): boolean {
  const { schema, style, allowEmpty } = parameter;
  const isPlace = parameter.in === "path" || parameter.in === "query";
  const target = schema.ref === undefined ? schema : named.get(schema.ref)?.schema;
  if (!isPlace || target === undefined || style === "content" || allowEmpty) return false;
  if (target.anyOf.length + target.oneOf.length + target.allOf.length > 0 || target.nullable) return false;
  const types = impliedTypes(target);
  if (types?.every((type) => type === "integer" || type === "number" || type === "boolean") === true)
    return true;
  return types?.join() === "string" && (allowedValues(target)?.length ?? 0) > 0;
}
