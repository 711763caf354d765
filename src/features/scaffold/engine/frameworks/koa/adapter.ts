/** `src/api/generated/koa.ts`, without its header. */
export const adapterSource = `import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Router } from "@koa/router";
import type { RouterContext } from "@koa/router";
import type { Middleware } from "koa";
import { createAuthorizer } from "./authorize.ts";
import { readBytes } from "./bytes.ts";
import { ApiError, rememberShapes } from "./errors.ts";
import type { Context } from "./http.ts";
import { createInputReader } from "./input.ts";
import { patternOf } from "./pattern.ts";
import { payloadOf } from "./reply.ts";
import type { Reply } from "./reply.ts";
import { createResponseCheck } from "./responseCheck.ts";
import { allowedMethods, groupByPath } from "./route.ts";
import type { RateLimit, Route, RouterOptions } from "./route.ts";
import { scopeOf } from "./scope.ts";

export { openScope, scopeOf } from "./scope.ts";

export interface AdapterOptions extends RouterOptions {
  /** Makes the limiter of an operation that the contract gives a limit of its own. */
  readonly limitRate: (limit: RateLimit) => Middleware;
}

/** A router for all routes: the most specific path wins, and other methods on it get a 405 with \`Allow\`. */
export function createRouter(routes: readonly Route[], options: AdapterOptions): Router {
  const router = new Router({ sensitive: true, strict: true });
  for (const group of groupByPath(routes)) {
    const [first] = group;
    if (first === undefined) continue;
    const byMethod = new Map(
      group.map((entry) => [entry.method.toUpperCase(), withShapes(entry, createExchange(entry, options))]),
    );
    const allow = allowedMethods(group);
    router.all(patternOf(first.path), async (ctx) => {
      const pathValues = (ctx.captures ?? []).map(decodePart);
      const exchange = byMethod.get(ctx.method) ?? (ctx.method === "HEAD" ? byMethod.get("GET") : undefined);
      if (exchange !== undefined) return await exchange(ctx, pathValues);
      ctx.set("Allow", allow);
      if (ctx.method !== "OPTIONS")
        throw new ApiError(405, "METHOD_NOT_ALLOWED", \`The path does not allow \${ctx.method}.\`);
      ctx.status = 204;
    });
  }
  return router;
}

/** What an exchange throws is answered in the shape that the contract gives to the operation's errors. */
function withShapes(entry: Route, exchange: Exchange): Exchange {
  return async (ctx, pathValues) => {
    try {
      await exchange(ctx, pathValues);
    } catch (error) {
      throw rememberShapes(error, entry);
    }
  };
}

type Exchange = (ctx: RouterContext, pathValues: readonly string[]) => Promise<void>;

function createExchange(entry: Route, options: AdapterOptions): Exchange {
  const limit = entry.rateLimit && options.limitRate(entry.rateLimit);
  const authorize = createAuthorizer(entry, options.verifiers);
  const readInput = createInputReader(entry);
  const check = options.checkResponses === true ? createResponseCheck(entry) : undefined;
  return async (ctx, pathValues) => {
    const controller = new AbortController();
    ctx.res.once("close", () => {
      if (!ctx.res.writableFinished) controller.abort();
    });
    await limit?.(ctx, () => Promise.resolve());
    const principals = await authorize(ctx.req, (name, value) => ctx.set(name, value));
    const input = await readInput({
      req: ctx.req,
      pathValues,
      readBytes: () => readBytes(ctx.req, options.bodyLimit),
    });
    const context: Context = {
      ...scopeOf(ctx.res),
      signal: controller.signal,
      dependencies: options.dependencies,
      principals,
    };
    const answer = (await entry.handler(input as never, context)) as Reply;
    await check?.(answer);
    await send(answer, entry, ctx);
  };
}

/** The router's own decoding lets pass what is not encoded properly. */
function decodePart(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw new ApiError(400, "BAD_REQUEST", "The request is malformed.");
  }
}

async function send(reply: Reply, entry: Route, ctx: RouterContext): Promise<void> {
  for (const [name, value] of Object.entries(reply.headers ?? {})) ctx.res.setHeader(name, value);
  const payload = payloadOf(reply, entry);
  if (payload === undefined) {
    // In this order: a body of null is no body, but sets a status of its own.
    ctx.body = null;
    ctx.status = reply.status;
    return;
  }
  const { type, content } = payload;
  ctx.status = reply.status;
  ctx.set("Content-Type", type);
  // Koa would answer a stream that fails by itself; this way the error reaches our handler.
  if (content instanceof Readable) await pipeline(content, ctx.res);
  else ctx.body = typeof content === "string" ? content : Buffer.from(content);
}
`;
