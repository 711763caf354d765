/** `src/middleware/rateLimit.ts`. */
export const rateLimitSource = `import type { Middleware } from "koa";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { ApiError } from "../api/generated/errors.ts";
import type { Config } from "../config.ts";

/** Limits requests by client address. The counts live in this process: several processes need a shared store. */
export function limitRate({ RATE_LIMIT_REQUESTS, RATE_LIMIT_WINDOW_MS }: Config): Middleware {
  const seconds = RATE_LIMIT_WINDOW_MS / 1000;
  const limiter = new RateLimiterMemory({ points: RATE_LIMIT_REQUESTS, duration: seconds });
  return async (ctx, next) => {
    const use = await limiter.consume(ctx.ip).catch(refusal);
    const reset = Math.ceil(use.msBeforeNext / 1000);
    ctx.set("RateLimit-Policy", \`"default"; q=\${RATE_LIMIT_REQUESTS}; w=\${Math.ceil(seconds)}\`);
    ctx.set("RateLimit", \`"default"; r=\${use.remainingPoints}; t=\${reset}\`);
    if (use.consumedPoints > RATE_LIMIT_REQUESTS) {
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
