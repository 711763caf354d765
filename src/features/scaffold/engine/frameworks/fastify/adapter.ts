/** `src/api/generated/fastify.ts`, without its header. */
export const adapterSource = `import { METHODS } from "node:http";
import type { FastifyInstance, FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { createAuthorizer } from "./authorize.ts";
import { readBytes } from "./bytes.ts";
import { ApiError, rememberShapes } from "./errors.ts";
import type { Context } from "./http.ts";
import { createInputReader } from "./input.ts";
import { payloadOf } from "./reply.ts";
import type { Reply } from "./reply.ts";
import { createResponseCheck } from "./responseCheck.ts";
import { allowedMethods, groupByPath } from "./route.ts";
import type { RateLimit, Route, RouterOptions } from "./route.ts";

export interface AdapterOptions extends RouterOptions {
  /** Makes the limiter of an operation that the contract gives a limit of its own. */
  readonly limitRate: (limit: RateLimit) => (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

/** A plugin with all routes: the most specific path wins, and other methods on it get a 405 with \`Allow\`. */
export function createPlugin(routes: readonly Route[], options: AdapterOptions): FastifyPluginCallback {
  return (app, _, done) => {
    leaveBodiesToRoutes(app);
    serveEveryMethod(app);
    for (const group of groupByPath(routes)) addPath(app, group, options);
    done();
  };
}

/** The contract decides which media types a route reads. */
function leaveBodiesToRoutes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, parsed) => parsed(null));
}

/** Fastify answers 404 to methods that it does not know; the contract may have them, and a 405 needs them. */
function serveEveryMethod(app: FastifyInstance): void {
  for (const method of METHODS) {
    if (method !== "CONNECT" && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }
}

function addPath(app: FastifyInstance, group: readonly Route[], options: AdapterOptions): void {
  const [first] = group;
  if (first === undefined) return;
  const byMethod = new Map(
    group.map((entry) => [entry.method.toUpperCase(), withShapes(entry, createExchange(entry, options))]),
  );
  const allow = allowedMethods(group);
  app.route({
    method: app.supportedMethods,
    url: patternOf(first.path),
    exposeHeadRoute: false,
    async handler(request, reply) {
      const { method } = request;
      const values = pathValuesOf(request);
      // The router takes nothing at all for a parameter too.
      if (values.includes("")) {
        reply.callNotFound();
        return reply;
      }
      const exchange = byMethod.get(method) ?? (method === "HEAD" ? byMethod.get("GET") : undefined);
      if (exchange !== undefined) return await exchange(request, reply, values);
      reply.header("Allow", allow);
      if (method !== "OPTIONS")
        throw new ApiError(405, "METHOD_NOT_ALLOWED", \`The path does not allow \${method}.\`);
      return await reply.code(204).send();
    },
  });
}

/** What an exchange throws is answered in the shape that the contract gives to the operation's errors. */
function withShapes(entry: Route, exchange: Exchange): Exchange {
  return async (request, reply, pathValues) => {
    try {
      return await exchange(request, reply, pathValues);
    } catch (error) {
      throw rememberShapes(error, entry);
    }
  };
}

type Exchange = (
  request: FastifyRequest,
  reply: FastifyReply,
  pathValues: readonly string[],
) => Promise<FastifyReply>;

function createExchange(entry: Route, options: AdapterOptions): Exchange {
  const limit = entry.rateLimit && options.limitRate(entry.rateLimit);
  const authorize = createAuthorizer(entry, options.verifiers);
  const readInput = createInputReader(entry);
  const check = options.checkResponses === true ? createResponseCheck(entry) : undefined;
  return async (request, reply, pathValues) => {
    const controller = new AbortController();
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished) controller.abort();
    });
    await limit?.(request, reply);
    const principals = await authorize(request.raw, (name, value) => reply.header(name, value));
    const input = await readInput({
      req: request.raw,
      pathValues,
      readBytes: () => readBytes(request.raw, options.bodyLimit),
    });
    const context: Context = {
      requestId: request.id,
      log: request.log as Logger,
      signal: controller.signal,
      dependencies: options.dependencies,
      principals,
    };
    const answer = (await entry.handler(input as never, context)) as Reply;
    await check?.(answer);
    return await send(answer, entry, reply);
  };
}

function pathValuesOf({ params }: FastifyRequest): readonly string[] {
  const entries = Object.entries(params as Readonly<Record<string, string>>);
  return entries.filter(([name]) => name !== "text").map(([, value]) => value);
}

function send(answer: Reply, entry: Route, reply: FastifyReply): FastifyReply {
  reply.code(answer.status);
  for (const [name, value] of Object.entries(answer.headers ?? {})) reply.header(name, value);
  const payload = payloadOf(answer, entry);
  if (payload === undefined) return reply.send();
  return reply.header("Content-Type", payload.type).send(payload.content);
}

/**
 * "/orders/{orderId}.{format}" in the router's syntax, with parameters by position. A parameter that shares its
 * segment takes as much as it can, and the ones after it do not contain the text before them.
 */
function patternOf(path: string): string {
  let position = 0;
  return path
    .split("/")
    .map((segment) => {
      if (/^\\{[^{}]*\\}$/.test(segment)) return \`:p\${position++}\`;
      const texts = segment.split(/\\{[^{}]*\\}/).map(decodeText);
      return texts
        .map((text, index) =>
          index === 0 ? leading(text) : \`:p\${position++}\${expressionAfter(texts, index)}\${literal(text)}\`,
        )
        .join("");
    })
    .join("/");
}

/** The router knows no asterisk in plain text, but it does behind a parameter: here one that is always empty. */
function leading(text: string): string {
  return text.includes("*") ? \`:text()\${literal(text)}\` : literal(text);
}

function literal(text: string): string {
  return text.replaceAll(":", "::");
}

function expressionAfter(texts: readonly string[], index: number): string {
  const before = index === 1 ? "" : (texts[index - 1] ?? "");
  return before === "" ? "([^/]+)" : \`((?:(?!\${escapeText(before)})[^/])+)\`;
}

/** The router compares with what it has decoded. */
function decodeText(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

/** Text that means itself in a regular expression, and in the router's syntax around it. */
function escapeText(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, (unit) => \`\\\\u\${unit.charCodeAt(0).toString(16).padStart(4, "0")}\`);
}
`;
