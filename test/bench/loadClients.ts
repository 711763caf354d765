import { createRequire } from "node:module";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as Undici from "undici";
import { runLoad } from "../../src/features/loadTest/engine/index.ts";

/** What every client is asked to do: a closed loop from one thread. */
export interface Job {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
}

/** Packages of the repository: the benchmark itself is bundled elsewhere. */
const requireHere = createRequire(join(process.cwd(), "package.json"));

/** Clients that are Node programs run in a process of their own; they answer with the number of responses. */
export const nodeClients: Readonly<Record<string, (job: Job) => Promise<number>>> = {
  ours: async ({ url, connections, seconds }) => {
    const result = await runLoad({
      targets: [{ requests: [{ method: "GET", url }] }],
      pace: { kind: "closed", concurrency: connections },
      length: { duration: seconds * 1000 },
      workers: 1,
    });
    return result.targets[0]?.requests ?? 0;
  },
  autocannon: async ({ url, connections, seconds }) => {
    const autocannon = requireHere("autocannon") as (
      options: object,
    ) => Promise<{ requests: { total: number } }>;
    return (await autocannon({ url, connections, duration: seconds })).requests.total;
  },
  undici: loopUndici,
};

/** As fast as undici goes: a client a connection, the leanest interface. */
async function loopUndici({ url, connections, seconds }: Job): Promise<number> {
  // Loaded here, so that no other client pays for it.
  const undici = requireHere("undici") as typeof Undici;
  const { origin, pathname: path } = new URL(url);
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const loop = (client: Undici.Client) =>
    new Promise<void>((resolve, reject) => {
      const handler: Undici.Dispatcher.DispatchHandler = {
        onRequestStart: () => undefined,
        onResponseStart: () => undefined,
        onResponseData: () => undefined,
        onResponseEnd: () => {
          count++;
          if (performance.now() < end) client.dispatch({ method: "GET", path }, handler);
          else resolve();
        },
        onResponseError: (_, error) => reject(error),
      };
      client.dispatch({ method: "GET", path }, handler);
    });
  const clients = Array.from({ length: connections }, () => new undici.Client(origin, { pipelining: 1 }));
  await Promise.all(clients.map(loop));
  await Promise.all(clients.map((client) => client.destroy()));
  return count;
}

/** A client that is a program of its own: its arguments, and how to read the number of responses from its output. */
export interface Program {
  readonly args: (job: Job) => readonly string[];
  readonly requests: (output: string) => number;
}

/** Path of a script that does what the other clients do. */
function k6Script(url: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "bench-k6-")), "script.js");
  writeFileSync(
    path,
    `import http from "k6/http";
export const options = { discardResponseBodies: true };
export default function () { http.get(${JSON.stringify(url)}); }
`,
  );
  return path;
}

const matched = (pattern: RegExp) => (output: string) => Number(pattern.exec(output)?.[1] ?? NaN);

export const programs: Readonly<Record<string, Program>> = {
  wrk: {
    args: ({ url, connections, seconds }) => ["-t1", `-c${connections}`, `-d${seconds}s`, url],
    requests: matched(/(\d+) requests in/),
  },
  h2load: {
    args: ({ url, connections, seconds }) => ["--h1", "-t1", `-c${connections}`, `-D${seconds}`, url],
    requests: matched(/(\d+) succeeded/),
  },
  k6: {
    args: ({ url, connections, seconds }) => [
      ...["run", "--no-usage-report", "-u", String(connections), "-d", `${seconds}s`],
      k6Script(url),
    ],
    requests: matched(/http_reqs\.*: (\d+)/),
  },
  hey: {
    args: ({ url, connections, seconds }) => [
      "-z",
      `${seconds}s`,
      "-c",
      String(connections),
      "-o",
      "csv",
      url,
    ],
    requests: (output) => output.trim().split("\n").length - 1,
  },
  oha: {
    args: ({ url, connections, seconds }) => [
      "--no-tui",
      "-z",
      `${seconds}s`,
      "-c",
      String(connections),
      "--output-format",
      "json",
      url,
    ],
    requests: (output) => {
      const { statusCodeDistribution } = JSON.parse(output) as {
        statusCodeDistribution: Record<string, number>;
      };
      return Object.values(statusCodeDistribution).reduce((sum, count) => sum + count, 0);
    },
  },
};
