import type { CheckResult } from "../verdict.ts";
import { checkConsistency, checkCountdown, checkRejection, checkSyntax, seconds } from "./checkFields.ts";
import { type Observation, waitOf } from "./observation.ts";

/** What the check asks of its surroundings. */
export interface RateLimitPorts {
  /** Sends the request once and reads the answer. @throws when there is none */
  readonly send: (signal: AbortSignal) => Promise<Observation>;
  /** Rejects when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How the load in the middle of the check went. */
export interface LoadUnderLimit {
  readonly answered: number;
  readonly rejected: number;
  /** How long it took, in seconds. */
  readonly seconds: number;
  /** 429 answers that were kept, as they came. */
  readonly rejections: readonly Observation[];
}

/** Windows beyond this are not waited for, in seconds; the usual minute is. */
export const longestWait = 65;
/** More requests than this are not spent on finding a limit. */
const mostProbes = 1000;
/** One request each reads a counter; three show that it moves. */
const countdownProbes = 3;

/**
 * Checks a rate limit in four steps: the counters of single requests, the load itself (which must be refused), what
 * a refusal says, and whether the server serves again when it said it would.
 * @param load runs the load test between the first and the second step
 */
export async function checkRateLimit(
  ports: RateLimitPorts,
  load: () => Promise<LoadUnderLimit>,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const before = await countdown(ports, signal);
  const run = await load();
  if (signal.aborted) return [...checkArrival(run, before), ...checkCountdown(before)];
  const rejection = await findRejection(ports, run, signal);
  const observations = [...before, ...run.rejections, ...(rejection === undefined ? [] : [rejection])];
  const recovery = rejection === undefined ? [] : await checkRecovery(ports, rejection, signal);
  return [
    ...checkArrival(run, before),
    ...checkSyntax(observations),
    ...checkConsistency(observations),
    ...checkCountdown(before),
    ...checkAdmission(run, observations),
    ...(rejection === undefined ? [] : checkRejection(rejection)),
    ...recovery,
  ];
}

/** Stops at the first refusal: a limit that is used up already tells nothing by counting. */
async function countdown({ send }: RateLimitPorts, signal: AbortSignal): Promise<readonly Observation[]> {
  const observations: Observation[] = [];
  for (let index = 0; index < countdownProbes; index++) {
    const observation = await send(signal);
    observations.push(observation);
    if (observation.status === 429) break;
  }
  return observations;
}

/** The load usually used the limit up, so the next answer is a refusal; if its window ended since, ask on. */
async function findRejection(
  { send }: RateLimitPorts,
  run: LoadUnderLimit,
  signal: AbortSignal,
): Promise<Observation | undefined> {
  if (run.rejected === 0) return undefined;
  for (let index = 0; index < mostProbes; index++) {
    const observation = await send(signal);
    if (observation.status === 429) return observation;
  }
  return run.rejections[0];
}

function checkArrival(run: LoadUnderLimit, before: readonly Observation[]): readonly CheckResult[] {
  const check = "429 answers arrive";
  if (run.rejected > 0) {
    const text = `${count(run.rejected)} of ${count(run.answered)} requests were refused with 429.`;
    return [{ check, outcome: "ok", text }];
  }
  const limit = before.flatMap(({ quotas }) => quotas.flatMap((quota) => quota.limit ?? []))[0];
  const hint =
    limit === undefined
      ? "no limit was found"
      : limit >= run.answered
        ? `the limit is said to be ${count(limit)}, so send more, faster or for longer`
        : `although the limit is said to be ${count(limit)}`;
  const text = `None of ${count(run.answered)} requests in ${seconds(run.seconds)} was refused with 429: ${hint}.`;
  return [{ check, outcome: "failed", text }];
}

/** A limit is true when no more requests pass than it allows in the windows that the load touched. */
function checkAdmission(run: LoadUnderLimit, observations: readonly Observation[]): readonly CheckResult[] {
  const check = "the limit is true";
  const quota = observations
    .flatMap(({ quotas }) => quotas)
    .find(({ limit, window, reset }) => limit !== undefined && (window ?? reset) !== undefined);
  const window = quota?.window;
  if (quota?.limit === undefined || window === undefined || window === 0 || run.rejected === 0) return [];
  const admitted = run.answered - run.rejected;
  const windows = Math.ceil(run.seconds / window) + 1;
  const most = quota.limit * windows;
  const about = `${count(admitted)} requests passed in ${seconds(run.seconds)}; the limit is ${count(quota.limit)} in ${seconds(window)}`;
  return admitted > most
    ? [
        {
          check,
          outcome: "failed",
          text: `${about}, ${count(most)} at most. Several instances that each count alone let more pass.`,
        },
      ]
    : [{ check, outcome: "ok", text: `${about}.` }];
}

async function checkRecovery(
  { send, wait }: RateLimitPorts,
  rejection: Observation,
  signal: AbortSignal,
): Promise<readonly CheckResult[]> {
  const check = "service comes back";
  const announced = waitOf(rejection);
  if (announced === undefined) return [];
  if (announced > longestWait) {
    const text = `The server asks to wait ${seconds(announced)}, too long to check; give the test instance a window of up to ${longestWait} s.`;
    return [{ check, outcome: "skipped", text }];
  }
  // Whole seconds are rounded; half a second more is not the server's fault.
  await wait(announced * 1000 + 500, signal);
  const { status } = await send(signal);
  return status === 429
    ? [
        {
          check,
          outcome: "failed",
          text: `Still 429 after the ${seconds(announced)} that the server asked for.`,
        },
      ]
    : [{ check, outcome: "ok", text: `Served again (${status}) after the announced ${seconds(announced)}.` }];
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
