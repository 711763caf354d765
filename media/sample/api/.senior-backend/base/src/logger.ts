import { pino } from "pino";
import type { Logger } from "pino";
import type { Config } from "./config.ts";

export function createLogger({ LOG_LEVEL }: Pick<Config, "LOG_LEVEL">): Logger {
  return pino({
    level: LOG_LEVEL,
    redact: ["req.headers.authorization", "req.headers.cookie", "*.password", "*.token", "*.secret"],
  });
}
