import { appTests } from "../../service/appTest.ts";

/** `test/app.test.ts`. */
export const appTestSource = `import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { buildApp } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { createDependencies } from "../src/dependencies.ts";
import { createHealth } from "../src/health.ts";
import { createLogger } from "../src/logger.ts";

const dependencies = createDependencies();
const config = loadConfig();
const app = await buildApp({
  config,
  logger: createLogger({ LOG_LEVEL: "silent" }),
  dependencies,
  health: createHealth(dependencies),
});
let origin = "";

before(async () => {
  await app.listen({ port: 0 });
  origin = \`http://localhost:\${(app.server.address() as AddressInfo).port}\`;
});
after(() => app.close());

${appTests}`;
