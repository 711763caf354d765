import { appTests } from "../../service/appTest.ts";

/** `test/app.test.ts`. */
export const appTestSource = `import assert from "node:assert/strict";
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
const app = await buildApp({
  config,
  logger,
  dependencies,
  health: createHealth(dependencies),
  verifiers: createVerifiers(process.env, logger),
});
let origin = "";

before(async () => {
  await app.listen({ port: 0 });
  origin = \`http://localhost:\${(app.server.address() as AddressInfo).port}\`;
});
after(() => app.close());

${appTests}`;
