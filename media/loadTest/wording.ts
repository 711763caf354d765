import { formatFigure, formatMs, formatShare } from "../../src/shared/figures.ts";
import type {
  Draft,
  Interval,
  LatencyKind,
  RunEntry,
  RunPhase,
  RunView,
  TargetView,
} from "../../src/features/loadTest/panelProtocol.ts";

export const latencyKinds: Readonly<
  Record<LatencyKind, { readonly title: string; readonly meaning: string }>
> = {
  latency: {
    title: "Corrected latency",
    meaning:
      "Counted from when the request was due, so time spent waiting to be sent is in it. It is what a user feels.",
  },
  service: {
    title: "Service time",
    meaning: "Counted from when the request was sent: how long the server took once it was asked.",
  },
  lateness: {
    title: "Lateness",
    meaning: "How late requests were sent, because every connection was busy or the generator was.",
  },
};

export const phases: Readonly<Record<RunPhase, string>> = {
  connecting: "Connecting",
  "warming-up": "Warming up",
  measuring: "Measuring",
  draining: "Waiting for the last answers",
  completed: "Completed",
  stopped: "Stopped",
};

/** Share of requests without a hoped-for answer, 0 to 1. */
export function errorShare({ requests, unexpected, failed }: TargetView): number {
  const all = requests + failed;
  return all === 0 ? 0 : (unexpected + failed) / all;
}

/** Where a figure lies with 95 % confidence: "17.9–18.6 ms"; empty when there are too few samples. */
export function confidenceText(interval: Interval | null | undefined, unit: "ms" | "req/s"): string {
  if (!interval) return "";
  return `${formatFigure(interval[0])}–${formatFigure(interval[1])} ${unit}`;
}

export function figure(ms: number | null): string {
  return ms === null ? "–" : formatMs(ms);
}

/** "today 14:02", "12 Nov 14:02". */
export function whenText(iso: string): string {
  const date = new Date(iso);
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const isToday = date.toDateString() === new Date().toDateString();
  const day = isToday ? "today" : date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return `${day} ${time}`;
}

export function entryText({ startedAt, p95, isBaseline }: RunEntry): string {
  return [whenText(startedAt), p95 === null ? "" : `P95 ${formatMs(p95)}`, isBaseline ? "baseline" : ""]
    .filter((part) => part !== "")
    .join(", ");
}

/** The load of a draft in words: "50 connections · 30s · closed loop". */
export function draftText({ connections, duration, model, rate }: Draft): string {
  const pace = { closed: "closed loop", rate: `${rate || "?"} req/s`, stages: "stages" }[model];
  return [`${connections || "?"} connections`, ...(model === "stages" ? [] : [duration || "?"]), pace].join(
    " · ",
  );
}

/** One sentence on where a run stands, for people who do not see it. */
export function runSentence({ phase, elapsed, targets: [target] }: RunView): string {
  if (!target || phase === "connecting") return `${phases[phase]}.`;
  const p95 = target.latency.p95 === null ? "P95 not known yet" : `P95 ${formatMs(target.latency.p95)}`;
  const throughput = `${formatFigure(Math.round(target.throughput))} requests per second`;
  return `${phases[phase]}, ${Math.max(0, Math.round(elapsed))} s: ${throughput}, ${p95}, ${formatShare(errorShare(target))} errors.`;
}
