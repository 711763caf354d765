import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import { createVerifiers } from "./api/generated/verifiers.ts";
import { buildApp } from "./app.ts";
import { loadConfig } from "./config.ts";
import type { Config } from "./config.ts";
import { createDependencies } from "./dependencies.ts";
import { createHealth } from "./health.ts";
import { createLogger } from "./logger.ts";

const config = loadConfig();
const logger = createLogger(config);
const dependencies = createDependencies();
const health = createHealth(dependencies);
const verifiers = createVerifiers(process.env, logger);
const server = createServer(buildApp({ config, logger, dependencies, health, verifiers }));
server.requestTimeout = config.REQUEST_TIMEOUT_MS;

server.once("error", (error) => {
  logger.fatal({ err: error }, whyNotListening(error, config));
  process.exitCode = 1;
});
server.listen(config.PORT, config.HOST, () => {
  const { port } = server.address() as AddressInfo;
  logger.info({ host: config.HOST, port }, "listening");
});

function whyNotListening({ code, message }: NodeJS.ErrnoException, { HOST, PORT }: Config): string {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${PORT} is taken: stop what listens there, or start with PORT=${PORT + 1}.`,
    EACCES: `Port ${PORT} needs more rights than this user has: start with PORT=3000.`,
    ENOTFOUND: `HOST "${HOST}" is not an address of this machine: start with HOST=localhost.`,
    EADDRNOTAVAIL: `HOST "${HOST}" is not an address of this machine: start with HOST=localhost.`,
  };
  return reasons[code ?? ""] ?? `The service cannot listen on ${HOST}:${PORT}: ${message}.`;
}

let stopping = false;

/** Finishes what has begun, then leaves; what takes longer than the limit is cut off. */
async function shutDown(reason: string, exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  logger.info({ reason }, "shutting down");
  health.drain();
  await closeServer(server, config);
  await dependencies.close();
  process.exitCode = exitCode;
}

async function closeServer(open: Server, { SHUTDOWN_TIMEOUT_MS }: Config): Promise<void> {
  const deadline = setTimeout(() => open.closeAllConnections(), SHUTDOWN_TIMEOUT_MS);
  const closed = new Promise<void>((resolve) => open.close(() => resolve()));
  open.closeIdleConnections();
  await closed;
  clearTimeout(deadline);
}

function stop(reason: string, exitCode: number): void {
  shutDown(reason, exitCode).catch((error: unknown) => crash(logger, error));
}

function crash(log: Logger, error: unknown): void {
  log.fatal({ err: error }, "shutdown failed");
  process.exit(1);
}

process.once("SIGTERM", () => stop("SIGTERM", 0));
process.once("SIGINT", () => stop("SIGINT", 0));
process.once("uncaughtException", (error) => {
  logger.fatal({ err: error }, "uncaught exception");
  stop("uncaughtException", 1);
});
process.once("unhandledRejection", (error) => {
  logger.fatal({ err: error }, "unhandled rejection");
  stop("unhandledRejection", 1);
});
