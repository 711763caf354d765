/** `src/middleware/rateLimit.ts`. */
export const rateLimitSource = `import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ApiError } from "../api/generated/errors.ts";
import type { RateLimit } from "../api/generated/route.ts";

export type Limiter = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Limits requests by client address, and makes the limiters of operations that have a limit of their own. The counts
 * live in this process: several processes need a shared store.
 */
export async function limitRequests(
  app: FastifyInstance,
  limit: RateLimit,
): Promise<(own: RateLimit) => Limiter> {
  await app.register(rateLimit, { global: false });
  const limiter = limiterOf(app, limit);
  // A hook of the application, since paths that do not exist count too.
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.config.rateLimit !== false) await limiter(request, reply);
  });
  return (own) => limiterOf(app, own);
}

function limiterOf(app: FastifyInstance, { limit, windowMs }: RateLimit): Limiter {
  const count = app.createRateLimit({ max: limit, timeWindow: windowMs });
  const policy = \`"default"; q=\${limit}; w=\${Math.ceil(windowMs / 1000)}\`;
  return async (request, reply) => {
    const use = await count(request);
    if (use.isAllowed) return;
    reply.header("RateLimit-Policy", policy);
    reply.header("RateLimit", \`"default"; r=\${use.remaining}; t=\${use.ttlInSeconds}\`);
    if (!use.isExceeded) return;
    reply.header("Retry-After", use.ttlInSeconds);
    throw new ApiError(429, "TOO_MANY_REQUESTS", "There were too many requests; try again later.");
  };
}
`;
