import type { Framework } from "../frameworks/framework.ts";
import type { OutputFile } from "../files/sourceFile.ts";
import type { Service } from "../model/service.ts";
import { appTestSource } from "./appTest.ts";
import { contractTestSource } from "./contractTest.ts";
import { configSource } from "./config.ts";
import { dependenciesSource } from "./dependencies.ts";
import { loggerSource } from "./logger.ts";
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

/** What surrounds the routes of a service: written once, then its reader's own. */
export function serviceFiles(service: Service, framework: Framework): readonly OutputFile[] {
  const files: Readonly<Record<string, string>> = {
    ...framework.files,
    "src/config.ts": configSource,
    "src/dependencies.ts": dependenciesSource,
    "src/logger.ts": loggerSource,
    "test/app.test.ts": appTestSource,
    "test/contract.test.ts": contractTestSource,
    "package.json": packageJson(service, framework),
    "tsconfig.json": tsconfigJson,
    "tsconfig.build.json": tsconfigBuildJson,
    ".env.example": envExample(service),
    ".gitignore": gitignore,
    ".gitattributes": gitattributes,
    ".dockerignore": dockerignore,
    Dockerfile: dockerfile,
    "README.md": readme(service, framework),
  };
  return Object.entries(files).map(([path, contents]) => ({
    path,
    zone: "yours",
    contents,
    mergeable: true,
  }));
}
