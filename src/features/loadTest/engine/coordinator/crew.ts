import type { CompletePlan } from "../completePlan.ts";
import type { Endpoint } from "../raw/openSocket.ts";
import {
  allocateRecorderMemory,
  maxWindows,
  type RecorderMemory,
  viewRecorderMemory,
} from "../recorder/layout.ts";
import type { WorkerJob } from "../worker/protocol.ts";
import { type LoadWorker, startLoadWorker } from "./loadWorker.ts";
import { isLoopback, shareOf, workerCount } from "./shares.ts";
import { availableParallelism } from "node:os";

/** The workers of a run and the memory that they write into. */
export interface Crew {
  readonly engine: WorkerJob["engine"];
  readonly workers: readonly LoadWorker[];
  /** Of each target: the memory of every worker. */
  readonly memories: readonly (readonly RecorderMemory[])[];
  /** Whether workers look at the clock instead of sleeping the last bit. */
  readonly spin: boolean;
}

/** Windows before measuring starts are part of all windows, so a run is planned to fill most of them. */
const plannedWindows = maxWindows - 40;

export function startCrew(plan: CompletePlan, endpoints: readonly Endpoint[], path?: string): Crew {
  const loopback = endpoints.every(({ address }) => isLoopback(address));
  const count = workerCount(plan, loopback);
  const engine =
    plan.httpVersion === "2" || plan.proxy !== undefined || plan.redirects > 0 ? "undici" : "raw";
  // Only with a core to spare: otherwise looking at the clock takes from the server what it measures.
  const spin = plan.pace.kind !== "closed" && availableParallelism() > count;
  const shared = plan.targets.map(() => Array.from({ length: count }, allocateRecorderMemory));
  const workers = Array.from({ length: count }, (_, index) => {
    const job: WorkerJob = {
      plan,
      engine,
      share: { index, of: count },
      lanes: shareOf(plan.connections, index, count),
      requests: shareOf(plan.requests, index, count),
      window: windowLength(plan),
      spin,
      endpoints,
      memories: shared.map((memories) => memories[index] ?? allocateRecorderMemory()),
      pulse: new SharedArrayBuffer(16),
    };
    return startLoadWorker(job, path);
  });
  return { engine, workers, spin, memories: shared.map((memories) => memories.map(viewRecorderMemory)) };
}

/** Seconds, as many as it takes to hold the run; turns of two targets are their own windows. */
function windowLength({ targets, duration, warmUp, block }: CompletePlan): number {
  if (targets.length > 1) return block;
  if (!Number.isFinite(duration)) return 1000;
  return 1000 * Math.max(1, Math.ceil((warmUp + duration) / 1000 / plannedWindows));
}
