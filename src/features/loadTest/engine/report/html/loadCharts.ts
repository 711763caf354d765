import type { ScalingAdvice } from "../../answers/scaling/scalingAdvice.ts";
import { predict } from "../../answers/scaling/usl.ts";
import { type StatusClass, statusClasses, type TargetResult } from "../../result.ts";
import { count, rate, significant, time } from "../figures.ts";
import type { Chart } from "./chart.ts";

const seconds = (x: number) => `${significant(x).replace(/\.0+$/, "")} s`;
const milliseconds = (y: number) => time(y).replace(/\.0+ /, " ");

export function throughputChart({ series, throughput }: TargetResult): Chart {
  return {
    title: "Requests per second",
    summary: `Throughput over time, ${rate(throughput)} on average.`,
    lines: [{ name: "req/s", points: series.map((point) => [point.at, point.requests / point.seconds]) }],
    scale: "linear",
    showX: seconds,
    showY: count,
  };
}

export function tailChart({ series, latency }: TargetResult): Chart {
  const line = (name: "p50" | "p95" | "p99") => ({
    name: name.toUpperCase(),
    points: series.map((point) => [point.at, point[name]] as const),
  });
  return {
    title: "Latency over time",
    summary: `P50, P95 and P99 a second; over the whole run P95 was ${time(latency.p95)}.`,
    lines: [line("p50"), line("p95"), line("p99")],
    scale: "logarithmic",
    showX: seconds,
    showY: milliseconds,
  };
}

/** Quantiles over 1/(1 − q), so that each nine takes the same room. */
export function spectrumChart({ spectrum, latency }: TargetResult): Chart {
  const inner = spectrum.filter(({ quantile }) => quantile < 1);
  const nines = [0, 0.9, 0.99, 0.999, 0.9999, 0.99999].filter((q) => q <= (inner.at(-1)?.quantile ?? 0));
  const position = (quantile: number) => -Math.log10(1 - quantile);
  return {
    title: "Percentile spectrum",
    summary: `Latency by percentile, from P50 ${time(latency.p50)} to a maximum of ${time(latency.max)}.`,
    lines: [{ name: "latency", points: inner.map(({ quantile, ms }) => [position(quantile), ms]) }],
    scale: "logarithmic",
    xMarks: nines.map(position),
    showX: (x) => (x === 0 ? "0 %" : `${Number(((1 - 10 ** -x) * 100).toFixed(4))} %`),
    showY: milliseconds,
  };
}

export function statusChart({ series }: TargetResult): Chart {
  const occurred = statusClasses.filter((name) => series.some(({ classes }) => classes[name] > 0));
  const line = (name: StatusClass) => ({
    name,
    points: series.map((point) => [point.at, point.classes[name] / point.seconds] as const),
  });
  const errors = {
    name: "no answer",
    points: series.map((point) => [point.at, point.errors / point.seconds] as const),
  };
  const hasErrors = series.some((point) => point.errors > 0);
  return {
    title: "Answers by status",
    summary: `Answers a second by status: ${occurred.join(", ")}${hasErrors ? ", and requests without an answer" : ""}.`,
    lines: [...occurred.map(line), ...(hasErrors ? [errors] : [])].slice(0, 5),
    scale: "linear",
    showX: seconds,
    showY: count,
  };
}

export function scalingChart({ steps, law }: ScalingAdvice): Chart {
  const most = Math.max(...steps.map(({ concurrency }) => concurrency), 2);
  const fitted = Array.from({ length: 60 }, (_, index) => 1 + ((most - 1) * index) / 59);
  return {
    title: "Throughput by connections",
    summary: `Throughput of ${steps.length} steps up to ${most} connections${law === null ? "" : ", and the scalability law fitted to them"}.`,
    lines: [
      { name: "measured", points: steps.map(({ concurrency, throughput }) => [concurrency, throughput]) },
      ...(law === null ? [] : [{ name: "fitted", points: fitted.map((n) => [n, predict(law, n)] as const) }]),
    ],
    scale: "linear",
    showX: count,
    showY: count,
  };
}
