import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "./ports.ts";

/** Something of the demo that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/** Starts the API of the sample project, which prints its address, and waits until it listens or has given up. */
export async function startSampleApi(sample: string): Promise<Running> {
  const wanted = Number(process.env["PORT"] ?? 3000);
  const port = await freePort(wanted);
  if (port !== wanted) console.log(`Port ${wanted} is taken; the sample API takes a free one.`);
  const api = spawn(process.execPath, [join(sample, "api", "server.mjs")], {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(api, "exit");
  api.stdout.pipe(process.stdout);
  await Promise.race([once(api.stdout, "data"), exited]);
  return {
    stop: async () => {
      api.kill("SIGTERM");
      await exited;
    },
  };
}
