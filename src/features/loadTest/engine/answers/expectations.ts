import { UserError } from "../../../../shared/userError.ts";
import type { StatusRange } from "../plan.ts";
import type { LatencyFigures, PercentileName, TargetResult } from "../result.ts";

/** A threshold as written, and how to judge it. */
export interface Expectation {
  /** As the user wrote it: "p95<200ms". */
  readonly text: string;
  readonly metric: Metric;
  readonly operator: Operator;
  /** In ms, req/s, percent or requests, as the metric has it. */
  readonly bound: number;
}

export interface ExpectationResult {
  readonly expect: string;
  readonly ok: boolean;
  /** In ms, req/s, percent or requests; null when there are not enough samples to say. */
  readonly actual: number | string | null;
  /** The actual value as people read it: "212 ms", "not enough samples". */
  readonly shown: string;
}

/** What a threshold can be about. */
export type Metric =
  | { readonly kind: "time"; readonly of: TimeSource; readonly figure: PercentileName | "max" | "mean" }
  | { readonly kind: "rate" }
  | { readonly kind: "errors"; readonly unit: "percent" | "requests" }
  | { readonly kind: "class"; readonly class: string; readonly unit: "percent" | "requests" }
  | { readonly kind: "requests" };

export type TimeSource = "latency" | "service" | "lateness";

const operators = {
  "<=": (actual: number, bound: number) => actual <= bound,
  ">=": (actual: number, bound: number) => actual >= bound,
  "<": (actual: number, bound: number) => actual < bound,
  ">": (actual: number, bound: number) => actual > bound,
} as const;

export type Operator = keyof typeof operators;

const grammar =
  /^\s*(?:(latency|service|lateness)[.\s])?\s*([a-z][\w.]*|[1-5]\d\d|[1-5]xx)\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*(µs|us|ms|s|%|req\/s|rps|\/s)?\s*$/i;

const percentiles: Readonly<Record<string, PercentileName | "max" | "mean">> = {
  p50: "p50",
  median: "p50",
  p75: "p75",
  p90: "p90",
  p95: "p95",
  p99: "p99",
  "p99.9": "p99_9",
  p99_9: "p99_9",
  p999: "p99_9",
  max: "max",
  mean: "mean",
  avg: "mean",
};

const milliseconds: Readonly<Record<string, number>> = { µs: 0.001, us: 0.001, ms: 1, s: 1000 };

/**
 * Reads a threshold: `p95<200ms`, `service p99<=1s`, `errors<1%`, `5xx<0.1%`, `rps>100`, `requests>=1000`.
 * @throws UserError that says how thresholds are written
 */
export function parseExpectation(text: string): Expectation {
  const [, of, name = "", operator = "", number = "", unit = ""] = grammar.exec(text) ?? [];
  const metric = metricOf(name.toLowerCase(), of?.toLowerCase(), unit.toLowerCase());
  if (metric === undefined || !isOperator(operator)) {
    throw new UserError(
      `--expect "${text}" is not understood; write it like "p95<200ms", "errors<1%", "5xx<0.1%" or "rps>100".`,
    );
  }
  const scale = metric.kind === "time" ? (milliseconds[unit.toLowerCase()] ?? 1) : 1;
  return { text: text.trim(), metric, operator, bound: Number(number) * scale };
}

function metricOf(name: string, of: string | undefined, unit: string): Metric | undefined {
  const figure = Object.hasOwn(percentiles, name) ? percentiles[name] : undefined;
  if (figure !== undefined) {
    const isTime = unit === "" || Object.hasOwn(milliseconds, unit);
    return isTime ? { kind: "time", of: isTimeSource(of) ? of : "latency", figure } : undefined;
  }
  if (of !== undefined) return undefined;
  const share = unit === "%" ? "percent" : unit === "" ? "requests" : undefined;
  if (/^(?:rps|throughput)$/.test(name) && /^(?:|rps|req\/s|\/s)$/.test(unit)) return { kind: "rate" };
  if (share === undefined) return undefined;
  if (/^(?:errors?|failures)$/.test(name)) return { kind: "errors", unit: share };
  if (/^[1-5](?:\d\d|xx)$/.test(name)) return { kind: "class", class: name, unit: share };
  return name === "requests" && share === "requests" ? { kind: "requests" } : undefined;
}

function isTimeSource(text: string | undefined): text is TimeSource {
  return text === "latency" || text === "service" || text === "lateness";
}

function isOperator(text: string): text is Operator {
  return Object.hasOwn(operators, text);
}

/** Judges a threshold; a figure that has not enough samples fails it, since nothing proves it. */
export function judge(
  { text, metric, operator, bound }: Expectation,
  target: TargetResult,
): ExpectationResult {
  const actual = valueOf(metric, target);
  const ok = actual !== null && operators[operator](actual, bound);
  return { expect: text, ok, actual, shown: actual === null ? "not enough samples" : show(actual, metric) };
}

/** Holds that every request was answered, and with one of the statuses. */
export function judgeStatus(expected: readonly StatusRange[], target: TargetResult): ExpectationResult {
  const counts = Object.entries(target.status);
  const isExpected = (status: number) => expected.some(([from, to]) => status >= from && status <= to);
  const shown =
    [...counts, ...Object.entries(target.errors)].map(([name, times]) => `${name} × ${times}`).join(", ") ||
    "no answer";
  const ok =
    counts.every(([status]) => isExpected(Number(status))) && target.failed === 0 && target.requests > 0;
  const names = expected.map(([from, to]) => (from === to ? String(from) : `${Math.floor(from / 100)}xx`));
  return { expect: `status ${names.join(" or ")}`, ok, actual: shown, shown };
}

/** Requests that went wrong: those without an answer, and those with a status that was not hoped for. */
export function errorCount({ failed, unexpected }: Pick<TargetResult, "failed" | "unexpected">): number {
  return failed + unexpected;
}

/** Share of requests that went wrong, 0 to 1; 0 when there were none. */
export function errorShare(target: Pick<TargetResult, "failed" | "unexpected" | "requests">): number {
  const total = target.requests + target.failed;
  return total === 0 ? 0 : errorCount(target) / total;
}

function valueOf(metric: Metric, target: TargetResult): number | null {
  const total = target.requests + target.failed;
  const share = (part: number, unit: "percent" | "requests") =>
    unit === "requests" ? part : total === 0 ? null : (part / total) * 100;
  switch (metric.kind) {
    case "time":
      return timeOf(target[metric.of], metric.figure);
    case "rate":
      return target.throughput;
    case "requests":
      return target.requests;
    case "errors":
      return share(errorCount(target), metric.unit);
    case "class":
      return share(statusCount(target, metric.class), metric.unit);
  }
}

function timeOf(figures: LatencyFigures, figure: PercentileName | "max" | "mean"): number | null {
  return figures[figure];
}

function statusCount({ status }: TargetResult, wanted: string): number {
  const pattern = wanted.endsWith("xx") ? wanted.slice(0, 1) : wanted;
  return Object.entries(status).reduce(
    (sum, [code, times]) => sum + (code.startsWith(pattern) ? times : 0),
    0,
  );
}

const units: Readonly<Record<Exclude<Metric["kind"], "errors" | "class">, string>> = {
  time: " ms",
  rate: " req/s",
  requests: " requests",
};

function show(value: number, metric: Metric): string {
  const rounded = Number(value.toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 3 });
  if (metric.kind === "errors" || metric.kind === "class")
    return `${rounded}${metric.unit === "percent" ? " %" : " requests"}`;
  return `${rounded}${units[metric.kind]}`;
}
