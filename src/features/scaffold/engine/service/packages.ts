import { needsJwt } from "../files/securityFiles.ts";
import type { Framework } from "../frameworks/framework.ts";
import type { Service } from "../model/service.ts";

/** Exact versions by package. */
export type Packages = Pick<Framework, "dependencies" | "devDependencies">;

/** What a service depends on: its framework's packages, and what its contract asks for besides. */
export function packagesOf(service: Service, { dependencies, devDependencies }: Framework): Packages {
  return {
    dependencies: needsJwt(service) ? { ...dependencies, jose: "6.2.17" } : dependencies,
    devDependencies,
  };
}
