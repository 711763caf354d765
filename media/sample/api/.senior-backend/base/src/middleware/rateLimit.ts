import { rateLimit } from "express-rate-limit";
import type { RequestHandler } from "express";
import { ApiError } from "../api/generated/errors.ts";
import type { RateLimit } from "../api/generated/route.ts";

/** Limits requests by client address. The counts live in this process: several processes need a shared store. */
export function limitRate({ limit, windowMs }: RateLimit): RequestHandler {
  return rateLimit({
    limit,
    windowMs,
    standardHeaders: "draft-8",
    legacyHeaders: false,
    handler: (_req, _res, next) => {
      next(new ApiError(429, "TOO_MANY_REQUESTS", "There were too many requests; try again later."));
    },
  });
}
