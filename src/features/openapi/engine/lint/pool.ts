import { Worker } from "node:worker_threads";
import { type Channel, openChannel } from "../../../../shared/channel.ts";
import type { Disposable } from "../../../../shared/disposable.ts";
import { UserError } from "../../../../shared/userError.ts";
import type {
  JobText,
  ExplainJob,
  ExplainResult,
  FixAnswer,
  FixQuestion,
  LintAnswer,
  LintJob,
  LintOwnerApi,
  LintResult,
  LintWorkerApi,
} from "./protocol.ts";
import type { Outline } from "../outline.ts";
import type { TextChange } from "../pieces/pieceTable.ts";
import { ShownReceiver } from "./shownFindings.ts";
import { workerPort } from "./workerPort.ts";

export interface LintPoolOptions {
  /** Path of the worker's bundle (dist/lintWorker.js). */
  readonly workerPath: string;
  /** Reads a file for a run, unsaved edits included; throws when there is none. */
  readonly readText: (path: string) => Promise<string>;
  /** How long a run may take, in ms, before it is ended. */
  readonly timeLimit?: number;
}

/** A text as it is now. Documents in versions are kept by their thread, so that the next run gets changes only. */
export interface RequestText {
  readonly path: string;
  readonly version?: number | undefined;
  /** Number of UTF-16 units. */
  readonly length: number;
  readonly text: () => string;
  /** What changed since a version; undefined when that is not known. */
  readonly changesSince?: (version: number) => readonly TextChange[] | undefined;
}

export interface LintRequest extends Omit<LintJob, "source" | "path"> {
  readonly source: RequestText;
  /** Called with what is found already when a part of the run is going to take longer. */
  readonly onPart?: ((part: LintResult) => void) | undefined;
}

export interface FixRequest extends Pick<FixQuestion, "places"> {
  readonly source: RequestText;
}

export interface LintPool extends Disposable {
  /**
   * Lints a document in a worker thread, the one that has its last version if there is one. When the signal fires, the
   * run stops counting at once and its thread is ended if it does not finish by itself. Long documents that have to be
   * linted as a whole are left to another thread, unless the request is hasty.
   * @param memory what the run may take, in MB.
   * @throws UserError when it needs more memory or time than it may take.
   */
  lint(request: LintRequest, memory: number, signal: AbortSignal): Promise<LintResult>;
  /** Outlines a document in the thread that has its last version, or in any other. */
  outline(text: RequestText, memory: number, signal: AbortSignal): Promise<Outline>;
  /** What fixes for findings change in a document, each undefined where there is none. Goes where `outline` goes. */
  fixes(request: FixRequest, memory: number, signal: AbortSignal): Promise<FixAnswer["fixes"]>;
  /** Explains a rule of a ruleset. @throws UserError when the ruleset cannot be used. */
  explain(job: ExplainJob, memory: number, signal: AbortSignal): Promise<ExplainResult>;
}

/** A run that is given up may finish within this time (ms), which keeps its thread and what it has compiled. */
const grace = 250;
/** The same for runs that are not left to spectral-core: what they find out is of use to the next run. */
const longGrace = 10_000;
/** Threads are renewed after so many runs of spectral-core, because spectral-core keeps a little of each (its issue 2214). */
const runsPerThread = 200;
const defaultTimeLimit = 180_000;

interface Thread {
  readonly worker: Worker;
  readonly channel: Channel<LintWorkerApi>;
  readonly memory: number;
  /** Rejects when the thread ends, whatever the reason. */
  readonly ended: Promise<never>;
  /** Versions of the documents that it has. */
  readonly versions: Map<string, number>;
  /** What it said is shown of them. */
  readonly shown: Map<string, ShownReceiver>;
  /** Settles when the run that it is at ends. */
  run: Promise<unknown> | undefined;
  /** Whether that run is left to spectral-core. */
  isSlow: boolean;
  runs: number;
}

/** Where a run takes place. */
interface Place {
  readonly memory: number;
  /** The document that its thread should have. */
  readonly path?: string;
  /** Whether it has to be a thread that has no documents, since it may be ended. */
  readonly isApart?: boolean;
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
      // Left to itself, the space for short-lived objects takes 130 MB.
      resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: 48 },
      // What runs in there must not write into a protocol on standard output, nor warn about Node's own modules.
      stdout: true,
      execArgv: ["--no-deprecation"],
    });
    const channel = openChannel<LintOwnerApi, LintWorkerApi>(workerPort(worker), {
      readText,
      leftToSpectral: () => {
        thread.isSlow = true;
        thread.runs++;
      },
    });
    const ended = new Promise<never>((_, reject) => {
      worker.once("error", (error: Error) => reject(inWords(error, memory)));
      worker.once("exit", () => reject(new Error("The lint thread ended.")));
    });
    ended.catch(() => end(thread));
    const thread: Thread = {
      worker,
      channel,
      memory,
      ended,
      versions: new Map(),
      shown: new Map(),
      run: undefined,
      isSlow: false,
      runs: 0,
    };
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

  function take(memory: number, path: string | undefined, isApart: boolean): Thread {
    const fitting = idle.filter(
      (thread) => thread.memory === memory && (!isApart || thread.versions.size === 0),
    );
    const thread = fitting.find(({ versions }) => path !== undefined && versions.has(path)) ?? fitting[0];
    if (!thread) return start(memory);
    idle.splice(idle.indexOf(thread), 1);
    return thread;
  }

  function giveBack(thread: Thread): void {
    if (!all.has(thread)) return;
    idle.push(thread);
    const spare = idle.find(({ versions }) => versions.size === 0) ?? idle[0];
    if (thread.runs >= runsPerThread) end(thread);
    else if (idle.length > 1 && spare) end(spare);
  }

  /** Waits for the thread that has a document, while it is at a run that is about to end. */
  async function untilFree(path: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const holder = [...all].find(({ versions, run }) => run !== undefined && versions.has(path));
      if (!holder) return;
      await settledOrAborted(holder.run, signal);
    }
  }

  async function run<Result>(
    work: (thread: Thread) => Promise<Result>,
    { memory, path, isApart = false }: Place,
    signal: AbortSignal,
  ): Promise<Result> {
    if (path !== undefined) await untilFree(path, signal);
    await slots.acquire(signal);
    return await new Promise<Result>((resolve, reject) => {
      const thread = take(memory, path, isApart);
      thread.isSlow = false;
      let finished = false;
      const limit = setTimeout(() => {
        reject(new UserError(`Linting took longer than ${timeLimit / 1000} s and was stopped; ${wayOut}`));
        end(thread);
      }, timeLimit);
      const endIfSlow = () => {
        if (finished) return;
        if (thread.isSlow || thread.versions.size === 0) end(thread);
        else setTimeout(() => !finished && end(thread), longGrace).unref();
      };
      const giveUp = () => {
        reject(signal.reason as Error);
        setTimeout(endIfSlow, grace);
      };
      const finish = () => {
        finished = true;
        thread.run = undefined;
        clearTimeout(limit);
        signal.removeEventListener("abort", giveUp);
        giveBack(thread);
        slots.release();
      };
      signal.addEventListener("abort", giveUp, { once: true });
      thread.run = Promise.race([work(thread), thread.ended])
        .then(resolve, reject)
        .finally(finish);
    });
  }

  /** Sends what changed of a text, or all of it when the thread has not what the changes were made in. */
  async function ask<Answer extends { readonly asksForText?: true }>(
    thread: Thread,
    source: RequestText,
    question: (source: JobText) => Promise<Answer>,
  ): Promise<Answer> {
    const changes = changesFor(thread, source);
    const answer = changes && (await question(changes));
    return answer && !answer.asksForText ? answer : await question(wholeFor(thread, source));
  }

  /** Lets the rules that are left run, and joins what they find. Undefined when the document is not there any more. */
  async function joinRest(
    { source, onPart, atMost, rulesetPath, trusted }: LintRequest,
    part: LintResult,
    rules: readonly string[],
    memory: number,
    signal: AbortSignal,
  ): Promise<LintResult | undefined> {
    const { path, version = -1 } = source;
    onPart?.(part);
    const limit = { ...(atMost !== undefined && { atMost }) };
    const job = { path, trusted, rules, ...limit, ...(rulesetPath !== undefined && { rulesetPath }) };
    const rest = await run(
      ({ channel }) => channel.call("rest", { ...job, text: source.text() }),
      { memory, isApart: true },
      signal,
    );
    const { needsWhole, findings, counts } = await run(
      async (thread) => {
        const question = { path, version, rest, ...limit, ...hasOf(thread, path) };
        return resultOf(await thread.channel.call("join", question), shownOf(thread, path));
      },
      { memory, path },
      signal,
    );
    return needsWhole ? undefined : { findings, counts, files: [...part.files, ...rest.files] };
  }

  return {
    async lint({ source, onPart, ...job }, memory, signal) {
      const { path } = source;
      const { left, ...result } = await run(
        async (thread) => {
          const question = { ...job, path, ...hasOf(thread, path) };
          return resultOf(
            await ask(thread, source, (text) => thread.channel.call("lint", { ...question, source: text })),
            shownOf(thread, path),
          );
        },
        { memory, path },
        signal,
      );
      const part: LintResult = left ? { ...result, isPartial: true } : result;
      if (job.isHasty || (!result.needsWhole && !left)) return part;
      const joined = left && (await joinRest({ source, onPart, ...job }, part, left, memory, signal));
      if (joined) return joined;
      return await run(
        ({ channel }) => channel.call("lint", { ...job, path, source: { text: source.text() } }),
        { memory, isApart: true },
        signal,
      );
    },
    async outline(text, memory, signal) {
      const { path } = text;
      const answer = await run(
        (thread) => ask(thread, text, (source) => thread.channel.call("outline", { path, source })),
        { memory, path },
        signal,
      );
      return answer.outline;
    },
    async fixes({ source, places }, memory, signal) {
      const { path } = source;
      const answer = await run(
        (thread) =>
          ask(thread, source, (text) => thread.channel.call("fixes", { path, source: text, places })),
        { memory, path },
        signal,
      );
      return answer.fixes;
    },
    explain: (job, memory, signal) => run(({ channel }) => channel.call("explain", job), { memory }, signal),
    dispose: () => {
      for (const thread of [...all]) end(thread);
    },
  };
}

/** Waits for a run to end, whatever comes of it. @throws AbortError once the signal fires. */
async function settledOrAborted(run: Promise<unknown> | undefined, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    signal.addEventListener("abort", stop, { once: true });
    const go = () => {
      signal.removeEventListener("abort", stop);
      resolve();
    };
    void Promise.resolve(run).then(go, go);
  });
}

function shownOf({ shown }: Thread, path: string): ShownReceiver {
  const receiver = shown.get(path) ?? new ShownReceiver();
  shown.set(path, receiver);
  return receiver;
}

function hasOf({ shown }: Thread, path: string): { readonly has?: number } {
  const has = shown.get(path)?.has;
  return has === undefined ? {} : { has };
}

/** Takes in what is shown, also when nobody waits for it any more: the next message builds on this one. */
function resultOf({ shown, ...result }: LintAnswer, receiver: ShownReceiver): Omit<LintAnswer, "shown"> {
  return shown ? { ...result, findings: receiver.take(shown) } : result;
}

/** What changed since the version that a thread has; the thread has the version that there is now after that. */
function changesFor({ versions }: Thread, source: RequestText): JobText | undefined {
  const { path, version, length } = source;
  const known = versions.get(path);
  const changes = known === undefined ? undefined : source.changesSince?.(known);
  if (known === undefined || version === undefined || !changes) return undefined;
  versions.set(path, version);
  return { since: known, version, changes, length };
}

function wholeFor({ versions }: Thread, { path, version, text }: RequestText): JobText {
  if (version === undefined) return { text: text() };
  versions.set(path, version);
  return { text: text(), version };
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
