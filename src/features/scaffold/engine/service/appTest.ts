/** `test/app.test.ts`: what every service does before a handler is written. */
export const appTestSource = `import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startApp } from "./startApp.ts";
import type { StartedApp } from "./startApp.ts";

let app: StartedApp;

before(async () => {
  app = await startApp();
});
after(() => app.close());

test("the process is alive and ready", async () => {
  for (const path of ["/livez", "/readyz"]) assert.equal((await fetch(app.origin + path)).status, 200);
});

test("an unknown path answers 404 with the request's id", async () => {
  const response = await fetch(\`\${app.origin}/there-is-no-such-path\`, {
    headers: { "x-request-id": "test-0001" },
  });
  assert.equal(response.status, 404);
  assert.equal(response.headers.get("x-request-id"), "test-0001");
  assert.match(response.headers.get("content-type") ?? "", /json/);
  assert.equal(typeof (await response.json()), "object");
});
`;

/** The first part of `test/startApp.ts`. */
const startedApp = `/** The application on a free port. */
export interface StartedApp {
  /** "http://localhost:PORT" */
  readonly origin: string;
  /** Where the contract's paths are mounted; empty at the root. */
  readonly basePath: string;
  readonly close: () => Promise<void>;
}
`;

const imports = `import { createVerifiers } from "../src/api/generated/verifiers.ts";
import { buildApp } from "../src/app.ts";
import type { AppParts } from "../src/app.ts";
import { loadConfig } from "../src/config.ts";
import { createDependencies } from "../src/dependencies.ts";
import { createHealth } from "../src/health.ts";
import { createLogger } from "../src/logger.ts";
`;

const parts = `const dependencies = createDependencies();
  const logger = createLogger({ LOG_LEVEL: "silent" });
  const config = parts.config ?? loadConfig();
  const verifiers = parts.verifiers ?? createVerifiers(process.env, logger);
  const health = createHealth(dependencies);
`;

/**
 * `test/startApp.ts` of frameworks that leave the server to Node.
 * @param listener expression of the request listener, given the application as `app`
 */
export function nodeStartAppSource(listener: string): string {
  return `import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
${imports}
${startedApp}
/** Starts the application. @param parts what is to be different in it */
export async function startApp(parts: Partial<AppParts> = {}): Promise<StartedApp> {
  ${parts}  const app = buildApp({ config, logger, dependencies, health, verifiers, ...parts });
  const server = createServer(${listener}).listen(0);
  await once(server, "listening");
  return {
    origin: \`http://localhost:\${(server.address() as AddressInfo).port}\`,
    basePath: config.BASE_PATH.replace(/\\/$/, ""),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await dependencies.close();
    },
  };
}
`;
}

/** `test/startApp.ts` of a framework that has a server of its own. */
export const ownStartAppSource = `import type { AddressInfo } from "node:net";
${imports}
${startedApp}
/** Starts the application. @param parts what is to be different in it */
export async function startApp(parts: Partial<AppParts> = {}): Promise<StartedApp> {
  ${parts}  const app = await buildApp({ config, logger, dependencies, health, verifiers, ...parts });
  await app.listen({ port: 0 });
  return {
    origin: \`http://localhost:\${(app.server.address() as AddressInfo).port}\`,
    basePath: config.BASE_PATH.replace(/\\/$/, ""),
    close: async () => {
      await app.close();
      await dependencies.close();
    },
  };
}
`;
