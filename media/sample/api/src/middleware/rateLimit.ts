import type { RequestHandler } from "express";
import { ApiError } from "../api/generated/errors.ts";
import type { RateLimit } from "../api/generated/route.ts";

const mostClients = 10_000;

/** Limits requests by client address in fixed windows, with the header as the contract spells it. */
export function limitRate({ limit, windowMs }: RateLimit): RequestHandler {
  const windows = new Map<string, Window>();
  return (req, res, next) => {
    const now = Date.now();
    const window = currentWindow(windows, req.ip ?? "", now, windowMs);
    window.used += 1;
    const seconds = Math.max(1, Math.ceil((window.endsAt - now) / 1000));
    res.set("RateLimit", `"default";r=${Math.max(0, limit - window.used)};t=${seconds}`);
    res.set("RateLimit-Policy", `"default";q=${limit};w=${Math.ceil(windowMs / 1000)}`);
    if (window.used <= limit) {
      next();
      return;
    }
    res.set("Retry-After", String(seconds));
    next(new ApiError(429, "TOO_MANY_REQUESTS", `The quota is used up; try again in ${seconds} s.`));
  };
}

interface Window {
  used: number;
  readonly endsAt: number;
}

function currentWindow(windows: Map<string, Window>, client: string, now: number, length: number): Window {
  const known = windows.get(client);
  if (known !== undefined && known.endsAt > now) return known;
  if (windows.size >= mostClients) windows.clear();
  const window = { used: 0, endsAt: now + length };
  windows.set(client, window);
  return window;
}
