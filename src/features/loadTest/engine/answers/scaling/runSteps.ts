import type { LoadPlan } from "../../plan.ts";
import type { LoadResult } from "../../result.ts";
import { errorShare } from "../expectations.ts";
import { measuredWindows } from "../wholeWindows.ts";
import type { ScalingStep } from "./scalingAdvice.ts";

/** Connections of a scaling test unless others are asked for: each step doubles the last. */
export const defaultSteps: readonly number[] = [1, 2, 4, 8, 16, 32, 64, 128];

/** Carries a plan out with one concurrency. */
export type RunStep = (plan: LoadPlan) => Promise<LoadResult>;

export interface SteppedRun {
  readonly steps: readonly ScalingStep[];
  /** The last result, or that of the step with the most throughput: what the report shows in full. */
  readonly result: LoadResult;
}

/**
 * Runs a plan with rising concurrency, each step for the plan's duration after a short warm-up. Stops early when
 * throughput fell twice in a row, since the peak is behind then, or when most requests fail.
 * @param onStep called after each step
 * @throws whatever the run throws; when the signal aborts, the steps so far count
 */
export async function runSteps(
  plan: LoadPlan,
  concurrencies: readonly number[],
  run: RunStep,
  onStep: (step: ScalingStep) => void,
  signal: AbortSignal,
): Promise<SteppedRun> {
  const steps: ScalingStep[] = [];
  let best: LoadResult | undefined;
  for (const concurrency of concurrencies) {
    if (signal.aborted && best !== undefined) break;
    const result = await run({ ...plan, pace: { kind: "closed", concurrency } });
    const step = stepOf(concurrency, result);
    const isBest = step.throughput >= Math.max(0, ...steps.map(({ throughput }) => throughput));
    steps.push(step);
    if (isBest || best === undefined) best = result;
    onStep(step);
    if (fellTwice(steps) || step.errors > 0.5) break;
  }
  if (best === undefined) throw new RangeError("A scaling test needs at least one step.");
  return { steps, result: best };
}

function stepOf(concurrency: number, result: LoadResult): ScalingStep {
  const { targets, generator } = result;
  const [target] = targets;
  const windows = measuredWindows(target?.series ?? [], result);
  return {
    concurrency,
    throughput: target?.throughput ?? 0,
    windows: windows.map(({ requests, seconds }) => requests / seconds),
    p50: target?.latency.p50 ?? null,
    p95: target?.latency.p95 ?? null,
    p99: target?.latency.p99 ?? null,
    errors: target === undefined ? 0 : errorShare(target),
    limitedByGenerator: generator.health === "limiting",
  };
}

function fellTwice(steps: readonly ScalingStep[]): boolean {
  const [one, two, three] = steps.slice(-3).map(({ throughput }) => throughput);
  if (one === undefined || two === undefined || three === undefined || steps.length < 7) return false;
  return two < one * 0.95 && three < two * 0.95;
}
