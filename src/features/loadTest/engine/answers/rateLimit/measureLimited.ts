import { setTimeout as sleep } from "node:timers/promises";
import { redact } from "../../../../../shared/redact.ts";
import { UserError } from "../../../../../shared/userError.ts";
import type { LoadPlan } from "../../plan.ts";
import { createRequestFiller } from "../../requests/fillRequests.ts";
import type { LoadResult, TargetResult } from "../../result.ts";
import { sendOnce } from "../httpClient.ts";
import type { CheckResult } from "../verdict.ts";
import { checkRateLimit, type LoadUnderLimit } from "./checkRateLimit.ts";
import { observe, type Observation } from "./observation.ts";

const longestAnswer = 10_000;

/**
 * Runs a plan against a server that is expected to limit it, and checks how it does.
 * @param run carries the plan out; a stop hands over the figures so far
 * @param say hears what is waited for
 */
export async function measureLimited(
  plan: LoadPlan,
  run: (plan: LoadPlan) => Promise<LoadResult>,
  say: (sentence: string) => void,
  signal: AbortSignal,
): Promise<{ readonly result: LoadResult; readonly checks: readonly CheckResult[] }> {
  let result: LoadResult | undefined;
  const ports = {
    send: singleSender(plan),
    wait: async (ms: number, stop: AbortSignal) => {
      say(`Waiting ${Math.ceil(ms / 1000)} s for the limit to be whole again…`);
      await sleep(ms, undefined, { signal: stop });
    },
  };
  const load = async () => {
    result = await run(plan);
    return underLimit(result.targets[0], Date.parse(result.startedAt));
  };
  try {
    const checks = await checkRateLimit(ports, load, signal);
    if (!result) throw new Error("The rate-limit check ran no load.");
    return { result, checks };
  } catch (error) {
    // A stop while waiting for the window leaves the figures of the load.
    if (!result || !signal.aborted) throw error;
    return { result, checks: [] };
  }
}

/** Sends the first request of a plan, alone. */
function singleSender({ targets, tls = {} }: LoadPlan): (signal: AbortSignal) => Promise<Observation> {
  const filler = createRequestFiller(targets[0], { index: 0, of: 1 });
  return async (signal) => {
    const { method, url, headers, body, slots } = filler.fill(0);
    const fill = (text: string) =>
      slots.reduce((filled, slot) => filled.replaceAll(slot.placeholder, slot.generator.next()), text);
    const request = {
      method,
      url: fill(url.href),
      headers: headers.map(([name, value]) => [name, fill(value)] as const),
      body: slots.length === 0 || body === undefined ? body : fill(body.toString("utf8")),
    };
    try {
      const { status, headers: fields } = await sendOnce(request, tls, longestAnswer, signal);
      return observe(status, fields, Date.now());
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? redact(error.message) : "unknown error";
      throw new UserError(`${method} ${url.origin}${url.pathname} was not answered: ${reason}.`);
    }
  };
}

function underLimit(target: TargetResult | undefined, startedAt: number): LoadUnderLimit {
  const refused = (target?.samples ?? []).filter(({ status }) => status === 429);
  return {
    answered: target?.requests ?? 0,
    rejected: target?.status["429"] ?? 0,
    seconds: target?.seconds ?? 0,
    rejections: refused.map(({ status, headers, at }) =>
      observe(status, joinedFields(headers), startedAt + at * 1000),
    ),
  };
}

/** Fields of one name are one list (RFC 9110, §5.3). */
function joinedFields(headers: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  const byName = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = byName.get(name.toLowerCase());
    byName.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(byName);
}
