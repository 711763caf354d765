/** `src/app.ts`. */
export const appSource = `import cors from "cors";
import express from "express";
import type { Express } from "express";
import helmet from "helmet";
import type { Logger } from "pino";
import type { Handlers } from "./api/generated/handlers.ts";
import { createApi } from "./api/generated/index.ts";
import type { Verifiers } from "./api/generated/security.ts";
import type { Config } from "./config.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Health } from "./health.ts";
import { errorHandler, notFound } from "./middleware/errors.ts";
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
export function buildApp({ config, logger, dependencies, health, verifiers, handlers }: AppParts): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", config.TRUST_PROXY);
  app.use(requestScope(logger));
  app.use(helmet());
  if (config.CORS_ORIGINS.length > 0) app.use(cors({ origin: config.CORS_ORIGINS }));
  app.use(health.router);
  app.use(limitRate({ limit: config.RATE_LIMIT_REQUESTS, windowMs: config.RATE_LIMIT_WINDOW_MS }));
  app.use(
    config.BASE_PATH,
    createApi({
      dependencies,
      verifiers,
      handlers,
      limitRate,
      bodyLimit: config.BODY_LIMIT,
      checkResponses: config.NODE_ENV !== "production",
    }),
  );
  app.use(notFound);
  app.use(errorHandler);
  return app;
}
`;
