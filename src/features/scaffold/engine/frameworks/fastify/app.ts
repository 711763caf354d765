/** `src/app.ts`. */
export const appSource = `import cors from "@fastify/cors";
import helmet from "@fastify/helmet";
import { fastify, LogController } from "fastify";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Handlers } from "./api/generated/handlers.ts";
import { createApi } from "./api/generated/index.ts";
import type { Verifiers } from "./api/generated/security.ts";
import type { Config } from "./config.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Health } from "./health.ts";
import { handleError, handleNotFound } from "./middleware/errors.ts";
import { limitRequests } from "./middleware/rateLimit.ts";
import { requestIdOf, scopeRequests } from "./middleware/requestScope.ts";

export interface AppParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly dependencies: Dependencies;
  readonly health: Health;
  readonly verifiers: Verifiers;
  /** Handlers other than those of \`src/handlers\`, for tests. */
  readonly handlers?: Handlers;
}

/** The whole application, without a port. */
export async function buildApp({
  config,
  logger,
  dependencies,
  health,
  verifiers,
  handlers,
}: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    genReqId: requestIdOf,
    frameworkErrors: handleError,
    trustProxy: (_address, hop) => hop < config.TRUST_PROXY,
    requestTimeout: config.REQUEST_TIMEOUT_MS,
    // Longer than any path that Node lets through: the contract limits what a parameter may be.
    routerOptions: { maxParamLength: 65_536 },
  });
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(handleNotFound);
  scopeRequests(app);
  await app.register(helmet);
  if (config.CORS_ORIGINS.length > 0) await app.register(cors, { origin: [...config.CORS_ORIGINS] });
  const limitRate = await limitRequests(app, {
    limit: config.RATE_LIMIT_REQUESTS,
    windowMs: config.RATE_LIMIT_WINDOW_MS,
  });
  app.register(health.plugin);
  app.register(
    createApi({
      dependencies,
      verifiers,
      handlers,
      limitRate,
      bodyLimit: config.BODY_LIMIT,
      checkResponses: config.NODE_ENV !== "production",
    }),
    {
      prefix: config.BASE_PATH.replace(/\\/$/, ""),
    },
  );
  return app;
}
`;
