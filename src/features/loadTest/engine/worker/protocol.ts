import type { CompletePlan } from "../completePlan.ts";
import type { Endpoint } from "../raw/openSocket.ts";
import type { Share } from "../requests/generators.ts";
import type { ErrorSample, ResponseSample } from "../result.ts";

/** What a worker is started with. Times in ms. */
export interface WorkerJob {
  readonly plan: CompletePlan;
  readonly engine: "raw" | "undici";
  readonly share: Share;
  /** Lanes of each target in this worker. */
  readonly lanes: number;
  /** Measured requests of this worker, or Infinity. */
  readonly requests: number;
  /** Length of a window. */
  readonly window: number;
  readonly spin: boolean;
  /** Of each target. */
  readonly endpoints: readonly Endpoint[];
  /** Of each target: where its figures go. */
  readonly memories: readonly SharedArrayBuffer[];
  /** Event-loop utilisation since the last look, and the highest, as doubles. */
  readonly pulse: SharedArrayBuffer;
}

export const pulseAt = { latest: 0, highest: 1 } as const;

/** What a worker has to say at the end, apart from its figures. */
export interface WorkerReport {
  /** When its last request was done, in ms after measuring started. */
  readonly measured: number;
  /** Time (ms) it spent on looking at the clock instead of sleeping. */
  readonly spun: number;
  /** Of each target. */
  readonly samples: readonly (readonly ResponseSample[])[];
  readonly errorSamples: readonly (readonly ErrorSample[])[];
}

/** What a worker does for the coordinator. */
export interface WorkerApi {
  /** Connects; resolves when every lane is connected or has failed to. */
  prepare(params: null): null;
  /** Runs from a time on the clock that all threads share: process.hrtime, in ms. */
  run(startAt: number): WorkerReport;
  /** Ends the run at once; `run` then answers. */
  stop(params: null): null;
}

/** The coordinator has nothing to offer. */
export type CoordinatorApi = object;

/** Time on the clock that all threads of the process share, in ms. */
export function sharedNow(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
