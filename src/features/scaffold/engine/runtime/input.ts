/** `src/api/generated/input.ts`, without its header. */
export const inputSource = `import type { IncomingMessage } from "node:http";
import { refuseUnacceptable } from "./accept.ts";
import type { BodyReader } from "./body.ts";
import { ApiError, validationFailed } from "./errors.ts";
import type { ErrorDetail } from "./errors.ts";
import type { Parameter, Source } from "./params.ts";
import type { Body, ParameterPlace, Route } from "./route.ts";
import { membersValidator, validatorOf } from "./validation.ts";
import type { Validate } from "./validation.ts";

/** A request as a framework hands it over. */
export interface Incoming {
  readonly req: IncomingMessage;
  /** Values of the path's parameters in the order of the path, decoded. */
  readonly pathValues: readonly string[];
  /** The bytes of the body, decompressed. @throws ApiError when there are too many. */
  readonly readBytes: () => Promise<Buffer>;
}

export type InputReader = (incoming: Incoming) => Promise<unknown>;

/** Reads everything first and validates it together, so that a client learns all of its mistakes at once. */
export function createInputReader(entry: Route): InputReader {
  const names = [...entry.path.matchAll(/\\{([^{}]*)\\}/g)].map((match) => match[1] ?? "");
  const places = [
    createPlaceReader("params", "path", entry.params, ({ pathValues }) => pathSource(pathValues, names)),
    createPlaceReader("query", "query", entry.query, querySource),
    createPlaceReader("headers", "header", entry.headers, headerSource),
    createPlaceReader("cookies", "cookie", entry.cookies, cookieSource),
  ].filter((place) => place !== undefined);
  const readBody = entry.body && createBodyReader(entry.body);
  return async (incoming) => {
    refuseUnacceptable(entry, incoming.req);
    const details: ErrorDetail[] = [];
    const input: Record<string, unknown> = {};
    for (const place of places) input[place.key] = place.read(incoming, details);
    if (readBody !== undefined) Object.assign(input, await readBody(incoming, details));
    if (details.length > 0) throw validationFailed(details);
    return input;
  };
}

function createPlaceReader(
  key: ParameterPlace,
  name: string,
  parameters: Readonly<Record<string, Parameter<unknown>>> | undefined,
  sourceOf: (incoming: Incoming) => Source,
) {
  if (parameters === undefined) return undefined;
  const entries = Object.entries(parameters);
  const validate = membersValidator(
    Object.fromEntries(entries.map(([parameter, { schema }]) => [parameter, schema])),
  );
  return {
    key,
    read(incoming: Incoming, details: ErrorDetail[]): unknown {
      const source = sourceOf(incoming);
      const values: Record<string, unknown> = {};
      for (const [parameter, { read }] of entries) {
        const value = attempt(() => read(key === "headers" ? parameter.toLowerCase() : parameter, source));
        if (value === malformed)
          details.push({ field: \`\${name}.\${parameter}\`, message: "is not encoded properly" });
        else if (value !== undefined) values[parameter] = value;
      }
      return validate(values, name, details);
    },
  };
}

const malformed = Symbol("malformed");

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof URIError) return malformed;
    throw error;
  }
}

function pathSource(values: readonly string[], names: readonly string[]): Source {
  return { pairs: names.map((name, index) => [name, values[index] ?? ""]), decode: (raw) => raw };
}

function querySource({ req: { url = "" } }: Incoming): Source {
  const start = url.indexOf("?");
  const pairs = start < 0 ? [] : url.slice(start + 1).split("&");
  return {
    pairs: pairs.filter((pair) => pair !== "").map((pair) => splitPair(pair, decodeName)),
    decode: (raw) => decodeURIComponent(raw.replaceAll("+", " ")),
  };
}

function headerSource({ req }: Incoming): Source {
  const pairs = Object.entries(req.headersDistinct).flatMap(([name, values]) =>
    values === undefined ? [] : [[name, values.join(", ")] as const],
  );
  return { pairs, decode: (raw) => raw.trim() };
}

function cookieSource({ req }: Incoming): Source {
  const pairs = (req.headers.cookie ?? "").split(/;\\s*/).filter((pair) => pair !== "");
  return { pairs: pairs.map((pair) => splitPair(pair, decodeName)), decode: decodeURIComponent };
}

function splitPair(pair: string, decode: (text: string) => string): readonly [string, string] {
  const at = pair.indexOf("=");
  return at < 0 ? [decode(pair), ""] : [decode(pair.slice(0, at)), pair.slice(at + 1)];
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}

type BodyInput = { readonly body?: unknown; readonly contentType?: string };

function createBodyReader({ required, content }: Body<unknown>) {
  const validators = new Map<BodyReader<unknown>, Validate>();
  for (const reader of Object.values(content)) {
    if (reader.schema !== undefined) validators.set(reader, validatorOf(reader.schema));
  }
  return async ({ req, readBytes }: Incoming, details: ErrorDetail[]): Promise<BodyInput> => {
    if (!hasBody(req)) {
      if (required) details.push({ field: "body", message: "is required" });
      return {};
    }
    const header = req.headers["content-type"] ?? "";
    const contentType = (header.split(";")[0] ?? "").trim().toLowerCase();
    const reader = readerFor(contentType, content);
    if (reader === undefined) throw unsupportedMediaType(Object.keys(content));
    const value = await readValue(reader, await readBytes(), header, details);
    const validate = validators.get(reader);
    const body = validate === undefined || value === malformed ? value : validate(value, "body", details);
    return typesVary(content) ? { body, contentType } : { body };
  };
}

/** Whether a handler needs to be told which media type a body came in. */
function typesVary(content: Body<unknown>["content"]): boolean {
  const names = Object.keys(content);
  return names.length > 1 || names.some((name) => name.includes("*"));
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

async function readValue(
  reader: BodyReader<unknown>,
  bytes: Buffer,
  contentType: string,
  details: ErrorDetail[],
): Promise<unknown> {
  try {
    return await reader.read(bytes, contentType);
  } catch {
    details.push({
      field: "body",
      message: \`is not well-formed \${(contentType.split(";")[0] ?? "").trim()}\`,
    });
    return malformed;
  }
}

function readerFor(contentType: string, content: Body<unknown>["content"]): BodyReader<unknown> | undefined {
  const family = \`\${contentType.split("/")[0] ?? ""}/*\`;
  const key = [contentType, family, "*/*"].find((candidate) => Object.hasOwn(content, candidate));
  return key === undefined || contentType === "" ? undefined : content[key];
}

function unsupportedMediaType(supported: readonly string[]): ApiError {
  return new ApiError(415, "UNSUPPORTED_MEDIA_TYPE", \`The request body must be \${supported.join(" or ")}.\`);
}
`;
