import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Ruleset, type RulesetDefinition } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { lintWithAutomaton } from "../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import type { Finding } from "../../src/features/openapi/engine/finding.ts";
import { lintWithSpectral } from "../../src/features/openapi/engine/lint/spectral.ts";
import { measureEdits } from "./edits.ts";
import { builtInRuleset } from "../../src/features/openapi/engine/ruleset/builtIn.ts";

const usage =
  "npm run bench -- lint SPEC [--rules oas|all] [--runs N] [--edits N] [--only ours|spectral|redocly] [--skip spectral]";

/** One engine on one document: the best time of a warm process, in ms, and the most memory it took, in MB. */
interface Measured {
  readonly ms: number;
  readonly peakMemory: number;
  readonly findings?: readonly string[];
}

type Engine = (path: string, text: string) => Promise<readonly Finding[] | undefined>;

function engines(rules: string): Readonly<Record<string, () => Promise<Engine>>> {
  const ruleset = rules === "oas" ? new Ruleset({ extends: [oas as RulesetDefinition] }) : builtInRuleset();
  const readFile = (path: string) => Promise.resolve(readFileSync(path, "utf8"));
  const signal = new AbortController().signal;
  return {
    ours: () =>
      Promise.resolve(
        async (path, text) => (await lintWithAutomaton(path, text, ruleset, readFile, signal)).findings,
      ),
    spectral: () =>
      Promise.resolve(async (path, text) => (await lintWithSpectral(path, text, ruleset, readFile)).findings),
    redocly,
  };
}

interface Redocly {
  createConfig(options: unknown): Promise<unknown>;
  lintFromString(options: unknown): Promise<unknown>;
}

/** Its recommended rules. */
async function redocly(): Promise<Engine> {
  const entry = createRequire(join(process.cwd(), "package.json")).resolve("@redocly/openapi-core");
  const core = (await import(pathToFileURL(entry).href)) as Redocly;
  const config = await core.createConfig({ extends: ["recommended"] });
  return async (path, text) => {
    await core.lintFromString({ source: text, absoluteRef: path, config });
    return undefined;
  };
}

async function measure(
  name: string,
  path: string,
  rules: string,
  runs: number,
): Promise<Measured | undefined> {
  const engine = await engines(rules)[name]?.();
  if (!engine) return undefined;
  const text = readFileSync(path, "utf8");
  let ms = Infinity;
  let findings: readonly Finding[] | undefined;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    findings = await engine(path, text);
    ms = Math.min(ms, performance.now() - start);
  }
  const peakMemory = Math.round(process.resourceUsage().maxRSS / 1024);
  return {
    ms: Math.round(ms),
    peakMemory,
    ...(findings && { findings: findings.map((finding) => JSON.stringify(finding)) }),
  };
}

/** Measures in a process of its own, so that no engine warms up or fills the memory of another. */
function measureApart(name: string, args: readonly string[]): Promise<Measured | undefined> {
  return new Promise((settle, reject) => {
    const child = fork(__filename, [...args, "--only", name], { execArgv: process.execArgv });
    child.once("message", (message) => settle(message === "none" ? undefined : (message as Measured)));
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code !== 0) reject(new Error(`The run of ${name} ended with ${String(code)}.`));
    });
  });
}

const ratio = (a: Measured | undefined, b: Measured | undefined) =>
  a && b ? Math.round((a.ms / b.ms) * 100) / 100 : undefined;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rules: { type: "string", default: "all" },
      runs: { type: "string", default: "5" },
      edits: { type: "string", default: "200" },
      only: { type: "string" },
      skip: { type: "string" },
    },
  });
  const [spec] = positionals;
  if (spec === undefined) throw new Error(usage);
  const path = resolve(spec);
  const runs = Number(values.runs);
  if (values.only !== undefined && process.send) {
    process.send((await measure(values.only, path, values.rules, runs)) ?? "none", () => process.exit(0));
    return;
  }
  const ours = await measureApart("ours", args);
  const redoclys = await measureApart("redocly", args);
  const spectral =
    values.skip === "spectral"
      ? undefined
      : await measureApart("spectral", [...args, "--runs", String(Math.min(runs, 2))]);
  const edits = await measureEdits(path, values.rules, Number(values.edits));
  const report = ({ ms, peakMemory }: Measured) => ({ ms, peakMemory });
  console.log(
    JSON.stringify(
      {
        schemaVersion: 1,
        spec: path,
        rules: values.rules,
        findings: ours?.findings?.length,
        identical: spectral && JSON.stringify(ours?.findings) === JSON.stringify(spectral.findings),
        ours: ours && report(ours),
        spectral: spectral && report(spectral),
        redocly: redoclys && report(redoclys),
        timesFasterThanSpectral: ratio(spectral, ours),
        timesAsLongAsRedocly: ratio(ours, redoclys),
        edits,
        redoclyRunsPerEdit: redoclys && Math.round((redoclys.ms / edits.typing.p95) * 10) / 10,
      },
      undefined,
      2,
    ),
  );
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
