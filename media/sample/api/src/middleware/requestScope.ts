import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Logger } from "pino";
import { openScope } from "../api/generated/express.ts";

/** Ids that callers may choose themselves: short, and harmless in a log. */
const acceptableId = /^[\w-]{8,64}$/;

/** Gives each request an id and a logger that carries it, and writes one line when it is answered. */
export function requestScope(logger: Logger): RequestHandler {
  return (req, res, next) => {
    const requested = req.get("x-request-id") ?? "";
    const requestId = acceptableId.test(requested) ? requested : randomUUID();
    const log = logger.child({ requestId });
    const start = performance.now();
    openScope(res, { requestId, log });
    res.setHeader("X-Request-Id", requestId);
    res.once("close", () => {
      const milliseconds = Math.round(performance.now() - start);
      const { pathname } = new URL(req.originalUrl, "http://localhost");
      log.info({ method: req.method, path: pathname, status: res.statusCode, milliseconds }, "request");
    });
    next();
  };
}
