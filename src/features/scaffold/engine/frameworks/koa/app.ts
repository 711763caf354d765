/** `src/app.ts`. */
export const appSource = `import cors from "@koa/cors";
import Koa from "koa";
import helmet from "koa-helmet";
import type { Logger } from "pino";
import type { Handlers } from "./api/generated/handlers.ts";
import { createApi } from "./api/generated/index.ts";
import type { Verifiers } from "./api/generated/security.ts";
import type { Config } from "./config.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Health } from "./health.ts";
import { handleErrors, notFound } from "./middleware/errors.ts";
import { limitRate } from "./middleware/rateLimit.ts";
import { requestScope } from "./middleware/requestScope.ts";

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
export function buildApp({ config, logger, dependencies, health, verifiers, handlers }: AppParts): Koa {
  const app = new Koa({ proxy: config.TRUST_PROXY > 0, maxIpsCount: config.TRUST_PROXY });
  const api = createApi({
    dependencies,
    verifiers,
    handlers,
    limitRate,
    bodyLimit: config.BODY_LIMIT,
    checkResponses: config.NODE_ENV !== "production",
  });
  if (config.BASE_PATH !== "/") api.prefix(config.BASE_PATH);
  app.use(requestScope(logger));
  app.use(handleErrors);
  app.use(helmet());
  const { CORS_ORIGINS: origins } = config;
  if (origins.length > 0)
    app.use(cors({ origin: (ctx) => (origins.includes(ctx.get("origin")) ? ctx.get("origin") : "") }));
  app.use(health.router.routes());
  app.use(limitRate({ limit: config.RATE_LIMIT_REQUESTS, windowMs: config.RATE_LIMIT_WINDOW_MS }));
  app.use(api.routes());
  app.use(notFound);
  return app;
}
`;
