/** `src/middleware/errors.ts`. */
export const errorsSource = `import type { Middleware } from "koa";
import { errorBody, errorType, nothingAt, toApiError } from "../api/generated/errors.ts";
import { scopeOf } from "../api/generated/koa.ts";

export const notFound: Middleware = (ctx) => {
  throw nothingAt(ctx.originalUrl);
};

/** The one place that turns errors into responses. Unexpected ones are logged in full and answered in general. */
export const handleErrors: Middleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    const { requestId, log } = scopeOf(ctx.res);
    const answer = toApiError(error);
    if (answer.status >= 500 && answer !== error) log.error({ err: error }, "unexpected error");
    if (ctx.headerSent) {
      ctx.res.destroy();
      return;
    }
    ctx.status = answer.status;
    ctx.type = errorType(answer);
    ctx.body = errorBody(answer, requestId);
  }
};
`;
