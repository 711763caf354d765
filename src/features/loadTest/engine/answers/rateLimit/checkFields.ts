import { groupBy } from "../../../../../shared/groupBy.ts";
import type { CheckResult } from "../verdict.ts";
import { type Observation, waitOf } from "./observation.ts";
import type { Quota } from "./quota.ts";

/** Clocks of two machines, and rounding to whole seconds, put resets apart by this much. */
const tolerance = 2;

/** Holds that the fields of all answers are well-formed, agree with each other, and that resets fit the window. */
export function checkSyntax(observations: readonly Observation[]): readonly CheckResult[] {
  const check = "fields are well-formed";
  const problems = new Set(observations.flatMap((observation) => observation.problems));
  const dialects = [...new Set(observations.flatMap(({ quotas }) => quotas.map(({ dialect }) => dialect)))];
  if (problems.size > 0) return [...problems].map((text) => ({ check, outcome: "failed", text }));
  if (dialects.length > 0)
    return [{ check, outcome: "ok", text: `Rate-limit fields of ${dialects.join(" and ")}, well-formed.` }];
  const text =
    "No answer carries RateLimit or X-RateLimit fields; clients see the limit only when they hit it.";
  return [{ check, outcome: "note", text }];
}

/** Holds that limits are kept: remaining within the limit, resets within the window, all dialects saying the same. */
export function checkConsistency(observations: readonly Observation[]): readonly CheckResult[] {
  const check = "fields agree";
  const problems = new Set(observations.flatMap(inconsistencies));
  for (const [name, quotas] of groupBy(
    observations.flatMap(({ quotas: all }) => all),
    nameOf,
  )) {
    const limits = new Set(quotas.flatMap(({ limit }) => (limit === undefined ? [] : [limit])));
    if (limits.size > 1)
      problems.add(`The limit of ${name} changes between answers: ${[...limits].join(", ")}.`);
  }
  if (problems.size > 0) return [...problems].map((text) => ({ check, outcome: "failed", text }));
  const any = observations.some(({ quotas }) => quotas.length > 0);
  return any ? [{ check, outcome: "ok", text: "Limits, remaining counts and resets fit together." }] : [];
}

function inconsistencies({ quotas }: Observation): readonly string[] {
  const own = quotas.flatMap((quota) => {
    const name = nameOf(quota);
    const { limit, remaining, reset, window } = quota;
    return [
      ...(limit !== undefined && remaining !== undefined && remaining > limit
        ? [`${name} has ${remaining} remaining of a limit of ${limit}.`]
        : []),
      ...(reset !== undefined && window !== undefined && reset > window + tolerance
        ? [`${name} resets in ${seconds(reset)}, later than its window of ${seconds(window)} is long.`]
        : []),
    ];
  });
  return [...own, ...disagreements(quotas)];
}

/** Two dialects that each describe one limit describe the same one. */
function disagreements(quotas: readonly Quota[]): readonly string[] {
  const byDialect = groupBy(quotas, ({ dialect }) => dialect);
  const single = [...byDialect.values()].flatMap((group) => (group.length === 1 ? group : []));
  const [first, ...others] = single;
  if (first === undefined) return [];
  return others.flatMap((other) =>
    (["limit", "remaining"] as const).flatMap((part) => {
      const [one, two] = [first[part], other[part]];
      return one === undefined || two === undefined || one === two
        ? []
        : [`${first.dialect} says ${part} ${one}, ${other.dialect} says ${two} in the same answer.`];
    }),
  );
}

/** Holds that the remaining count goes down from one request to the next, or starts again. */
export function checkCountdown(sequence: readonly Observation[]): readonly CheckResult[] {
  const check = "remaining counts down";
  const counts = sequence.flatMap(({ quotas, status }) => {
    const quota = quotas.find(({ remaining }) => remaining !== undefined);
    return quota?.remaining === undefined || status === 429
      ? []
      : [{ remaining: quota.remaining, reset: quota.reset }];
  });
  if (counts.length < 2) return [];
  const shown = counts.map(({ remaining }) => remaining).join(" → ");
  const stuck = counts.some((now, index) => {
    const before = counts[index - 1];
    if (before === undefined) return false;
    const startedAgain = now.reset !== undefined && before.reset !== undefined && now.reset > before.reset;
    return now.remaining >= before.remaining && !(startedAgain && now.remaining > before.remaining);
  });
  return stuck
    ? [
        {
          check,
          outcome: "failed",
          text: `The remaining count does not go down with each request: ${shown}.`,
        },
      ]
    : [{ check, outcome: "ok", text: `The remaining count goes down with each request: ${shown}.` }];
}

/** Holds what a 429 owes its client: when to come back, no earlier than the reset, and nothing left. */
export function checkRejection(rejection: Observation): readonly CheckResult[] {
  const check = "429 says when to retry";
  const { retryAfter, quotas, fields } = rejection;
  const wait = waitOf(rejection);
  if (wait === undefined) {
    const text =
      "A 429 has neither Retry-After nor a RateLimit reset; clients cannot know when to come back.";
    return [{ check, outcome: "failed", text }];
  }
  const reset = longestReset(quotas);
  const results: CheckResult[] = [];
  if (retryAfter !== undefined && reset !== undefined && retryAfter < reset - tolerance) {
    const text = `Retry-After of ${seconds(retryAfter)} comes before the reset in ${seconds(reset)}.`;
    results.push({ check, outcome: "failed", text });
  } else {
    const source = retryAfter === undefined ? "the reset (there is no Retry-After)" : "Retry-After";
    results.push({ check, outcome: "ok", text: `A 429 asks to wait ${seconds(wait)} through ${source}.` });
  }
  const [left] = quotas.filter(({ remaining }) => remaining !== undefined && remaining > 0);
  if (left !== undefined && quotas.every(({ remaining }) => remaining !== 0)) {
    const text = `A 429 arrives with ${left.remaining ?? 0} requests remaining; the drafts allow it, people wonder.`;
    results.push({ check: "429 has nothing remaining", outcome: "note", text });
  }
  if (/text\/html/i.test(fields["content-type"] ?? "")) {
    const who = fields["server"] === undefined ? "" : ` It comes from ${fields["server"]}.`;
    results.push({ check: "429 is for machines", outcome: "note", text: `The 429 is an HTML page.${who}` });
  }
  return results;
}

function longestReset(quotas: readonly Quota[]): number | undefined {
  const exhausted = quotas.filter(({ remaining, reset }) => reset !== undefined && (remaining ?? 0) === 0);
  return exhausted.length === 0 ? undefined : Math.max(...exhausted.map(({ reset }) => reset ?? 0));
}

function nameOf({ name, dialect }: Quota): string {
  return name === undefined ? dialect : `"${name}"`;
}

/** Seconds as people read them: "0.5 s", "900 s". */
export function seconds(value: number): string {
  return `${Math.round(value * 10) / 10} s`;
}
