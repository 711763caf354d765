/** `src/app.ts`. */
export const appSource = `import Koa from "koa";
import helmet from "koa-helmet";
import type { Logger } from "pino";
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
}

/** The whole application, without a port. */
export function buildApp({ config, logger, dependencies, health, verifiers }: AppParts): Koa {
  const app = new Koa({ proxy: config.TRUST_PROXY > 0, maxIpsCount: config.TRUST_PROXY });
  const api = createApi({ dependencies, verifiers, bodyLimit: config.BODY_LIMIT });
  if (config.BASE_PATH !== "/") api.prefix(config.BASE_PATH);
  app.use(requestScope(logger));
  app.use(handleErrors);
  app.use(helmet());
  app.use(health.router.routes());
  app.use(limitRate(config));
  app.use(api.routes());
  app.use(notFound);
  return app;
}
`;
