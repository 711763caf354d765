import { bytesSource } from "../../runtime/bytes.ts";
import { patternSource } from "../../runtime/pattern.ts";
import { scopeSource } from "../../runtime/scope.ts";
import { nodeStartAppSource } from "../../service/appTest.ts";
import { nodeServerSource } from "../../service/nodeServer.ts";
import type { Framework } from "../framework.ts";
import { zodValidators } from "../../validators/zodValidators.ts";
import { commonDependencies, commonDevDependencies } from "../versions.ts";
import { adapterSource } from "./adapter.ts";
import { appSource } from "./app.ts";
import { errorsSource } from "./errors.ts";
import { healthSource } from "./health.ts";
import { rateLimitSource } from "./rateLimit.ts";
import { requestScopeSource } from "./requestScope.ts";

export const koa: Framework = {
  name: "koa",
  title: "A Koa",
  adapter: {
    file: "koa.ts",
    source: adapterSource,
    create: "createRouter",
    type: "Router",
    package: "@koa/router",
    noun: "a router, ready to be mounted",
  },
  validators: zodValidators,
  runtime: { "bytes.ts": bytesSource, "pattern.ts": patternSource, "scope.ts": scopeSource },
  files: {
    "src/app.ts": appSource,
    "src/server.ts": nodeServerSource(
      "buildApp({ config, logger, dependencies, health, verifiers }).callback()",
    ),
    "src/health.ts": healthSource,
    "src/middleware/errors.ts": errorsSource,
    "src/middleware/rateLimit.ts": rateLimitSource,
    "src/middleware/requestScope.ts": requestScopeSource,
    "test/startApp.ts": nodeStartAppSource("app.callback()"),
  },
  dependencies: {
    ...commonDependencies,
    "@koa/cors": "5.0.0",
    "@koa/router": "15.7.0",
    koa: "3.3.0",
    "koa-helmet": "9.0.0",
    "rate-limiter-flexible": "11.4.0",
    "raw-body": "3.0.2",
  },
  devDependencies: { ...commonDevDependencies, "@types/koa": "3.0.3", "@types/koa__cors": "5.0.1" },
};
