import { latencyFigures, spectrumOf } from "../../../src/features/loadTest/engine/figures/latencyFigures.ts";
import { completePlan } from "../../../src/features/loadTest/engine/completePlan.ts";
import { describeEnvironment } from "../../../src/features/loadTest/engine/coordinator/environment.ts";
import { summarizePlan } from "../../../src/features/loadTest/engine/coordinator/summarizePlan.ts";
import type { LoadPlan } from "../../../src/features/loadTest/engine/plan.ts";
import { encodeHistogram } from "../../../src/features/loadTest/engine/recorder/encodeHistogram.ts";
import {
  addHistogram,
  emptyHistogram,
  quantile,
  recordValue,
} from "../../../src/features/loadTest/engine/recorder/histogram.ts";
import type { LoadResult, TargetResult } from "../../../src/features/loadTest/engine/result.ts";
import type { Random } from "../../../src/features/loadTest/engine/answers/statistics/random.ts";

export const plan: LoadPlan = {
  targets: [{ requests: [{ method: "GET", url: "http://localhost:3000/orders" }] }],
  pace: { kind: "closed", concurrency: 50 },
  length: { duration: 10_000 },
};

/** How a made-up server behaves in each window. */
export interface Behaviour {
  readonly label?: string;
  readonly windows: number;
  /** Index of a window in the sequence of both targets' turns. */
  readonly indexOf?: (window: number) => number;
  readonly requests: (window: number) => number;
  /** In ms. */
  readonly latency: (window: number) => number;
}

/** A target measured in windows of a second, as the engine reports it. */
export function targetOf(behaviour: Behaviour): TargetResult {
  const all = emptyHistogram("fine");
  const windows = Array.from({ length: behaviour.windows }, (_, window) => {
    const coarse = emptyHistogram("coarse");
    const own = emptyHistogram("fine");
    const requests = Math.round(behaviour.requests(window));
    for (let request = 0; request < requests; request++) {
      const latency = behaviour.latency(window);
      for (const histogram of [coarse, own]) recordValue(histogram, latency);
    }
    addHistogram(all, own);
    return { own, coarse, requests };
  });
  const requests = windows.reduce((sum, window) => sum + window.requests, 0);
  const encoded = encodeHistogram(all);
  const nothing = latencyFigures(emptyHistogram("fine"));
  const figures = latencyFigures(all);
  return {
    label: behaviour.label ?? "GET /orders",
    url: "http://localhost:3000/orders",
    ...{
      seconds: windows.length,
      requests,
      sent: requests,
      throughput: requests / Math.max(1, windows.length),
    },
    throughputConfidence: null,
    ...{
      latency: figures,
      latencyOf: "expected",
      service: figures,
      lateness: nothing,
      generatorLateness: nothing,
    },
    ...{ connect: nothing, byClass: {}, spectrum: spectrumOf(all) },
    series: windows.map(({ own, coarse, requests: count }, at) => ({
      ...{ at, seconds: 1, requests: count, errors: 0, bytesIn: count * 100 },
      classes: { "2xx": count, "3xx": 0, "4xx": 0, "429": 0, "5xx": 0 },
      ...{ p50: quantile(own, 0.5), p95: quantile(own, 0.95), p99: quantile(own, 0.99), max: own.max },
      histogram: encodeHistogram(coarse),
    })),
    histograms: { latency: encoded, service: encoded, lateness: encodeHistogram(emptyHistogram("fine")) },
    blocks: windows.map(({ coarse, requests: count }, window) => ({
      index: behaviour.indexOf?.(window) ?? window,
      ...{ seconds: 1, requests: count, errors: 0, histogram: encodeHistogram(coarse) },
    })),
    ...{ status: { "200": requests }, unexpected: 0, errors: {}, failed: 0, censored: 0, cut: 0, notSent: 0 },
    ...{ retried: 0, connections: 50, bytesIn: requests * 100, bytesOut: requests * 50, oddities: {} },
    ...{ warmUp: { seconds: 0, requests: 0 }, samples: [], errorSamples: [] },
  };
}

export function resultOf(
  targets: readonly TargetResult[],
  more: Partial<LoadResult> = {},
  of: LoadPlan = plan,
): LoadResult {
  return {
    schemaVersion: 1,
    startedAt: "2026-05-01T10:00:00.000Z",
    outcome: "completed",
    plan: summarizePlan(completePlan(of)),
    targets,
    generator: {
      ...{ engine: "raw", workers: 1, utilization: 0.4, cpu: 0.4, cpuPerRequest: 9, achieved: null },
      ...{ health: "healthy", bottleneck: null },
    },
    environment: describeEnvironment(["127.0.0.1"]),
    ...more,
  };
}

/** A log-normal latency around a median (ms). */
export function latencyAround(medianMs: number, spread: number, random: Random): () => number {
  return () =>
    medianMs * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
}

/** Positions of the first and the second target in ABBA ABBA … */
export const abba = [
  (window: number) => Math.floor(window / 2) * 4 + (window % 2) * 3,
  (window: number) => Math.floor(window / 2) * 4 + 1 + (window % 2),
] as const;
