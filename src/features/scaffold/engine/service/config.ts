/** `src/config.ts`. */
export const configSource = `import { existsSync } from "node:fs";
import * as z from "zod";

const count = z.coerce.number().int().nonnegative();

/** Every setting of the service, from the environment. Security schemes add their own, in \`src/security\`. */
const environment = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("development"),
  HOST: z.string().min(1).default("0.0.0.0"),
  PORT: count.max(65_535).default(3000),
  /** Where the contract's paths are mounted. */
  BASE_PATH: z.string().startsWith("/").default("/"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  /** Largest request body, in bytes. */
  BODY_LIMIT: count.default(1_048_576),
  /** How many proxies stand in front: their X-Forwarded-For is believed, no more. */
  TRUST_PROXY: count.default(0),
  /** Origins whose pages may call the service from a browser. */
  CORS_ORIGINS: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((origin) => origin.trim())
        .filter((origin) => origin !== ""),
    ),
  RATE_LIMIT_REQUESTS: count.default(100),
  RATE_LIMIT_WINDOW_MS: count.default(15 * 60 * 1000),
  REQUEST_TIMEOUT_MS: count.default(30_000),
  SHUTDOWN_TIMEOUT_MS: count.default(10_000),
});

export type Config = z.output<typeof environment>;

/** Reads the configuration. @throws an error that lists every setting that is wrong. */
export function loadConfig(): Config {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const result = environment.safeParse(process.env);
  if (result.success) return result.data;
  throw new Error(\`The environment is not valid.\\n\${z.prettifyError(result.error)}\`);
}
`;
