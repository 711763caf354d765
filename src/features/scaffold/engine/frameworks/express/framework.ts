import { patternSource } from "../../runtime/pattern.ts";
import { scopeSource } from "../../runtime/scope.ts";
import { nodeStartAppSource } from "../../service/appTest.ts";
import { nodeServerSource } from "../../service/nodeServer.ts";
import type { Framework } from "../framework.ts";
import { zodValidators } from "../../validators/zodValidators.ts";
import { commonDependencies, commonDevDependencies } from "../versions.ts";
import { adapterSource } from "./adapter.ts";
import { appSource } from "./app.ts";
import { errorHandlerSource } from "./errorHandler.ts";
import { healthSource } from "./health.ts";
import { rateLimitSource } from "./rateLimit.ts";
import { requestScopeSource } from "./requestScope.ts";

export const express: Framework = {
  name: "express",
  title: "An Express",
  adapter: {
    file: "express.ts",
    source: adapterSource,
    create: "createRouter",
    type: "Router",
    package: "express",
    noun: "a router, ready to be mounted",
  },
  validators: zodValidators,
  runtime: { "pattern.ts": patternSource, "scope.ts": scopeSource },
  files: {
    "src/app.ts": appSource,
    "src/server.ts": nodeServerSource("buildApp({ config, logger, dependencies, health, verifiers })"),
    "src/health.ts": healthSource,
    "src/middleware/errors.ts": errorHandlerSource,
    "src/middleware/rateLimit.ts": rateLimitSource,
    "src/middleware/requestScope.ts": requestScopeSource,
    "test/startApp.ts": nodeStartAppSource("app"),
  },
  dependencies: { ...commonDependencies, cors: "2.8.6", express: "5.3.0", "express-rate-limit": "8.7.4" },
  devDependencies: { ...commonDevDependencies, "@types/cors": "2.8.19", "@types/express": "5.0.6" },
};
