import { execFile } from "node:child_process";
import { rm, symlink, writeFile } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { FrameworkName } from "../../../src/features/scaffold/engine/index.ts";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import { fixtures, planForContract, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";

const modules = join(import.meta.dirname, "../../../node_modules");

function pathsIn(name: string): readonly string[] {
  return (process.env[name] ?? "").split(delimiter).filter((path) => path !== "");
}

/** Packages of TypeScript: the one of this repository, and others with COMPILE_WITH. */
const compilers = [join(modules, "typescript"), ...pathsIn("COMPILE_WITH")];

/** A quick selection; every framework for contracts that are asked for. */
const services: readonly (readonly [path: string, framework: FrameworkName])[] = [
  [join(fixtures, "pitfalls.yaml"), "express"],
  [join(fixtures, "everyday31.yaml"), "fastify"],
  ...pathsIn("COMPILE_SPEC").flatMap((path) => frameworkNames.map((framework) => [path, framework] as const)),
];

const resolutions = { nodenext: {}, bundler: { module: "esnext", moduleResolution: "bundler" } } as const;

/** What is strict is said by the service's own tsconfig.json; its sources and tests are checked. */
describe.each(services)("a service for %s on %s", (path, framework) => {
  it("is clean for every compiler, whichever way modules are found", async () => {
    const plan = await planForContract(pathToFileURL(path).href, framework);
    const folder = await writeBelowArtifacts(plan, `compile-${basename(path)}-${framework}`);
    await symlink(modules, join(folder, "node_modules"), "junction");
    const problems: string[] = [];
    for (const [name, compilerOptions] of Object.entries(resolutions)) {
      const config = join(folder, `tsconfig.${name}.json`);
      await writeFile(config, JSON.stringify({ extends: "./tsconfig.json", compilerOptions }));
      for (const compiler of compilers) problems.push(...(await problemsOf(compiler, config)));
    }
    expect(problems).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  }, 1_800_000);
});

async function problemsOf(compiler: string, config: string): Promise<readonly string[]> {
  try {
    await promisify(execFile)(process.execPath, [join(compiler, "bin", "tsc"), "--noEmit", "-p", config]);
    return [];
  } catch (error) {
    return [`${compiler}: ${(error as { stdout?: string }).stdout ?? String(error)}`];
  }
}
