import { needsJwt } from "../files/securityFiles.ts";
import type { Framework } from "../frameworks/framework.ts";
import type { Service } from "../model/service.ts";

/** Exact versions by package. */
export type Packages = Pick<Framework, "dependencies" | "devDependencies">;

/** What a service depends on: its framework's packages, and what its contract asks for besides. */
export function packagesOf(service: Service, framework: Framework): Packages {
  const jwt = needsJwt(service) ? { jose: "6.2.17" } : {};
  const dependencies = { ...framework.dependencies, ...framework.validators.dependencies, ...jwt };
  const development = Object.entries(framework.devDependencies).filter(([name]) => !(name in dependencies));
  return { dependencies, devDependencies: Object.fromEntries(development) };
}
