/** `src/middleware/rateLimit.ts`. */
export const rateLimitSource = `import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";
import { ApiError } from "../api/generated/errors.ts";
import type { Config } from "../config.ts";

/** Limits requests by client address. The counts live in this process: several processes need a shared store. */
export async function limitRate(
  app: FastifyInstance,
  { RATE_LIMIT_REQUESTS, RATE_LIMIT_WINDOW_MS }: Config,
): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    max: RATE_LIMIT_REQUESTS,
    timeWindow: RATE_LIMIT_WINDOW_MS,
  });
  const count = app.createRateLimit();
  const policy = \`"default"; q=\${RATE_LIMIT_REQUESTS}; w=\${Math.ceil(RATE_LIMIT_WINDOW_MS / 1000)}\`;
  // A hook of the application, since paths that do not exist count too.
  app.addHook("onRequest", async (request, reply) => {
    if (request.routeOptions.config.rateLimit === false) return;
    const use = await count(request);
    if (use.isAllowed) return;
    reply.header("RateLimit-Policy", policy);
    reply.header("RateLimit", \`"default"; r=\${use.remaining}; t=\${use.ttlInSeconds}\`);
    if (!use.isExceeded) return;
    reply.header("Retry-After", use.ttlInSeconds);
    throw new ApiError(429, "TOO_MANY_REQUESTS", "There were too many requests; try again later.");
  });
}
`;
