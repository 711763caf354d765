import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportK6 } from "../../features/loadTest/engine/export/k6.ts";
import { k6Environment } from "../../features/loadTest/engine/export/secrets.ts";
import { readK6Summary } from "../../features/loadTest/engine/export/k6Summary.ts";
import type { LoadResult } from "../../features/loadTest/engine/result.ts";
import { UserError } from "../../shared/userError.ts";
import type { LoadJob } from "./buildJob.ts";

/**
 * Lets k6 carry a job out and reads its summary back. k6 shows its own progress on standard error.
 * @throws UserError when k6 is not installed or ends without a summary
 */
export async function runWithK6(job: LoadJob, signal: AbortSignal): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), "senior-backend-k6-"));
  try {
    const [script, summary] = [join(folder, "script.js"), join(folder, "summary.json")];
    await writeFile(script, exportK6(job, { summaryPath: summary }));
    const startedAt = new Date();
    await runK6(["run", "--no-usage-report", script], job, signal);
    const text = await readFile(summary, "utf8").catch(() => undefined);
    if (text === undefined)
      throw new UserError("k6 ended without a summary; its own messages above say why.");
    return readK6Summary(text, job.plan, startedAt);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Exit code 99 says that a threshold failed; our report says so too. */
const thresholdFailed = 99;

async function runK6(args: readonly string[], job: LoadJob, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // Credentials reach k6 through the environment only: arguments are visible to everyone on the machine.
    const child = spawn("k6", args, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, ...k6Environment(job.plan.targets[0]) },
    });
    const interrupt = () => child.kill("SIGINT");
    signal.addEventListener("abort", interrupt, { once: true });
    child.once("error", (error: NodeJS.ErrnoException) => {
      const isAbsent = error.code === "ENOENT";
      const sentence = isAbsent
        ? "k6 is not on the PATH; install it from https://k6.io, or leave --run-with out to use our own engine."
        : `k6 cannot be started: ${error.message}.`;
      reject(new UserError(sentence));
    });
    child.once("exit", (code) => {
      signal.removeEventListener("abort", interrupt);
      if (code === 0 || code === thresholdFailed || signal.aborted) resolve();
      else
        reject(
          new UserError(`k6 ended with exit code ${code ?? "unknown"}; its own messages above say why.`),
        );
    });
  });
}
