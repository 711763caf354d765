import type { Expectation } from "../answers/expectations.ts";
import type { LoadPlan, LoadTarget } from "../plan.ts";

/** What is handed to another tool. */
export interface ExportInput {
  readonly plan: LoadPlan;
  readonly expectations: readonly Expectation[];
  readonly expectRateLimit: boolean;
}

/** The target that an export is about. */
export function exportedTarget({ plan }: ExportInput): LoadTarget {
  return plan.targets[0];
}

/** What no other tool can do with a plan, one sentence each. */
export function notCarriedOver({ plan, expectRateLimit }: ExportInput): readonly string[] {
  return [
    ...(plan.targets.length > 1
      ? ["The comparison of two targets in turns; the first one is exported."]
      : []),
    ...(expectRateLimit ? ["The check of rate-limit fields and of recovery."] : []),
    ...(plan.httpVersion === "2" ? ["HTTP/2 is negotiated, not forced."] : []),
    ...(plan.workers === undefined ? [] : ["The number of workers."]),
    ...(plan.proxy === undefined ? [] : ["The proxy; set HTTP_PROXY or HTTPS_PROXY."]),
  ];
}

/** A time in the notation of k6, "90s" or "1500ms". */
export function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms)}ms`;
}

/** Rates of other tools are whole numbers per unit; 0.5 req/s becomes 5 in 10 s. */
export function wholeRate(rate: number): { readonly rate: number; readonly perSeconds: number } {
  for (const perSeconds of [1, 10, 60, 100, 1000]) {
    const scaled = rate * perSeconds;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-9 * scaled)
      return { rate: Math.round(scaled), perSeconds };
  }
  return { rate: Math.max(1, Math.round(rate * 1000)), perSeconds: 1000 };
}

/** One comment line: no line breaks, nothing that ends a comment. */
export function commentText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replaceAll("*/", "* /")
    .trim();
}

/** The milliseconds that a plan lasts after its warm-up; undefined when it counts requests only. */
export function planDuration({ pace, length }: LoadPlan): number | undefined {
  if (length.duration !== undefined) return length.duration;
  if (pace.kind === "stages") return pace.stages.reduce((sum, { duration }) => sum + duration, 0);
  return length.requests === undefined ? 10_000 : undefined;
}
