import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createVerifiers } from "../src/api/generated/verifiers.ts";
import { buildApp } from "../src/app.ts";
import type { AppParts } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { createDependencies } from "../src/dependencies.ts";
import { createHealth } from "../src/health.ts";
import { createLogger } from "../src/logger.ts";

/** The application on a free port. */
export interface StartedApp {
  /** "http://localhost:PORT" */
  readonly origin: string;
  /** Where the contract's paths are mounted; empty at the root. */
  readonly basePath: string;
  readonly close: () => Promise<void>;
}

/** Starts the application. @param parts what is to be different in it */
export async function startApp(parts: Partial<AppParts> = {}): Promise<StartedApp> {
  const dependencies = createDependencies();
  const logger = createLogger({ LOG_LEVEL: "silent" });
  const config = parts.config ?? loadConfig();
  const verifiers = parts.verifiers ?? createVerifiers(process.env, logger);
  const health = createHealth(dependencies);
  const app = buildApp({ config, logger, dependencies, health, verifiers, ...parts });
  const server = createServer(app).listen(0);
  await once(server, "listening");
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    basePath: config.BASE_PATH.replace(/\/$/, ""),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await dependencies.close();
    },
  };
}
