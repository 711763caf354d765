import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { openChannel } from "../../../../shared/channel.ts";
import { UserError } from "../../../../shared/userError.ts";
import { pulseAt } from "../worker/protocol.ts";
import type { CoordinatorApi, WorkerApi, WorkerJob, WorkerReport } from "../worker/protocol.ts";

/** A worker thread, from its owner's side. */
export interface LoadWorker {
  prepare(): Promise<unknown>;
  run(startAt: number): Promise<WorkerReport>;
  stop(): void;
  /** Event-loop utilisation since the last look, and the highest so far, 0 to 1. */
  pulse(): { readonly latest: number; readonly highest: number };
  end(): Promise<unknown>;
}

/** Starts a worker. Its calls fail with a UserError when the thread dies. */
export function startLoadWorker(job: WorkerJob, path: string = workerPath()): LoadWorker {
  // Sources that run as they are have no package.json that calls them modules.
  const worker = new Worker(path, {
    workerData: job,
    execArgv: ["--no-deprecation", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
  });
  const pulse = new Float64Array(job.pulse);
  const channel = openChannel<CoordinatorApi, WorkerApi>(
    {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => worker.on("message", listener),
    },
    {},
  );
  const died = new Promise<never>((_, reject) => {
    worker.once("error", (error: Error) =>
      reject(UserError.is(error) ? error : new UserError(`A load worker stopped: ${error.message}`)),
    );
    worker.once("exit", () => reject(new UserError("A load worker stopped before it had a result.")));
  });
  died.catch(() => undefined);
  return {
    prepare: () => Promise.race([channel.call("prepare", null), died]),
    run: (startAt) => Promise.race([channel.call("run", startAt), died]),
    stop: () => void channel.call("stop", null).catch(() => undefined),
    pulse: () => ({ latest: pulse[pulseAt.latest] ?? 0, highest: pulse[pulseAt.highest] ?? 0 }),
    end: () => {
      channel.dispose();
      return worker.terminate();
    },
  };
}

/** Beside the bundle; when the sources run as they are, beside the sources. */
function workerPath(): string {
  const here = import.meta.url;
  const file = here.endsWith(".ts") ? "../worker/main.ts" : "./loadWorker.js";
  return fileURLToPath(new URL(file, here));
}
