import { once } from "node:events";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import { join } from "node:path";
import type { FastifyPluginCallback } from "fastify";
import type { Middleware } from "koa";
import type { FrameworkName } from "../../src/features/scaffold/engine/index.ts";

export type Handlers = Record<string, (input: unknown, context: { readonly requestId: string }) => unknown>;

type Load = <Module>(path: string) => Promise<Module>;

interface ApiOptions {
  readonly dependencies: object;
  readonly bodyLimit: number;
  readonly handlers: Handlers;
  readonly verifiers: Verifiers;
  readonly checkResponses: boolean;
}

/** What verifies credentials, by security scheme. */
export type Verifiers = Readonly<Record<string, (...credentials: never[]) => unknown>>;

/** What a scaffolded service's modules export, as far as it is mounted here; \`Use\` is what an application takes. */
interface Generated<Api> {
  readonly createApi: (options: ApiOptions) => Api;
}
interface RequestScope<Use> {
  readonly requestScope: (logger: object) => Use;
}

const quiet = {
  ...Object.fromEntries(
    ["trace", "debug", "info", "warn", "error", "fatal"].map((level) => [level, () => undefined]),
  ),
  child: () => quiet,
};

const generatedIndex = "src/api/generated/index.ts";

type Mount = (load: Load, options: ApiOptions) => Promise<RequestListener>;

const mounts: Readonly<Record<FrameworkName, Mount>> = {
  async express(load, options) {
    type Application = () => { use(...handlers: readonly RequestListener[]): void } & RequestListener;
    const { createApi } = await load<Generated<RequestListener>>(generatedIndex);
    const { requestScope } = await load<RequestScope<RequestListener>>("src/middleware/requestScope.ts");
    const { notFound, errorHandler } =
      await load<Record<"notFound" | "errorHandler", RequestListener>>("src/middleware/errors.ts");
    const { default: express } = (await import("express")) as unknown as { default: Application };
    const app = express();
    app.use(requestScope(quiet), createApi(options), notFound, errorHandler);
    return app;
  },
  async fastify(load, options) {
    type Handler = (...args: unknown[]) => void;
    const { createApi } = await load<Generated<FastifyPluginCallback>>(generatedIndex);
    const { requestIdOf, scopeRequests } = await load<{
      requestIdOf: (req: IncomingMessage) => string;
      scopeRequests: (app: object) => void;
    }>("src/middleware/requestScope.ts");
    const { handleNotFound, handleError } =
      await load<Record<"handleNotFound" | "handleError", Handler>>("src/middleware/errors.ts");
    const { fastify } = await import("fastify");
    const app = fastify({
      genReqId: requestIdOf,
      frameworkErrors: handleError,
      routerOptions: { maxParamLength: 65_536 },
    });
    app.setErrorHandler(handleError);
    app.setNotFoundHandler(handleNotFound);
    scopeRequests(app);
    app.register(createApi(options));
    await app.ready();
    return (req, res) => {
      app.routing(req, res);
    };
  },
  async koa(load, options) {
    const { createApi } = await load<Generated<{ routes(): Middleware }>>(generatedIndex);
    const { requestScope } = await load<RequestScope<Middleware>>("src/middleware/requestScope.ts");
    const { notFound, handleErrors } =
      await load<Record<"notFound" | "handleErrors", Middleware>>("src/middleware/errors.ts");
    const { default: Koa } = await import("koa");
    const app = new Koa();
    for (const middleware of [requestScope(quiet), handleErrors, createApi(options).routes(), notFound])
      app.use(middleware);
    const callback = app.callback();
    return (req, res) => void callback(req, res);
  },
};

/**
 * Serves the routes of a scaffolded service on a free port, with its own errors and request ids.
 * @param handlersFor makes the handlers, given the names that the contract asks for
 */
export async function serveRoutes(
  framework: FrameworkName,
  folder: string,
  handlersFor: (names: readonly string[]) => Handlers,
  verifiers: Verifiers = {},
  checkResponses = false,
  bodyLimit = 2000,
): Promise<Server> {
  const load = async <Module>(path: string) =>
    (await import(/* @vite-ignore */ join(folder, path))) as Module;
  const registry = await load<{ handlers: Handlers }>("src/api/generated/registry.ts");
  const handlers = handlersFor(Object.keys(registry.handlers));
  const listener = await mounts[framework](load, {
    dependencies: {},
    bodyLimit,
    handlers,
    verifiers,
    checkResponses,
  });
  const server = createServer(listener).listen(0);
  await once(server, "listening");
  return server;
}
