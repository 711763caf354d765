import { bytesSource } from "../../runtime/bytes.ts";
import type { Framework } from "../framework.ts";
import { jsonSchemaValidators } from "../../validators/jsonSchemaValidators.ts";
import { commonDependencies, commonDevDependencies } from "../versions.ts";
import { adapterSource } from "./adapter.ts";
import { appSource } from "./app.ts";
import { ownStartAppSource } from "../../service/appTest.ts";
import { errorsSource } from "./errors.ts";
import { healthSource } from "./health.ts";
import { rateLimitSource } from "./rateLimit.ts";
import { requestScopeSource } from "./requestScope.ts";
import { serverSource } from "./server.ts";

export const fastify: Framework = {
  name: "fastify",
  title: "A Fastify",
  adapter: {
    file: "fastify.ts",
    source: adapterSource,
    create: "createPlugin",
    type: "FastifyPluginCallback",
    package: "fastify",
    noun: "a plugin, ready to be registered",
  },
  validators: jsonSchemaValidators,
  runtime: { "bytes.ts": bytesSource },
  files: {
    "src/app.ts": appSource,
    "src/server.ts": serverSource,
    "src/health.ts": healthSource,
    "src/middleware/errors.ts": errorsSource,
    "src/middleware/rateLimit.ts": rateLimitSource,
    "src/middleware/requestScope.ts": requestScopeSource,
    "test/startApp.ts": ownStartAppSource,
  },
  dependencies: {
    ...commonDependencies,
    "@fastify/cors": "11.4.3",
    "@fastify/helmet": "13.2.0",
    "@fastify/rate-limit": "11.2.0",
    fastify: "5.12.8",
    "raw-body": "3.0.2",
  },
  devDependencies: commonDevDependencies,
};
