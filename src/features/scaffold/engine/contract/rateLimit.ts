import { isObject, numberAt, stringAt, valueAt } from "./value.ts";

/** How many requests a client may send in a window of time. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

const extensions = ["x-rate-limit", "x-ratelimit", "x-rateLimit"] as const;

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const defaultWindowMs = 15 * 60_000;

/**
 * The limit that an operation declares for itself in `x-rate-limit`: 20, "20/minute", "20 per 15 minutes", or
 * `{ limit: 20, window: 60 }` with the window in seconds or as "1m". Undefined when it declares none that can be read.
 */
export function readRateLimit(operation: unknown): RateLimit | undefined {
  const value = extensions.map((name) => valueAt(operation, name)).find((found) => found !== undefined);
  if (typeof value === "number") return rateLimit(value, defaultWindowMs);
  if (typeof value === "string") return fromText(value);
  if (!isObject(value)) return undefined;
  const limit = ["limit", "requests", "max", "quota"].map((key) => numberAt(value, key)).find(isGiven);
  const window = ["window", "period", "interval"]
    .map((key) => numberAt(value, key) ?? stringAt(value, key))
    .find(isGiven);
  const windowMs =
    numberAt(value, "windowMs") ?? (window === undefined ? defaultWindowMs : durationMs(window));
  return limit === undefined ? undefined : rateLimit(limit, windowMs);
}

function isGiven<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}

function fromText(text: string): RateLimit | undefined {
  const match = /^\s*(\d{1,9})\s*(?:requests?\s*)?(?:\/|per\s)\s*(.+)$/i.exec(text);
  return match === null ? undefined : rateLimit(Number(match[1]), durationMs(match[2] ?? ""));
}

/** Seconds as a number, or "15 minutes", "minute", "1h". */
function durationMs(duration: number | string): number | undefined {
  if (typeof duration === "number") return duration * 1000;
  const match = /^\s*(\d{0,9})\s*([smhd])(?:ec(?:ond)?s?|in(?:ute)?s?|ours?|ays?)?\s*$/i.exec(duration);
  if (match === null) return /^\s*\d{1,9}\s*$/.test(duration) ? Number(duration) * 1000 : undefined;
  return Number(match[1] === "" ? 1 : match[1]) * (units[(match[2] ?? "").toLowerCase()] ?? 0);
}

function rateLimit(limit: number, windowMs: number | undefined): RateLimit | undefined {
  const isUsable =
    Number.isInteger(limit) && limit > 0 && windowMs !== undefined && windowMs > 0 && windowMs < 2 ** 31;
  return isUsable ? { limit, windowMs } : undefined;
}
