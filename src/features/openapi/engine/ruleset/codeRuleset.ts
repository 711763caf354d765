import * as fs from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import vm from "node:vm";
import type { RulesetDefinition } from "@stoplight/spectral-core";
import { migrateRuleset } from "@stoplight/spectral-ruleset-migrator";
import { bundleRuleset } from "@stoplight/spectral-ruleset-bundler";
import { builtins } from "@stoplight/spectral-ruleset-bundler/plugins/builtins";
import * as commonjsModule from "@stoplight/spectral-ruleset-bundler/plugins/commonjs";
import { stdin } from "@stoplight/spectral-ruleset-bundler/plugins/stdin";
import { RulesetProblem } from "./problem.ts";

// The plugin's package declares its types where "exports" hides them.
const commonjs = (commonjsModule as unknown as { readonly commonjs: () => ReturnType<typeof builtins> })
  .commonjs;

/**
 * Loads a ruleset that is code, or that uses some: JavaScript, functions of its own, npm packages from the nearest
 * node_modules. Runs that code, so it is for trusted workspaces only, in a worker with limits. Nothing is downloaded.
 * @throws RulesetProblem when it does not load.
 */
export async function loadCodeRuleset(path: string): Promise<RulesetDefinition> {
  try {
    return evaluate(await bundle(path), path);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new RulesetProblem(path, `The ruleset does not load: ${reason ?? "unknown error"}`);
  }
}

async function bundle(path: string): Promise<string> {
  const script = /\.(?:ya?ml|json)$/i.test(path) ? await migrated(path) : undefined;
  return await bundleRuleset(script?.path ?? path, {
    target: "node",
    format: "commonjs",
    plugins: [...(script ? [stdin(script.code, script.path)] : []), builtins(), commonjs()],
  });
}

/** A YAML or JSON ruleset as the JavaScript module that says the same. */
async function migrated(path: string): Promise<{ readonly path: string; readonly code: string }> {
  const code = await migrateRuleset(path, { format: "esm", fs, fetch: refuseDownload });
  return { path: join(dirname(path), ".spectral.js"), code };
}

function refuseDownload(url: unknown): Promise<never> {
  return Promise.reject(
    new Error(`"${String(url)}" is not downloaded; save a copy next to the ruleset and extend that.`),
  );
}

/** Runs a CommonJS module as Node would, with `require` as seen from the ruleset's folder. */
function evaluate(code: string, path: string): RulesetDefinition {
  const wrapper = vm.runInThisContext(`(function (module, exports, require) {${code}\n})`, {
    filename: path,
  }) as (module: { exports: unknown }, exports: unknown, require: NodeJS.Require) => void;
  const module = { exports: {} as unknown };
  wrapper(module, module.exports, createRequire(path));
  if (typeof module.exports !== "object" || module.exports === null) throw new Error("it exports no ruleset");
  return module.exports as RulesetDefinition;
}
