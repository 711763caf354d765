import { signalHandling } from "../../service/nodeServer.ts";

/** `src/server.ts`. */
export const serverSource = `import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { createVerifiers } from "./api/generated/verifiers.ts";
import { buildApp } from "./app.ts";
import { loadConfig } from "./config.ts";
import { createDependencies } from "./dependencies.ts";
import { createHealth } from "./health.ts";
import { createLogger } from "./logger.ts";

const config = loadConfig();
const logger = createLogger(config);
const dependencies = createDependencies();
const health = createHealth(dependencies);
const verifiers = createVerifiers(process.env, logger);
const app = await buildApp({ config, logger, dependencies, health, verifiers });

try {
  await app.listen({ host: config.HOST, port: config.PORT });
  const { port } = app.server.address() as AddressInfo;
  logger.info({ host: config.HOST, port }, "listening");
} catch (error) {
  logger.fatal({ err: error }, "the server could not start");
  process.exitCode = 1;
}

let stopping = false;

/** Finishes what has begun, then leaves; what takes longer than the limit is cut off. */
async function shutDown(reason: string, exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  logger.info({ reason }, "shutting down");
  health.drain();
  const deadline = setTimeout(() => app.server.closeAllConnections(), config.SHUTDOWN_TIMEOUT_MS);
  await app.close();
  clearTimeout(deadline);
  await dependencies.close();
  process.exitCode = exitCode;
}

${signalHandling}`;
