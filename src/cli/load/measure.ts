import { setTimeout as sleep } from "node:timers/promises";
import { compareTargets } from "../../features/loadTest/engine/answers/compare/compareTargets.ts";
import { judge, judgeStatus } from "../../features/loadTest/engine/answers/expectations.ts";
import { checkRateLimit } from "../../features/loadTest/engine/answers/rateLimit/checkRateLimit.ts";
import { observe } from "../../features/loadTest/engine/answers/rateLimit/observation.ts";
import { runSteps } from "../../features/loadTest/engine/answers/scaling/runSteps.ts";
import { adviseScaling } from "../../features/loadTest/engine/answers/scaling/scalingAdvice.ts";
import { runLoad } from "../../features/loadTest/engine/index.ts";
import type { LoadPlan, StatusRange } from "../../features/loadTest/engine/plan.ts";
import { rate } from "../../features/loadTest/engine/report/figures.ts";
import type { LoadReport } from "../../features/loadTest/engine/report/loadReport.ts";
import type { LoadResult, TargetResult } from "../../features/loadTest/engine/result.ts";
import type { LoadJob } from "./buildJob.ts";
import type { Progress } from "./progress.ts";
import { createSender } from "./sendRequest.ts";

/** Ways to carry a plan out; a stop hands over the figures so far. */
export type Runner = (plan: LoadPlan) => Promise<LoadResult>;

/** Runs plans in this process, with a line of progress. */
export function engineRunner(progress: Progress, signal: AbortSignal): Runner {
  return async (plan) => {
    try {
      return await runLoad(plan, { ...(progress.show && { onSnapshot: progress.show }), signal });
    } finally {
      progress.end();
    }
  };
}

/**
 * Carries a job out and answers what was asked: expectations, comparison, scaling or rate limit.
 * @param steps concurrencies of a scaling test
 */
export async function measure(
  job: LoadJob,
  steps: readonly number[] | undefined,
  run: Runner,
  progress: Progress,
  signal: AbortSignal,
): Promise<LoadReport> {
  const { plan } = job;
  if (steps !== undefined) {
    const stepped = await runSteps(
      { ...plan, length: { duration: plan.length.duration ?? 5_000 } },
      steps,
      run,
      (step) => progress.say(`${step.concurrency} connections: ${rate(step.throughput)}`),
      signal,
    );
    progress.end();
    return { ...judged(job, stepped.result), scaling: adviseScaling(stepped.steps) };
  }
  if (job.expectRateLimit) return await measureLimited(job, run, progress, signal);
  const result = await run(plan);
  const [first, second] = result.targets;
  const comparison =
    first !== undefined && second !== undefined ? compareTargets([first, second]) : undefined;
  return { ...judged(job, result), comparison };
}

async function measureLimited(
  job: LoadJob,
  run: Runner,
  progress: Progress,
  signal: AbortSignal,
): Promise<LoadReport> {
  let result: LoadResult | undefined;
  try {
    const rateLimit = await checkRateLimit(
      {
        send: createSender(job.plan),
        wait: async (ms, stop) => {
          progress.say(`Waiting ${Math.ceil(ms / 1000)} s for the limit to be whole again…`);
          await sleep(ms, undefined, { signal: stop });
        },
      },
      async () => {
        result = await run(job.plan);
        return underLimit(result.targets[0], Date.parse(result.startedAt));
      },
      signal,
    );
    progress.end();
    if (result === undefined) throw new Error("The rate-limit check ran no load.");
    return { ...judged(job, result), rateLimit };
  } catch (error) {
    // A stop while waiting for the window leaves the figures of the load.
    if (result === undefined || !signal.aborted) throw error;
    return { ...judged(job, result), rateLimit: [] };
  }
}

function underLimit(target: TargetResult | undefined, startedAt: number) {
  const rejections = (target?.samples ?? [])
    .filter(({ status }) => status === 429)
    .map(({ status, headers, at }) => {
      const names = headers.map(([name]) => name.toLowerCase());
      const joined = names.map((name) => {
        const values = headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
        return [name, values.join(", ")] as const;
      });
      return observe(status, Object.fromEntries(joined), startedAt + at * 1000);
    });
  return {
    answered: target?.requests ?? 0,
    rejected: target?.status["429"] ?? 0,
    seconds: target?.seconds ?? 0,
    rejections,
  };
}

/** The expectations of a job, held against every target of a result. */
export function judged(
  { expectations, expectStatus, expectRateLimit }: LoadJob,
  result: LoadResult,
): LoadReport {
  const limited: readonly StatusRange[] = expectRateLimit ? [[429, 429]] : [];
  const results = result.targets.flatMap((target) => {
    // Refusals are what a rate-limit test asks for; they are no errors.
    const counted = expectRateLimit ? withoutRefusals(target) : target;
    const own = [
      ...(expectStatus.length > 0 ? [judgeStatus([...expectStatus, ...limited], target)] : []),
      ...expectations.map((expectation) => judge(expectation, counted)),
    ];
    return result.targets.length === 1
      ? own
      : own.map((one) => ({ ...one, expect: `${one.expect} (${target.label})` }));
  });
  return { result, expectations: results, notes: [] };
}

function withoutRefusals(target: TargetResult): TargetResult {
  const refused = target.status["429"] ?? 0;
  return { ...target, unexpected: Math.max(0, target.unexpected - refused) };
}
