import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
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
  const api = spawn(process.execPath, [join(sample, "api", "server.mjs")], {
    env: { ...process.env, PORT: await port(process.env["PORT"] ?? "3000") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(api, "exit");
  const failed = exited.then(() => {
    throw new Error("The sample API did not start, so there is no demo.");
  });
  api.stdout.pipe(process.stdout);
  await Promise.race([once(api.stdout, "data"), failed]);
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
