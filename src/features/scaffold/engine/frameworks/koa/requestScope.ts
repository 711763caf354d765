/** `src/middleware/requestScope.ts`. */
export const requestScopeSource = `import { randomUUID } from "node:crypto";
import type { Middleware } from "koa";
import type { Logger } from "pino";
import { openScope } from "../api/generated/koa.ts";

/** Ids that callers may choose themselves: short, and harmless in a log. */
const acceptableId = /^[\\w-]{8,64}$/;

/** Gives each request an id and a logger that carries it, and writes one line when it is answered. */
export function requestScope(logger: Logger): Middleware {
  return async (ctx, next) => {
    const requested = ctx.get("x-request-id");
    const requestId = acceptableId.test(requested) ? requested : randomUUID();
    const log = logger.child({ requestId });
    const start = performance.now();
    const { method, path } = ctx;
    openScope(ctx.res, { requestId, log });
    ctx.set("X-Request-Id", requestId);
    ctx.res.once("close", () => {
      const milliseconds = Math.round(performance.now() - start);
      log.info({ method, path, status: ctx.res.statusCode, milliseconds }, "request");
    });
    await next();
  };
}
`;
