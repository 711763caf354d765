import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const usage = "npm run bench -- scaffold SPEC [--runs N] [--framework express|fastify|koa]";

/** A generator as a whole process: the best of several runs. */
interface Measured {
  readonly seconds: number;
  /** Peak resident memory in MB. */
  readonly memory: number;
  readonly files: number;
}

type Command = (output: string) => readonly string[];

async function measure(command: Command, runs: number): Promise<Measured> {
  const results: Measured[] = [];
  for (let run = 0; run < runs; run++) results.push(await runOnce(command));
  return results.reduce((best, next) => (next.seconds < best.seconds ? next : best));
}

async function runOnce(command: Command): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), "bench-scaffold-"));
  try {
    const hook = join(folder, "hook.cjs");
    writeFileSync(
      hook,
      'process.on("exit",()=>require("fs").writeSync(3,String(process.resourceUsage().maxRSS)))',
    );
    const output = join(folder, "out");
    const start = performance.now();
    const child = spawn(process.execPath, ["--require", hook, ...command(output)], {
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    let errors = "";
    let memory = "";
    child.stderr?.on("data", (text: Buffer) => (errors += text.toString()));
    child.stdio[3]?.on("data", (text: Buffer) => (memory += text.toString()));
    const [code] = (await once(child, "close")) as [number];
    if (code !== 0) throw new Error(`${command(output).join(" ")} ended with ${code}: ${errors}`);
    const seconds = (performance.now() - start) / 1000;
    const files = readdirSync(output, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    return { seconds: round(seconds), memory: Math.round(Number(memory) / 1024), files: files.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: "string", default: "3" }, framework: { type: "string", default: "express" } },
  });
  const [spec] = positionals;
  if (spec === undefined) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const path = resolve(spec);
  const runs = Number(values.runs);
  const cli = fileURLToPath(new URL("cli.js", import.meta.url));
  // Its command starts another process for the work: this is that one, so that its memory counts.
  const peer = resolve("node_modules/@hey-api/openapi-ts/dist/run.mjs");
  const ours = await measure(
    (output) => [cli, "scaffold", path, "--framework", values.framework, "--output", output],
    runs,
  );
  const heyApi = await measure(
    (output) => [peer, "-i", path, "-o", output, "-p", "@hey-api/typescript", "zod", "fastify", "--silent"],
    runs,
  );
  const result = { spec, ours, heyApi, ratio: round(ours.seconds / heyApi.seconds) };
  console.log(JSON.stringify(result, null, 2));
}

void main();
