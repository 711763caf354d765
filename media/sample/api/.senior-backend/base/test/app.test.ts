import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { createVerifiers } from "../src/api/generated/verifiers.ts";
import { buildApp } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { createDependencies } from "../src/dependencies.ts";
import { createHealth } from "../src/health.ts";
import { createLogger } from "../src/logger.ts";

const dependencies = createDependencies();
const logger = createLogger({ LOG_LEVEL: "silent" });
const config = loadConfig();
const app = buildApp({
  config,
  logger,
  dependencies,
  health: createHealth(dependencies),
  verifiers: createVerifiers(process.env, logger),
});
const server = createServer(app);
let origin = "";

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

test("the process is alive and ready", async () => {
  for (const path of ["/livez", "/readyz"]) assert.equal((await fetch(origin + path)).status, 200);
});

test("an unknown path answers 404 in the error envelope", async () => {
  const response = await fetch(`${origin}/there-is-no-such-path`, {
    headers: { "x-request-id": "test-0001" },
  });
  assert.equal(response.status, 404);
  assert.deepEqual(await response.json(), {
    error: { code: "NOT_FOUND", message: "There is nothing at this path.", details: [] },
    meta: { requestId: "test-0001" },
  });
});
