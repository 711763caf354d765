import { type ChildProcess, fork, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { decodeHistogram, runLoad } from "../../src/features/loadTest/engine/index.ts";
import { countAbove } from "../../src/features/loadTest/engine/recorder/histogram.ts";
import { type Job, nodeClients, programs } from "./loadClients.ts";
import { findProgram, serveStandIn, startBenchServer } from "./loadServer.ts";

const usage =
  "npm run bench -- load [URL] [--seconds N] [--rounds N] [--connections N] [--rate R] [--rate-seconds N] [--clients a,b] [--workers N]";

/** One client in one round. */
interface Measured {
  readonly requestsPerSecond: number;
  /** Processor time of the client, user and system, per request. */
  readonly cpuMicroseconds: number | null;
}

async function measure(name: string, job: Job): Promise<Measured | undefined> {
  const program = programs[name];
  if (!program) return await measureNode(name, job);
  const path = findProgram(name);
  if (path === undefined) return undefined;
  const child = spawn(path, program.args(job), { stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  const cpu = await processorTime(child);
  return figures(program.requests(output), job, cpu);
}

async function measureNode(name: string, job: Job): Promise<Measured | undefined> {
  const child = fork(__filename, ["--only", name, JSON.stringify(job)], { execArgv: ["--no-deprecation"] });
  let requests = NaN;
  child.once("message", (count) => (requests = Number(count)));
  const cpu = await processorTime(child);
  return figures(requests, job, cpu);
}

function figures(requests: number, { seconds }: Job, cpu: number | undefined): Measured | undefined {
  if (!(requests > 0)) return undefined;
  return {
    requestsPerSecond: Math.round(requests / seconds),
    cpuMicroseconds: cpu === undefined ? null : Math.round((cpu * 1e7) / requests) / 10,
  };
}

/** Seconds of processor time that a process took until it ended, as far as Linux tells. */
function processorTime(child: ChildProcess): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    let seconds: number | undefined;
    const look = () => {
      try {
        const stat = readFileSync(`/proc/${child.pid ?? 0}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        const ticks = Number(fields[11]) + Number(fields[12]);
        if (ticks > 0) seconds = ticks / 100;
      } catch {
        // Not Linux, or gone.
      }
    };
    const timer = setInterval(look, 20);
    child.once("error", reject);
    child.once("close", () => {
      clearInterval(timer);
      resolve(seconds);
    });
  });
}

const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** The middle of all rounds, each figure for itself. */
function summary(rounds: readonly Measured[]): Measured {
  const cpu = rounds.flatMap(({ cpuMicroseconds }) => cpuMicroseconds ?? []);
  return {
    requestsPerSecond: middle(rounds.map(({ requestsPerSecond }) => requestsPerSecond)),
    cpuMicroseconds: cpu.length === 0 ? null : middle(cpu),
  };
}

const ratio = (a: number | null | undefined, b: number | null | undefined) =>
  typeof a === "number" && typeof b === "number" ? Math.round((a / b) * 100) / 100 : undefined;

/** How punctual requests of a fixed rate leave. */
async function measureRate(url: string, rate: number, seconds: number) {
  const result = await runLoad({
    targets: [{ requests: [{ method: "GET", url }] }],
    pace: { kind: "rate", rate, connections: 50 },
    length: { duration: seconds * 1000 },
    warmUp: 1_000,
  });
  const target = result.targets[0];
  if (!target) return undefined;
  const lateness = decodeHistogram(target.histograms.lateness);
  return {
    planned: rate * seconds,
    sent: target.sent,
    answered: target.requests,
    sentWithin2ms: 1 - countAbove(lateness, 2) / lateness.count,
    latenessP99_9: target.lateness.p99_9,
    latencyP50: target.latency.p50,
    latencyP99: target.latency.p99,
    health: result.generator.health,
  };
}

/**
 * How throughput grows with worker threads, from 1 to so many. The server takes its share of the same cores: where
 * all are busy, there is nothing left to grow into.
 */
async function measureGrowth({ url, connections, seconds }: Job, most: number) {
  const growth = [];
  for (let workers = 1; workers <= most; workers++) {
    const before = coreTimes();
    const result = await runLoad({
      targets: [{ requests: [{ method: "GET", url }] }],
      pace: { kind: "closed", concurrency: connections },
      length: { duration: seconds * 1000 },
      workers,
    });
    const after = coreTimes();
    growth.push({
      workers,
      requestsPerSecond: Math.round((result.targets[0]?.requests ?? 0) / seconds),
      coresBusy: ratio((after.busy - before.busy) * cpus().length, after.all - before.all),
    });
  }
  return growth;
}

/** Time of all cores since the machine started, in ms. */
function coreTimes(): { readonly busy: number; readonly all: number } {
  const times = cpus().map((core) => core.times);
  const idle = times.reduce((sum, core) => sum + core.idle, 0);
  const all = times.reduce(
    (sum, { user, nice, sys, idle: rest, irq }) => sum + user + nice + sys + rest + irq,
    0,
  );
  return { busy: all - idle, all };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: "8" },
      rounds: { type: "string", default: "3" },
      connections: { type: "string", default: "50" },
      rate: { type: "string", default: "5000" },
      "rate-seconds": { type: "string", default: "30" },
      clients: { type: "string", default: [...Object.keys(nodeClients), ...Object.keys(programs)].join(",") },
      workers: { type: "string", default: String(availableParallelism()) },
      only: { type: "string" },
    },
  });
  if (values.only === "stand-in") {
    serveStandIn();
    return;
  }
  if (values.only !== undefined) {
    const client = nodeClients[values.only];
    if (!client || positionals[0] === undefined) throw new Error(usage);
    const requests = await client(JSON.parse(positionals[0]) as Job);
    process.send?.(requests, () => process.exit(0));
    return;
  }
  const server = positionals[0] === undefined ? await startBenchServer() : undefined;
  try {
    const url = positionals[0] ?? server?.url ?? "";
    const job = { url, connections: Number(values.connections), seconds: Number(values.seconds) };
    const rounds = new Map<string, Measured[]>();
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const name of values.clients.split(",")) {
        const measured = await measure(name, job);
        if (measured) rounds.set(name, [...(rounds.get(name) ?? []), measured]);
      }
    }
    const clients = Object.fromEntries([...rounds].map(([name, all]) => [name, summary(all)]));
    const { ours, autocannon, wrk } = clients;
    const growth = await measureGrowth(job, Number(values.workers));
    const rateSeconds = Number(values["rate-seconds"]);
    const fixedRate = rateSeconds > 0 ? await measureRate(url, Number(values.rate), rateSeconds) : undefined;
    const report = {
      schemaVersion: 1,
      server: server?.name ?? url,
      node: process.version,
      cpu: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
      ...job,
      clients,
      rounds: Object.fromEntries(rounds),
      cpuOfAutocannons: ratio(ours?.cpuMicroseconds, autocannon?.cpuMicroseconds),
      cpuOfWrks: ratio(ours?.cpuMicroseconds, wrk?.cpuMicroseconds),
      throughputOfAutocannons: ratio(ours?.requestsPerSecond, autocannon?.requestsPerSecond),
      throughputOfWrks: ratio(ours?.requestsPerSecond, wrk?.requestsPerSecond),
      growth,
      fixedRate,
    };
    console.log(JSON.stringify(report, undefined, 2));
  } finally {
    server?.close();
  }
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
