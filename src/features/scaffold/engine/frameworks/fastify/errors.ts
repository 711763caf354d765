/** `src/middleware/errors.ts`. */
export const errorsSource = `import type { FastifyReply, FastifyRequest } from "fastify";
import { errorBody, errorType, nothingAt, toApiError } from "../api/generated/errors.ts";

export function handleNotFound(request: FastifyRequest): never {
  throw nothingAt(request.originalUrl);
}

/** The one place that turns errors into responses. Unexpected ones are logged in full and answered in general. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = toApiError(error);
  if (answer.status >= 500 && answer !== error) request.log.error({ err: error }, "unexpected error");
  reply
    .code(answer.status)
    .header("X-Request-Id", request.id)
    .type(\`\${errorType(answer)}; charset=utf-8\`)
    .send(JSON.stringify(errorBody(answer, request.id)));
}
`;
