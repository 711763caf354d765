/** `src/middleware/rateLimit.ts`. */
export const rateLimitSource = `import type { Middleware } from "koa";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ApiError } from "../api/generated/errors.ts";
import type { RateLimit } from "../api/generated/route.ts";

/** Limits requests by client address. The counts live in this process: several processes need a shared store. */
export function limitRate({ limit, windowMs }: RateLimit): Middleware {
  const seconds = windowMs / 1000;
  const limiter = new RateLimiterMemory({ points: limit, duration: seconds });
  return async (ctx, next) => {
    const use = await limiter.consume(ctx.ip).catch(refusal);
    const reset = Math.ceil(use.msBeforeNext / 1000);
    ctx.set("RateLimit-Policy", \`"default"; q=\${limit}; w=\${Math.ceil(seconds)}\`);
    ctx.set("RateLimit", \`"default"; r=\${use.remainingPoints}; t=\${reset}\`);
    if (use.consumedPoints > limit) {
      ctx.set("Retry-After", String(reset));
      throw new ApiError(429, "TOO_MANY_REQUESTS", "There were too many requests; try again later.");
    }
    await next();
  };
}

/** The limiter rejects with its count when there were too many; anything else is an error of its store. */
function refusal(reason: unknown): RateLimiterRes {
  if (reason instanceof RateLimiterRes) return reason;
  throw reason;
}
`;
