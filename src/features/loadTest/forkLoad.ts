import { type ChildProcess, fork } from "node:child_process";
import { openChannel, type Port } from "../../shared/channel.ts";
import { redact } from "../../shared/redact.ts";
import { UserError } from "../../shared/userError.ts";
import type { LoadPlan } from "./engine/plan.ts";
import type { LoadResult, LoadSnapshot } from "./engine/result.ts";
import type { LoadOwnerApi, LoadProcessApi } from "./protocol.ts";

export interface ForkLoadOptions {
  /** Path of dist/load.js. */
  readonly processPath: string;
  /** Called at most four times a second while the run lasts. */
  readonly onSnapshot?: (snapshot: LoadSnapshot) => void;
  /** Ends the run within a second; the result then holds the figures so far. */
  readonly signal?: AbortSignal;
  /** Ends the process at once, without a result: nobody is there to look at one. */
  readonly abandon?: AbortSignal;
}

/** How long a process may take to hand its figures over once it was told to stop, in ms. */
const grace = 3_000;

/**
 * Carries a plan out in a process of its own, which is gone when the promise settles. It runs on the Node of its
 * owner, Electron's included.
 * @throws UserError when the plan cannot be carried out or the process dies
 */
export async function forkLoad(
  plan: LoadPlan,
  { processPath, onSnapshot, signal, abandon }: ForkLoadOptions,
): Promise<LoadResult> {
  signal?.throwIfAborted();
  const child = fork(processPath, [], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaints = "";
  child.stderr?.on(
    "data",
    (text: Buffer) => (complaints = (complaints + text.toString()).slice(-complaintLength)),
  );
  const channel = openChannel<LoadOwnerApi, LoadProcessApi>(childPort(child), {
    progress: (snapshot) => {
      onSnapshot?.(snapshot);
      return null;
    },
  });
  let deadline: NodeJS.Timeout | undefined;
  const died = new Promise<never>((_, reject) => {
    const reportDeath = () => reject(new UserError(diedSentence, { cause: redact(complaints) }));
    child.once("error", reportDeath);
    child.once("exit", reportDeath);
  });
  const stop = () => {
    channel.call("stop", null).catch(() => child.kill("SIGKILL"));
    deadline = setTimeout(() => child.kill("SIGKILL"), grace);
  };
  const end = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", stop, { once: true });
  abandon?.addEventListener("abort", end, { once: true });
  try {
    return await Promise.race([channel.call("run", plan), died]);
  } finally {
    signal?.removeEventListener("abort", stop);
    abandon?.removeEventListener("abort", end);
    clearTimeout(deadline);
    channel.dispose();
    child.kill("SIGKILL");
    died.catch(() => undefined);
  }
}

/** What a process said last goes to the log, with the error that it is the cause of. */
const complaintLength = 4_000;
const diedSentence = "The load process ended before it had a result; start the test again.";

function childPort(child: ChildProcess): Port {
  return {
    // A process that is gone says so through its exit.
    post: (message) => {
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => child.on("message", listener),
  };
}
