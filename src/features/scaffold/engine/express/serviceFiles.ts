import type { OutputFile } from "../files/sourceFile.ts";
import type { Service } from "../model/service.ts";
import {
  dockerfile,
  dockerignore,
  envExample,
  gitattributes,
  gitignore,
  packageJson,
  tsconfigBuildJson,
  tsconfigJson,
} from "./projectFiles.ts";
import { readme } from "./readme.ts";
import { appSource } from "./service/app.ts";
import { appTestSource } from "./service/appTest.ts";
import { configSource } from "./service/config.ts";
import { dependenciesSource } from "./service/dependencies.ts";
import { errorHandlerSource } from "./service/errorHandler.ts";
import { healthSource } from "./service/health.ts";
import { loggerSource } from "./service/logger.ts";
import { rateLimitSource } from "./service/rateLimit.ts";
import { requestScopeSource } from "./service/requestScope.ts";
import { serverSource } from "./service/server.ts";

/** What surrounds the routes of an Express service: written once, then its reader's own. */
export function serviceFiles(service: Service): readonly OutputFile[] {
  const files: Readonly<Record<string, string>> = {
    "src/app.ts": appSource,
    "src/server.ts": serverSource,
    "src/config.ts": configSource,
    "src/dependencies.ts": dependenciesSource,
    "src/health.ts": healthSource,
    "src/logger.ts": loggerSource,
    "src/middleware/errors.ts": errorHandlerSource,
    "src/middleware/rateLimit.ts": rateLimitSource,
    "src/middleware/requestScope.ts": requestScopeSource,
    "test/app.test.ts": appTestSource,
    "package.json": packageJson(service),
    "tsconfig.json": tsconfigJson,
    "tsconfig.build.json": tsconfigBuildJson,
    ".env.example": envExample(service),
    ".gitignore": gitignore,
    ".gitattributes": gitattributes,
    ".dockerignore": dockerignore,
    Dockerfile: dockerfile,
    "README.md": readme(service),
  };
  return Object.entries(files).map(([path, contents]) => ({ path, zone: "yours", contents }));
}
