import { Worker } from "node:worker_threads";
import { type Channel, openChannel } from "../../../../shared/channel.ts";
import type { Disposable } from "../../../../shared/disposable.ts";
import { UserError } from "../../../../shared/userError.ts";
import type {
  ExplainJob,
  ExplainResult,
  LintJob,
  LintOwnerApi,
  LintResult,
  LintWorkerApi,
} from "./protocol.ts";
import { workerPort } from "./workerPort.ts";

export interface LintPoolOptions {
  /** Path of the worker's bundle (dist/lintWorker.js). */
  readonly workerPath: string;
  /** Reads a file for a run, unsaved edits included; throws when there is none. */
  readonly readText: (path: string) => Promise<string>;
  /** How long a run may take, in ms, before it is ended. */
  readonly timeLimit?: number;
}

export interface LintPool extends Disposable {
  /**
   * Lints a document in a worker thread. When the signal fires, the run stops counting at once and its thread is
   * ended if it does not finish by itself.
   * @param memory what the run may take, in MB.
   * @throws UserError when it needs more memory or time than it may take.
   */
  lint(job: LintJob, memory: number, signal: AbortSignal): Promise<LintResult>;
  /** Explains a rule of a ruleset. @throws UserError when the ruleset cannot be used. */
  explain(job: ExplainJob, memory: number, signal: AbortSignal): Promise<ExplainResult>;
}

/** A run that is given up may finish within this time (ms), which keeps its thread and what it has compiled. */
const grace = 250;
/** Threads are renewed after so many runs, because spectral-core keeps a little of each (its issue 2214). */
const runsPerThread = 200;
const defaultTimeLimit = 180_000;

interface Thread {
  readonly worker: Worker;
  readonly channel: Channel<LintWorkerApi>;
  readonly memory: number;
  /** Rejects when the thread ends, whatever the reason. */
  readonly ended: Promise<never>;
  runs: number;
}

/** Starts threads on demand and keeps one warm, so that an edit never waits for the run that it makes stale. */
export function createLintPool({
  workerPath,
  readText,
  timeLimit = defaultTimeLimit,
}: LintPoolOptions): LintPool {
  const idle: Thread[] = [];
  const all = new Set<Thread>();
  // One run, and the one before it that is about to be given up.
  const slots = new Slots(2);

  function start(memory: number): Thread {
    const worker = new Worker(workerPath, {
      resourceLimits: { maxOldGenerationSizeMb: memory },
      // What runs in there must not write into a protocol on standard output, nor warn about Node's own modules.
      stdout: true,
      execArgv: ["--no-deprecation"],
    });
    const channel = openChannel<LintOwnerApi, LintWorkerApi>(workerPort(worker), { readText });
    const ended = new Promise<never>((_, reject) => {
      worker.once("error", (error: Error) => reject(inWords(error, memory)));
      worker.once("exit", () => reject(new Error("The lint thread ended.")));
    });
    ended.catch(() => end(thread));
    const thread: Thread = { worker, channel, memory, ended, runs: 0 };
    all.add(thread);
    return thread;
  }

  function end(thread: Thread): void {
    all.delete(thread);
    const at = idle.indexOf(thread);
    if (at >= 0) idle.splice(at, 1);
    thread.channel.dispose();
    void thread.worker.terminate();
  }

  function take(memory: number): Thread {
    const at = idle.findIndex((thread) => thread.memory === memory);
    return at < 0 ? start(memory) : (idle.splice(at, 1)[0] ?? start(memory));
  }

  function giveBack(thread: Thread): void {
    if (!all.has(thread)) return;
    if (thread.runs >= runsPerThread || idle.length > 0) end(thread);
    else idle.push(thread);
  }

  async function run<Result>(
    work: (channel: Channel<LintWorkerApi>) => Promise<Result>,
    memory: number,
    signal: AbortSignal,
  ): Promise<Result> {
    await slots.acquire(signal);
    return await new Promise<Result>((resolve, reject) => {
      const thread = take(memory);
      thread.runs++;
      let finished = false;
      const limit = setTimeout(() => {
        reject(new UserError(`Linting took longer than ${timeLimit / 1000} s and was stopped; ${wayOut}`));
        end(thread);
      }, timeLimit);
      const giveUp = () => {
        reject(signal.reason as Error);
        setTimeout(() => {
          if (!finished) end(thread);
        }, grace);
      };
      const finish = () => {
        finished = true;
        clearTimeout(limit);
        signal.removeEventListener("abort", giveUp);
        giveBack(thread);
        slots.release();
      };
      signal.addEventListener("abort", giveUp, { once: true });
      void Promise.race([work(thread.channel), thread.ended])
        .then(resolve, reject)
        .finally(finish);
    });
  }

  return {
    lint: (job, memory, signal) => run((channel) => channel.call("lint", job), memory, signal),
    explain: (job, memory, signal) => run((channel) => channel.call("explain", job), memory, signal),
    dispose: () => {
      for (const thread of [...all]) end(thread);
    },
  };
}

const wayOut = "split the document, or allow more (seniorBackend.openapi.lintMemory, or --memory).";

function inWords(error: Error, memory: number): Error {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY"
    ? new UserError(`Linting needs more than ${memory} MB of memory and was stopped; ${wayOut}`)
    : error;
}

/** Lets a number of runs proceed at a time; the others wait in line, or leave it when their signal fires. */
class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (signal.aborted) {
      this.release();
      signal.throwIfAborted();
    }
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free++;
  }
}
