/** `src/middleware/errors.ts`. */
export const errorHandlerSource = `import type { ErrorRequestHandler, RequestHandler } from "express";
import { errorBody, errorType, nothingAt, toApiError } from "../api/generated/errors.ts";
import { scopeOf } from "../api/generated/express.ts";

export const notFound: RequestHandler = (req) => {
  throw nothingAt(req.originalUrl);
};

/** The one place that turns errors into responses. Unexpected ones are logged in full and answered in general. */
export const errorHandler: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  const { requestId, log } = scopeOf(res);
  const answer = toApiError(error);
  if (answer.status >= 500 && answer !== error) log.error({ err: error }, "unexpected error");
  if (res.headersSent) {
    next(error);
    return;
  }
  res.status(answer.status).type(errorType(answer)).json(errorBody(answer, requestId));
};
`;
