/** `src/api/generated/express.ts`, without its header. */
export const expressSource = `import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express, { Router } from "express";
import type { Request, Response } from "express";
import type { Logger } from "pino";
import * as z from "zod";
import type { Dependencies } from "../../dependencies.ts";
import type { BodyReader } from "./body.ts";
import { ApiError, validationFailed } from "./errors.ts";
import type { ErrorDetail } from "./errors.ts";
import type { Context, ResponseHeaders } from "./http.ts";
import type { Parameter, Source } from "./params.ts";
import { toDetails } from "./validation.ts";

interface Body<Value> {
  readonly required: boolean;
  /** Readers by media type, which may end in a wildcard. */
  readonly content: Readonly<Record<string, BodyReader<Value>>>;
}

type ParameterPlace = "params" | "query" | "headers" | "cookies";

/** One parser for each member of a place of the input; optional members carry schemas that are optional. */
type Parameters<Values> = { readonly [Name in keyof Values]-?: Parameter<Exclude<Values[Name], undefined>> };

/** A route as the contract describes it: what an operation's input consists of, and who handles it. */
export type RouteDefinition<Input, Result> = {
  readonly method: string;
  /** As in the contract: "/orders/{orderId}". */
  readonly path: string;
  readonly operation: string;
  readonly handler: (input: Input, context: Context) => Result | Promise<Result>;
  /** Media types of responses by status ("200", "4XX", "default") where they are not just JSON. */
  readonly produces?: Readonly<Record<string, string>>;
} & {
  readonly [Place in Extract<keyof Input, ParameterPlace>]: Parameters<Input[Place]>;
} & ("body" extends keyof Input
    ? { readonly body: Body<Exclude<Input["body" & keyof Input], undefined>> }
    : unknown);

interface Reply {
  readonly status: number;
  readonly headers?: ResponseHeaders;
  readonly type?: string;
  readonly body?: unknown;
}

/** A route whose types have been checked and are not needed any more. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly produces?: Readonly<Record<string, string>>;
  readonly handler: (input: never, context: Context) => unknown;
  readonly body?: Body<unknown>;
  readonly params?: Readonly<Record<string, Parameter<unknown>>>;
  readonly query?: Readonly<Record<string, Parameter<unknown>>>;
  readonly headers?: Readonly<Record<string, Parameter<unknown>>>;
  readonly cookies?: Readonly<Record<string, Parameter<unknown>>>;
}

/** Ties a contract's operation to its handler; the compiler checks that they agree. */
export function route<Input, Result extends Reply>(definition: RouteDefinition<Input, Result>): Route {
  return definition as unknown as Route;
}

interface RequestScope {
  readonly requestId: string;
  readonly log: Logger;
}

const scopes = new WeakMap<Response, RequestScope>();

/** Tells the routes below which id and which logger belong to a request. */
export function openScope(res: Response, scope: RequestScope): void {
  scopes.set(res, scope);
}

/** The id and the logger of a request. @throws when \`openScope\` was not called for it. */
export function scopeOf(res: Response): RequestScope {
  const scope = scopes.get(res);
  if (scope === undefined) throw new Error("The request has no scope: mount requestScope before the routes.");
  return scope;
}

export interface RouterOptions {
  readonly dependencies: Dependencies;
  /** Largest request body in bytes. */
  readonly bodyLimit: number;
}

/** A router for all routes: the most specific path wins, and other methods on it get a 405 with \`Allow\`. */
export function createRouter(routes: readonly Route[], options: RouterOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const parseBody = express.raw({ type: () => true, limit: options.bodyLimit });
  for (const group of groupByPath(routes)) {
    const [first] = group;
    if (first === undefined) continue;
    const byMethod = new Map(
      group.map((entry) => [entry.method.toUpperCase(), createExchange(entry, parseBody, options)]),
    );
    const allow = [
      ...new Set([...byMethod.keys(), ...(byMethod.has("GET") ? ["HEAD"] : []), "OPTIONS"]),
    ].join(", ");
    router.all(expressPath(first.path), async (req, res) => {
      const exchange = byMethod.get(req.method) ?? (req.method === "HEAD" ? byMethod.get("GET") : undefined);
      if (exchange !== undefined) return await exchange(req, res);
      res.setHeader("Allow", allow);
      if (req.method !== "OPTIONS")
        throw new ApiError(405, "METHOD_NOT_ALLOWED", \`The path does not allow \${req.method}.\`);
      res.status(204).end();
    });
  }
  return router;
}

type Exchange = (req: Request, res: Response) => Promise<void>;

function createExchange(entry: Route, parseBody: express.RequestHandler, options: RouterOptions): Exchange {
  const readInput = createInputReader(entry, parseBody);
  return async (req, res) => {
    const controller = new AbortController();
    res.once("close", () => {
      if (!res.writableFinished) controller.abort();
    });
    const input = await readInput(req, res);
    const context: Context = {
      ...scopeOf(res),
      signal: controller.signal,
      dependencies: options.dependencies,
    };
    await send((await entry.handler(input as never, context)) as Reply, entry, res);
  };
}

type InputReader = (req: Request, res: Response) => Promise<unknown>;

/** Reads everything first and validates it together, so that a client learns all of its mistakes at once. */
function createInputReader(entry: Route, parseBody: express.RequestHandler): InputReader {
  const names = [...entry.path.matchAll(/\\{([^{}]*)\\}/g)].map((match) => match[1] ?? "");
  const places = [
    createPlaceReader("params", "path", entry.params, (req) => pathSource(req, names)),
    createPlaceReader("query", "query", entry.query, querySource),
    createPlaceReader("headers", "header", entry.headers, headerSource),
    createPlaceReader("cookies", "cookie", entry.cookies, cookieSource),
  ].filter((place) => place !== undefined);
  return async (req, res) => {
    const details: ErrorDetail[] = [];
    const input: Record<string, unknown> = {};
    for (const place of places) input[place.key] = place.read(req, details);
    if (entry.body !== undefined)
      Object.assign(input, await readBody(entry.body, req, res, parseBody, details));
    if (details.length > 0) throw validationFailed(details);
    return input;
  };
}

function createPlaceReader(
  key: ParameterPlace,
  name: string,
  parameters: Readonly<Record<string, Parameter<unknown>>> | undefined,
  sourceOf: (req: Request) => Source,
) {
  if (parameters === undefined) return undefined;
  const entries = Object.entries(parameters);
  const schema = z.object(
    Object.fromEntries(entries.map(([parameter, { schema: own }]) => [parameter, own])),
  );
  return {
    key,
    read(req: Request, details: ErrorDetail[]): unknown {
      const source = sourceOf(req);
      const values: Record<string, unknown> = {};
      for (const [parameter, { read }] of entries) {
        const value = attempt(() => read(key === "headers" ? parameter.toLowerCase() : parameter, source));
        if (value === malformed)
          details.push({ field: \`\${name}.\${parameter}\`, message: "is not encoded properly" });
        else if (value !== undefined) values[parameter] = value;
      }
      return validate(schema, values, name, details);
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

function validate(schema: z.ZodType, value: unknown, place: string, details: ErrorDetail[]): unknown {
  try {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    details.push(...toDetails(result.error.issues, place));
  } catch (error) {
    // A recursive schema ends with the stack on a value that somebody nested on purpose.
    if (!(error instanceof RangeError)) throw error;
    details.push({ field: place, message: "is nested too deeply" });
  }
  return undefined;
}

function pathSource(req: Request, names: readonly string[]): Source {
  const values = names.map((name, index) => [name, String(req.params[\`p\${index}\`] ?? "")] as const);
  // Express has decoded them.
  return { pairs: values, decode: (raw) => raw };
}

function querySource(req: Request): Source {
  const start = req.url.indexOf("?");
  const pairs = start < 0 ? [] : req.url.slice(start + 1).split("&");
  return {
    pairs: pairs.filter((pair) => pair !== "").map((pair) => splitPair(pair, decodeName)),
    decode: (raw) => decodeURIComponent(raw.replaceAll("+", " ")),
  };
}

function headerSource(req: Request): Source {
  const pairs = Object.entries(req.headersDistinct).flatMap(([name, values]) =>
    values === undefined ? [] : [[name, values.join(", ")] as const],
  );
  return { pairs, decode: (raw) => raw.trim() };
}

function cookieSource(req: Request): Source {
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

async function readBody(
  { required, content }: Body<unknown>,
  req: Request,
  res: Response,
  parseBody: express.RequestHandler,
  details: ErrorDetail[],
): Promise<{ readonly body?: unknown; readonly contentType?: string }> {
  if (!hasBody(req)) {
    if (required) details.push({ field: "body", message: "is required" });
    return {};
  }
  const header = req.headers["content-type"] ?? "";
  const contentType = (header.split(";")[0] ?? "").trim().toLowerCase();
  const reader = readerFor(contentType, content);
  if (reader === undefined) throw unsupportedMediaType(Object.keys(content));
  await new Promise<void>((resolve, reject) => {
    void parseBody(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else
        reject(
          error instanceof Error ? error : new Error("The request body could not be read.", { cause: error }),
        );
    });
  });
  const value = await readValue(reader, req.body as Buffer, header, details);
  const body =
    reader.schema === undefined || value === malformed
      ? value
      : validate(reader.schema, value, "body", details);
  return typesVary(content) ? { body, contentType } : { body };
}

/** Whether a handler needs to be told which media type a body came in. */
function typesVary(content: Body<unknown>["content"]): boolean {
  const names = Object.keys(content);
  return names.length > 1 || names.some((name) => name.includes("*"));
}

function hasBody({ headers }: Request): boolean {
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

async function send(reply: Reply, entry: Route, res: Response): Promise<void> {
  res.status(reply.status);
  for (const [name, value] of Object.entries(reply.headers ?? {})) res.setHeader(name, value);
  const { body } = reply;
  if (body === undefined || [204, 205, 304].includes(reply.status)) {
    res.end();
    return;
  }
  const type = reply.type ?? declaredType(entry, reply.status);
  res.setHeader("Content-Type", type);
  if (body instanceof Readable) await pipeline(body, res);
  else if (body instanceof Uint8Array) res.end(body);
  else res.send(typeof body === "string" && !isJson(type) ? body : JSON.stringify(body));
}

function declaredType({ produces = {} }: Route, status: number): string {
  return (
    produces[status] ?? produces[\`\${Math.floor(status / 100)}XX\`] ?? produces["default"] ?? "application/json"
  );
}

function isJson(type: string): boolean {
  return /[/+]json\\b/.test(type);
}

/** "/orders/{orderId}.{format}" in the router's syntax, with parameters by position: "/orders/:p0.:p1". */
function expressPath(path: string): string {
  let position = 0;
  return path
    .split(/(\\{[^{}]*\\})/)
    .map((part) => (/^\\{[^{}]*\\}$/.test(part) ? \`:p\${position++}\` : escapeLiteral(part)))
    .join("");
}

function escapeLiteral(text: string): string {
  return text.replace(/[^\\x21-\\x7e]+/g, encodeURIComponent).replace(/[{}()[\\]+?!:*\\\\]/g, "\\\\$&");
}

/** Routes with the same path save for the names of its parameters, the most specific path first. */
function groupByPath(routes: readonly Route[]): readonly (readonly Route[])[] {
  const groups = new Map<string, Route[]>();
  for (const entry of routes) {
    const shape = entry.path.replace(/\\{[^{}]*\\}/g, "{}");
    groups.set(shape, [...(groups.get(shape) ?? []), entry]);
  }
  return [...groups].sort(([a], [b]) => compareSpecificity(a, b)).map(([, group]) => group);
}

/** Segment by segment, literal text comes before text with parameters, and both before a lone parameter. */
function compareSpecificity(a: string, b: string): number {
  const rankOf = (segment: string): number => (segment === "{}" ? 2 : segment.includes("{}") ? 1 : 0);
  const left = a.split("/").map(rankOf);
  const right = b.split("/").map(rankOf);
  const index = left.findIndex((rank, position) => rank !== (right[position] ?? rank));
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
`;
