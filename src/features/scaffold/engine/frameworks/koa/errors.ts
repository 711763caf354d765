/** `src/middleware/errors.ts`. */
export const errorsSource = `import type { Middleware } from "koa";
import { ApiError, errorBody, errorType, toApiError } from "../api/generated/errors.ts";
import { scopeOf } from "../api/generated/koa.ts";

export const notFound: Middleware = () => {
  throw new ApiError(404, "NOT_FOUND", "There is nothing at this path.");
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
