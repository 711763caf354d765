/** `src/middleware/requestScope.ts`. */
export const requestScopeSource = `import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/** Ids that callers may choose themselves: short, and harmless in a log. */
const acceptableId = /^[\\w-]{8,64}$/;

/** The id of a request; its logger carries it. */
export function requestIdOf({ headers }: Pick<IncomingMessage, "headers">): string {
  const requested = headers["x-request-id"];
  return typeof requested === "string" && acceptableId.test(requested) ? requested : randomUUID();
}

/** Tells each client the id of its request, and writes one line when it is answered. */
export function scopeRequests(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.header("X-Request-Id", request.id);
  });
  app.addHook("onResponse", async (request, reply) => {
    const { pathname } = new URL(request.originalUrl, "http://localhost");
    request.log.info(
      {
        method: request.method,
        path: pathname,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
      },
      "request",
    );
  });
}
`;
