import { createHash } from "node:crypto";
import { redact } from "../../../../shared/redact.ts";
import type { CompletePlan } from "../completePlan.ts";
import type { LoadTarget } from "../plan.ts";
import type { PlanSummary } from "../result.ts";

/** What of a plan may be kept with its result. */
export function summarizePlan(plan: CompletePlan): PlanSummary {
  return {
    hash: hashPlan(plan),
    targets: plan.targets.map((target) => ({
      label: labelOf(target),
      requests: target.requests.map(({ method, url }) => ({ method, url: redact(url) })),
    })),
    pace: plan.pace,
    length: {
      ...(Number.isFinite(plan.duration) && { duration: plan.duration }),
      ...(Number.isFinite(plan.requests) && { requests: plan.requests }),
    },
    warmUp: plan.warmUp,
    keepAlive: plan.keepAlive,
    httpVersion: plan.httpVersion,
  };
}

export function labelOf({ label, requests }: LoadTarget): string {
  return label ?? redact(requests[0].url);
}

/**
 * Plans that measure the same have the same hash: names, caps, workers, the values of credentials and the server's
 * address leave it alone, so that a build on another port can be held against a baseline.
 */
function hashPlan(plan: CompletePlan): string {
  const { pace, connections, duration, requests, warmUp, connectTimeout, requestTimeout, drain } = plan;
  const { keepAlive, httpVersion, redirects, proxy, expectStatus, block } = plan;
  const targets = plan.targets.map((target) => ({
    rows: target.rows ?? [],
    requests: target.requests.map(({ method, url, headers = [], body }) => ({
      method,
      url: redact(url).replace(/^(https?:\/\/)[^/?#]*/i, "$1"),
      headers: headers.map(([name, value]) => redact(`${name.toLowerCase()}: ${value}`)),
      body,
    })),
  }));
  const measured = [
    ...[targets, pace, connections, duration, requests, warmUp, connectTimeout, requestTimeout, drain],
    ...[keepAlive, httpVersion, redirects, proxy, expectStatus, targets.length > 1 ? block : 0],
  ];
  return createHash("sha256")
    .update(JSON.stringify(measured, (_, value: unknown) => (value === Infinity ? "unlimited" : value)))
    .digest("hex");
}
