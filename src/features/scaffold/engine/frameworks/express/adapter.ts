/** `src/api/generated/express.ts`, without its header. */
export const adapterSource = `import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import express, { Router } from "express";
import type { Request, RequestHandler, Response } from "express";
import { createAuthorizer } from "./authorize.ts";
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
  readonly limitRate: (limit: RateLimit) => RequestHandler;
}

/** A router for all routes: the most specific path wins, and other methods on it get a 405 with \`Allow\`. */
export function createRouter(routes: readonly Route[], options: AdapterOptions): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const parseBody = express.raw({ type: () => true, limit: options.bodyLimit });
  for (const group of groupByPath(routes)) {
    const [first] = group;
    if (first === undefined) continue;
    const byMethod = new Map(
      group.map((entry) => [
        entry.method.toUpperCase(),
        withShapes(entry, createExchange(entry, parseBody, options)),
      ]),
    );
    const allow = allowedMethods(group);
    router.all(patternOf(first.path), async (req, res) => {
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

/** What an exchange throws is answered in the shape that the contract gives to the operation's errors. */
function withShapes(entry: Route, exchange: Exchange): Exchange {
  return async (req, res) => {
    try {
      await exchange(req, res);
    } catch (error) {
      throw rememberShapes(error, entry);
    }
  };
}

type Exchange = (req: Request, res: Response) => Promise<void>;

function createExchange(entry: Route, parseBody: RequestHandler, options: AdapterOptions): Exchange {
  const limit = entry.rateLimit && options.limitRate(entry.rateLimit);
  const authorize = createAuthorizer(entry, options.verifiers);
  const readInput = createInputReader(entry);
  const check = options.checkResponses === true ? createResponseCheck(entry) : undefined;
  return async (req, res) => {
    const controller = new AbortController();
    res.once("close", () => {
      if (!res.writableFinished) controller.abort();
    });
    if (limit !== undefined) await run(limit, req, res);
    const principals = await authorize(req, (name, value) => res.setHeader(name, value));
    const input = await readInput({
      req,
      pathValues: pathValuesOf(req),
      readBytes: () => readBytes(req, res, parseBody),
    });
    const context: Context = {
      ...scopeOf(res),
      signal: controller.signal,
      dependencies: options.dependencies,
      principals,
    };
    const answer = (await entry.handler(input as never, context)) as Reply;
    await check?.(answer);
    await send(answer, entry, res);
  };
}

function pathValuesOf({ params }: Request): readonly string[] {
  return Object.keys(params).map((_, index) => String(params[\`p\${index}\`] ?? ""));
}

async function readBytes(req: Request, res: Response, parseBody: RequestHandler): Promise<Buffer> {
  await run(parseBody, req, res);
  return req.body as Buffer;
}

/** Runs a middleware up to its \`next\`. */
async function run(middleware: RequestHandler, req: Request, res: Response): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    void middleware(req, res, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Error("A middleware failed.", { cause: error }));
    });
  });
}

async function send(reply: Reply, entry: Route, res: Response): Promise<void> {
  res.status(reply.status);
  for (const [name, value] of Object.entries(reply.headers ?? {})) res.setHeader(name, value);
  const payload = payloadOf(reply, entry);
  if (payload === undefined) {
    res.end();
    return;
  }
  const { type, content } = payload;
  res.setHeader("Content-Type", type);
  if (content instanceof Readable) await pipeline(content, res);
  else if (content instanceof Uint8Array) res.end(content);
  else res.send(content);
}
`;
