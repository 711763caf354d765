import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Running } from "./sampleApi.ts";

/** The database of the sample project, running. */
export interface SampleDatabase extends Running {
  /** What the project's .env says as DATABASE_URL. */
  readonly url: string;
}

/**
 * Starts a Postgres on a free port in a process of its own, loads the schema and the rows of a sample project, and
 * writes the project's .env. Nothing is kept: the next start loads everything again.
 * @throws {Error} when the server does not start, which it has explained then
 */
export async function startSampleDatabase(sample: string): Promise<SampleDatabase> {
  const server = spawn(process.execPath, [join(import.meta.dirname, "databaseServer.ts"), sample], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(server, "exit");
  const failed = exited.then(() => {
    throw new Error("The sample database did not start.");
  });
  const [output] = (await Promise.race([once(server.stdout, "data"), failed])) as [Buffer];
  failed.catch(() => undefined);
  const url = output.toString().trim();
  await writeFile(join(sample, ".env"), `DATABASE_URL=${url}\n`);
  return {
    url,
    stop: async () => {
      server.kill("SIGTERM");
      await exited;
    },
  };
}
