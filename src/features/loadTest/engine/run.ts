import { setTimeout as sleep } from "node:timers/promises";
import { completePlan } from "./completePlan.ts";
import type { CompletePlan } from "./completePlan.ts";
import { assembleResult } from "./coordinator/assembleResult.ts";
import { type Crew, startCrew } from "./coordinator/crew.ts";
import { resolveEndpoint } from "./coordinator/resolveEndpoint.ts";
import { createSnapshots } from "./coordinator/snapshots.ts";
import type { LoadPlan } from "./plan.ts";
import type { LoadResult, LoadSnapshot } from "./result.ts";
import { sharedNow, type WorkerReport } from "./worker/protocol.ts";

export interface LoadRunOptions {
  /** Called at most four times a second while the run lasts. */
  readonly onSnapshot?: (snapshot: LoadSnapshot) => void;
  /** Ends the run within a second; the result then holds the figures so far. */
  readonly signal?: AbortSignal;
  /** The worker's module; default: the one beside this bundle or source file. */
  readonly workerPath?: string;
}

const snapshotEvery = 250;
/** From everything being ready to the start, in ms: time for the message to reach every worker. */
const lead = 30;
/** How long workers may take to stop, in ms; then they are ended and their figures taken as they are. */
const stopWithin = 700;
/** What a run may take beyond its plan before it is stopped, in ms. */
const overtime = 5_000;

/**
 * Carries a plan out in worker threads and resolves with what was found; a run always ends by itself.
 * @throws UserError when the plan contradicts itself or exceeds its caps, when a target cannot be connected to, or
 *   when a worker dies; AbortError when the signal fires before there is anything to measure
 */
export async function runLoad(plan: LoadPlan, options: LoadRunOptions = {}): Promise<LoadResult> {
  const complete = completePlan(plan);
  const signal = options.signal ?? new AbortController().signal;
  signal.throwIfAborted();
  const endpoints = await Promise.all(
    complete.targets.map((target) => resolveEndpoint(target, complete, signal)),
  );
  const crew = startCrew(complete, endpoints, options.workerPath);
  try {
    await untilAborted(Promise.all(crew.workers.map((worker) => worker.prepare())), signal);
    signal.throwIfAborted();
    const run = await carryOut(complete, crew, options, signal);
    return assembleResult({
      plan: complete,
      endpoints,
      engine: crew.engine,
      memories: crew.memories,
      ...run,
    });
  } finally {
    await Promise.all(crew.workers.map((worker) => worker.end()));
  }
}

async function carryOut(plan: CompletePlan, crew: Crew, options: LoadRunOptions, signal: AbortSignal) {
  const runStart = sharedNow() + lead;
  const measuringStart = runStart + plan.warmUp;
  const startedAt = new Date(Date.now() + lead + plan.warmUp);
  const cpu = process.cpuUsage();
  const snapshots = createSnapshots(plan, crew);
  const ticker = setInterval(() => {
    const elapsed = sharedNow() - measuringStart;
    if (elapsed >= -plan.warmUp) options.onSnapshot?.(snapshots(elapsed));
  }, snapshotEvery);
  const stop = () => crew.workers.forEach((worker) => worker.stop());
  const limit = setTimeout(stop, lead + limitOf(plan));
  signal.addEventListener("abort", stop, { once: true });
  try {
    const reports = await settle(crew, runStart, signal);
    const { user, system } = process.cpuUsage(cpu);
    const now = sharedNow();
    const ended = Math.max(0, Math.min(now - measuringStart, plan.duration));
    return {
      reports,
      startedAt,
      stopped: signal.aborted,
      measured: reports.length === 0 ? ended : Math.max(...reports.map(({ measured }) => measured)),
      utilization: Math.max(...crew.workers.map((worker) => worker.pulse().highest)),
      cpu: { used: (user + system) / 1000, wall: now - runStart },
    };
  } finally {
    clearInterval(ticker);
    clearTimeout(limit);
    signal.removeEventListener("abort", stop);
  }
}

function limitOf({ warmUp, duration, caps, drain, requestTimeout }: CompletePlan): number {
  return warmUp + Math.min(duration, caps.duration) + drain + requestTimeout + overtime;
}

/** The workers' reports; none when they were told to stop and did not. */
async function settle(crew: Crew, startAt: number, signal: AbortSignal): Promise<readonly WorkerReport[]> {
  const reports = Promise.all(crew.workers.map((worker) => worker.run(startAt)));
  await untilAborted(reports, signal);
  if (!signal.aborted) return await reports;
  reports.catch(() => undefined);
  return await Promise.race([reports, sleep(stopWithin, [], { ref: false })]);
}

/** Waits for a promise or the signal, whichever comes first. */
async function untilAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let abort: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    abort = resolve;
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
