import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isTaken } from "./ports.ts";

/** Something of the demo that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/**
 * Starts the API of the sample project on PORT, 3000 unless said otherwise, or on a free one when that is taken. It
 * prints its address.
 * @throws {Error} when it does not start, which it has explained then
 */
export async function startSampleApi(sample: string): Promise<Running> {
  const service = join(sample, "api");
  const api = spawn(process.execPath, [join(service, "src", "server.ts")], {
    cwd: service,
    env: { ...process.env, PORT: await port(process.env["PORT"] ?? "3000") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(api, "exit");
  const failed = exited.then(() => {
    throw new Error("The sample API did not start, so there is no demo.");
  });
  const { host, port: taken } = await Promise.race([listening(api.stdout), failed]);
  console.log(`Lantern Books API on http://${host}:${taken}`);
  failed.catch(() => undefined);
  return {
    stop: async () => {
      api.kill("SIGTERM");
      await exited;
    },
  };
}

async function port(wanted: string): Promise<string> {
  if (!/^\d+$/.test(wanted) || !(await isTaken(Number(wanted)))) return wanted;
  console.log(`Port ${wanted} is taken; the sample API takes a free one.`);
  return "0";
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The service logs one JSON object a line; the one about listening names its address. Errors are passed on. */
function listening(log: NodeJS.ReadableStream): Promise<Address> {
  return new Promise((resolve) => {
    createInterface({ input: log }).on("line", (line) => {
      const { msg, level, ...address } = JSON.parse(line) as Address & { msg: string; level: number };
      if (msg === "listening") resolve(address);
      if (level >= 50) console.error(msg);
    });
  });
}
