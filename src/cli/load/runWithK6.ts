import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { exportK6 } from "../../features/loadTest/engine/export/k6.ts";
import { k6Environment } from "../../features/loadTest/engine/export/secrets.ts";
import { readK6Summary } from "../../features/loadTest/engine/export/k6Summary.ts";
import type { LoadResult } from "../../features/loadTest/engine/result.ts";
import { duration } from "../../features/loadTest/engine/report/figures.ts";
import { redact } from "../../shared/redact.ts";
import { UserError } from "../../shared/userError.ts";
import type { LoadJob } from "./buildJob.ts";
import type { Progress } from "./progress.ts";

/**
 * Lets k6 carry a job out and reads its summary back.
 * @param progress shows how long it takes: k6 keeps its figures to itself until its end
 * @throws UserError when k6 is not installed or ends without a summary
 */
export async function runWithK6(job: LoadJob, progress: Progress, signal: AbortSignal): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), "senior-backend-k6-"));
  try {
    const [script, summary] = [join(folder, "script.js"), join(folder, "summary.json")];
    await writeFile(script, exportK6(job, { summaryPath: summary }));
    const startedAt = new Date();
    const timer = setInterval(() => progress.say(`k6 runs for ${elapsed(startedAt)}…`), 1000);
    await runK6(["run", "--quiet", "--no-usage-report", script], job, signal).finally(() => {
      clearInterval(timer);
      progress.end();
    });
    const text = await readFile(summary, "utf8").catch(() => undefined);
    if (text === undefined)
      throw new UserError("k6 ended without a summary; its own messages above say why.");
    return readK6Summary(text, job.plan, startedAt);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function elapsed(since: Date): string {
  return duration(Math.round((Date.now() - since.getTime()) / 1000));
}

/** Lines of k6's log that our report says better: one for each request without an answer, and crossed thresholds. */
const isReported = /Request Failed|thresholds on metrics/;

/** Exit code 99 says that a threshold failed; our report says so too. */
const thresholdFailed = 99;

async function runK6(args: readonly string[], job: LoadJob, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // Credentials reach k6 through the environment only: arguments are visible to everyone on the machine.
    const child = spawn("k6", args, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, ...k6Environment(job.plan.targets[0]) },
    });
    createInterface(child.stderr).on("line", (line) => {
      if (!isReported.test(line)) process.stderr.write(`${redact(line)}\n`);
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
