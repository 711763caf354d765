import type { CompletePlan } from "../completePlan.ts";
import { latencyFigures, spectrumOf } from "../figures/latencyFigures.ts";
import { readRecorders, readWindows, type WindowReading } from "../figures/reading.ts";
import { livePoint } from "../figures/series.ts";
import { countsOf, histogramsOf } from "../figures/targetFigures.ts";
import type { RecorderMemory } from "../recorder/layout.ts";
import { emptyHistogram } from "../recorder/histogram.ts";
import type { LatencyFigures, LoadSnapshot, TargetSnapshot } from "../result.ts";
import { turnOf } from "../worker/turns.ts";
import type { Crew } from "./crew.ts";
import { judgeGenerator } from "./judgeGenerator.ts";
import { labelOf } from "./summarizePlan.ts";

/** Windows that a live confidence interval looks back on. */
const lookBack = 60;

/** What is remembered of a target between two snapshots. */
interface Tail {
  /** Where the windows end that were told, in ms after measuring started. */
  told: number;
  readonly windows: WindowReading[];
  /** Answers at earlier looks. */
  readonly counts: { readonly at: number; readonly requests: number }[];
}

/** Makes a picture of the run each time it is asked; `elapsed` is in ms after measuring started. */
export function createSnapshots(plan: CompletePlan, crew: Crew): (elapsed: number) => LoadSnapshot {
  const tails = plan.targets.map((): Tail => ({ told: -plan.warmUp, windows: [], counts: [] }));
  let cpu = process.cpuUsage();
  let lookedAt = -Infinity;
  return (elapsed) => {
    const { user, system } = process.cpuUsage(cpu);
    const wall = Math.max(1, elapsed - lookedAt);
    cpu = process.cpuUsage();
    lookedAt = elapsed;
    const targets = tails.map((tail, index) => lookAt(plan, crew, index, elapsed, tail));
    const utilization = Math.max(...crew.workers.map((worker) => worker.pulse().latest));
    const late = targets.map(({ own }) => own).toSorted((a, b) => (b.p99 ?? 0) - (a.p99 ?? 0))[0];
    return {
      elapsed: elapsed / 1000,
      seconds: Number.isFinite(plan.duration) ? plan.duration / 1000 : null,
      phase: elapsed < 0 ? "warming-up" : elapsed < plan.duration ? "measuring" : "draining",
      targets: targets.map(({ snapshot }) => snapshot),
      generator: {
        utilization,
        ...judgeGenerator({
          closed: plan.pace.kind === "closed",
          workers: crew.workers.length,
          utilization,
          cpu: (user + system) / 1000 / wall,
          achieved: null,
          own: late ?? latencyFigures(emptyHistogram("fine")),
          exhausted: targets.reduce((sum, { snapshot }) => sum + (snapshot.errors.generator ?? 0), 0),
        }),
      },
    };
  };
}

interface Look {
  readonly snapshot: TargetSnapshot;
  /** Lateness of the generator's own. */
  readonly own: LatencyFigures;
}

function lookAt(plan: CompletePlan, crew: Crew, index: number, elapsed: number, tail: Tail): Look {
  const memories = crew.memories[index] ?? [];
  const target = plan.targets[index] ?? plan.targets[0];
  const reading = readRecorders(memories);
  const set = histogramsOf(reading, plan.pace.kind !== "closed");
  const counts = countsOf(reading);
  const fresh = freshWindows(plan, memories, index, Math.min(elapsed, plan.duration), tail);
  tail.windows.push(...fresh.filter(({ at }) => at >= 0));
  if (tail.windows.length > lookBack) tail.windows.splice(0, tail.windows.length - lookBack);
  const parts = tail.windows.map(({ histogram }) => histogram);
  const snapshot: TargetSnapshot = {
    label: target ? labelOf(target) : "",
    requests: counts.requests,
    unexpected: counts.unexpected,
    failed: counts.failed,
    status: counts.status,
    errors: counts.errors,
    throughput: recentThroughput(tail, elapsed, counts.requests),
    latency: latencyFigures(set.latency, parts),
    latencyOf: set.latencyOf,
    service: latencyFigures(set.service, parts),
    lateness: latencyFigures(set.lateness),
    spectrum: spectrumOf(set.latency),
    series: fresh.map(livePoint),
  };
  return { snapshot, own: latencyFigures(set.generatorLateness) };
}

/** Windows that ended since the last look; of two targets, those of its own turns. */
function freshWindows(
  plan: CompletePlan,
  memories: readonly RecorderMemory[],
  index: number,
  until: number,
  tail: Tail,
): readonly WindowReading[] {
  const windows = readWindows(memories, tail.told, until).filter(({ at, length }) => at + length <= until);
  const last = windows.at(-1);
  if (last) tail.told = last.at + last.length;
  if (plan.targets.length === 1) return windows;
  return windows.filter(({ at, length }) => turnOf(Math.round(at / length)) === index);
}

/** Answers per second over the last second. */
function recentThroughput(tail: Tail, elapsed: number, requests: number): number {
  tail.counts.push({ at: elapsed, requests });
  while (tail.counts.length > 2 && elapsed - (tail.counts[1]?.at ?? 0) >= 1000) tail.counts.shift();
  const first = tail.counts[0];
  const time = elapsed - (first?.at ?? elapsed);
  return time <= 0 ? 0 : ((requests - (first?.requests ?? 0)) * 1000) / time;
}
