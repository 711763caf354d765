import type { Comparison, FigureComparison } from "../../answers/compare/comparison.ts";
import { changeInWords, percent } from "../../answers/compare/wording.ts";
import { errorShare } from "../../answers/expectations.ts";
import { wholeWindows } from "../../answers/wholeWindows.ts";
import type { ScalingAdvice } from "../../answers/scaling/scalingAdvice.ts";
import type { LatencyFigures, LoadResult, TargetResult } from "../../result.ts";
import { percentileNames } from "../../result.ts";
import {
  bytes,
  count,
  duration,
  paceInWords,
  percentage,
  plural,
  range,
  rate,
  significant,
  time,
} from "../figures.ts";
import { cautions, type LoadReport, nextStep } from "../loadReport.ts";
import { escapeXml } from "../xml.ts";
import { chartSvg } from "./chart.ts";
import { scalingChart, spectrumChart, statusChart, tailChart, throughputChart } from "./loadCharts.ts";
import { style } from "./style.ts";

/** The report as one page that needs nothing else: no script, no font, no request. */
export function formatHtml(report: LoadReport): string {
  const { result, expectations, comparison, baseline, scaling, rateLimit, notes } = report;
  const title = result.targets.map(({ label }) => label).join(" and ");
  return [
    "<!doctype html>",
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Load test of ${escapeXml(title)}</title><style>${style}</style></head><body>`,
    ...cautions(report).map((text) => `<p class="caution" role="alert">${escapeXml(text)}</p>`),
    ...result.targets.map((target) => targetSection(target, result)),
    comparison === undefined ? "" : comparisonSection("Comparison", comparison),
    baseline === undefined ? "" : comparisonSection("Against the baseline", baseline),
    ...(baseline?.regressions ?? []).map((text) => `<p class="bad">✗ ${escapeXml(text)}</p>`),
    scaling === undefined ? "" : scalingSection(scaling),
    checksSection(
      "Expectations",
      expectations.map(({ expect, ok, shown }) => ({ ok, text: `${expect}: ${shown}` })),
    ),
    checksSection(
      "Rate limit",
      (rateLimit ?? []).map(({ outcome, text }) => ({
        ok: outcome === "ok" ? true : outcome === "failed" ? false : undefined,
        text,
      })),
    ),
    `<p class="faint">${[...notes, ...nextStep(report), footnote(result)].map(escapeXml).join("<br>")}</p>`,
    "</body></html>",
    "",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function targetSection(measured: TargetResult, result: LoadResult): string {
  const { plan, startedAt } = result;
  const target = { ...measured, series: wholeWindows(measured.series, result) };
  const warmUp = plan.warmUp > 0 ? `, after ${duration(plan.warmUp / 1000)} of warm-up` : "";
  const { latency } = target;
  const confident = (name: "p50" | "p95" | "p99") => range(latency.confidence[name], significant);
  return [
    `<section><h1>${escapeXml(target.label)}</h1>`,
    `<p class="faint">${escapeXml(`${paceInWords(plan.pace)} · ${duration(target.seconds)}${warmUp} · ${startedAt}`)}</p>`,
    '<dl class="tiles">',
    tile("Throughput", rate(target.throughput), range(target.throughputConfidence, count)),
    tile("P50", time(latency.p50), confident("p50")),
    tile("P95", time(latency.p95), confident("p95")),
    tile("P99", time(latency.p99), confident("p99")),
    tile(
      "Errors",
      percentage(errorShare(target)),
      `of ${plural(target.requests + target.failed, "request")}`,
    ),
    tile("Received", `${bytes(target.bytesIn / Math.max(target.seconds, 1e-9))}/s`, ""),
    "</dl>",
    '<div class="charts">',
    ...[throughputChart, tailChart, spectrumChart, statusChart].map((chart) => chartSvg(chart(target))),
    "</div>",
    "<h2>Latency</h2>",
    latencyTable(target),
    "<h2>Answers</h2>",
    table(
      ["Status", "Answers"],
      Object.entries(target.status).map(([status, times]) => [status, count(times)]),
    ),
    errorTable(target),
    "</section>",
  ].join("\n");
}

function tile(name: string, value: string, below: string): string {
  return `<div><dt>${escapeXml(name)}</dt><dd>${escapeXml(value)}<small>${escapeXml(below)}</small></dd></div>`;
}

function latencyTable({ latency, service, lateness }: TargetResult): string {
  const row = (name: string, figures: LatencyFigures) => [
    name,
    ...percentileNames.map((percentile) => time(figures[percentile])),
    time(figures.max),
    time(figures.mean),
  ];
  const confidence = [
    "95 % sure",
    ...percentileNames.map((name) => range(latency.confidence[name], significant)),
    "",
    "",
  ];
  const isScheduled = (lateness.max ?? 0) > 0;
  return table(
    ["", "P50", "P75", "P90", "P95", "P99", "P99.9", "max", "mean"],
    [
      row("Latency, from when a request was due", latency),
      confidence,
      ...(isScheduled
        ? [row("Service time, from when it was sent", service), row("Sent late", lateness)]
        : []),
    ],
  );
}

function errorTable(target: TargetResult): string {
  const rows = Object.entries(target.errors).map(([kind, times]) => [
    kind,
    count(times),
    target.errorSamples.find((sample) => sample.kind === kind)?.message ?? "",
  ]);
  return rows.length === 0 ? "" : table(["Error", "Requests", "For example"], rows);
}

function comparisonSection(title: string, comparison: Comparison): string {
  const [first, second] = comparison.labels;
  const show = (figure: string, value: number | null) =>
    value === null ? "–" : figure === "throughput" ? rate(value) : time(value);
  const rows = comparison.figures.map((compared) => [
    compared.figure === "throughput" ? "Throughput" : compared.figure.toUpperCase(),
    show(compared.figure, compared.before),
    show(compared.figure, compared.after),
    compared.change === null ? "–" : changeInWords(compared),
    compared.noise === null ? "" : `±${percent(compared.noise)}`,
    verdictNames[compared.verdict],
  ]);
  return [
    `<h2>${escapeXml(title)}</h2><p>${escapeXml(comparison.sentence)}</p>`,
    table(["", first, second, "Change", "Noise", ""], rows),
    ...comparison.warnings.map((warning) => `<p class="faint">${escapeXml(warning)}</p>`),
  ].join("\n");
}

const verdictNames: Readonly<Record<FigureComparison["verdict"], string>> = {
  better: "▲ better",
  worse: "▼ worse",
  same: "≈ no difference shown",
  unknown: "not enough samples",
};

function scalingSection(scaling: ScalingAdvice): string {
  const rows = scaling.steps.map(({ concurrency, throughput, p50, p95, p99, errors }) => [
    count(concurrency),
    ...[rate(throughput), time(p50), time(p95), time(p99), percentage(errors)],
  ]);
  return [
    "<h2>Scaling</h2>",
    ...scaling.sentences.map((sentence) => `<p>${escapeXml(sentence)}</p>`),
    `<div class="charts">${chartSvg(scalingChart(scaling))}</div>`,
    table(["Connections", "Throughput", "P50", "P95", "P99", "Errors"], rows),
  ].join("\n");
}

function checksSection(
  title: string,
  checks: readonly { readonly ok: boolean | undefined; readonly text: string }[],
): string {
  if (checks.length === 0) return "";
  const items = checks.map(({ ok, text }) => {
    const [mark, name] = ok === undefined ? ["·", "faint"] : ok ? ["✓", "good"] : ["✗", "bad"];
    return `<p class="${name}">${mark} ${escapeXml(text)}</p>`;
  });
  return [`<h2>${escapeXml(title)}</h2>`, ...items].join("\n");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const cells = (tag: string, row: readonly string[]) =>
    row.map((cell) => `<${tag}>${escapeXml(cell)}</${tag}>`).join("");
  return `<div class="scroll"><table><thead><tr>${cells("th", heads)}</tr></thead><tbody>\n${rows
    .map((row) => `<tr>${cells("td", row)}</tr>`)
    .join("\n")}\n</tbody></table></div>`;
}

function footnote({ generator, environment }: LoadResult): string {
  const { tool, node, os, cpu, cores, loopback } = environment;
  const shared = loopback ? "; server and generator shared this machine" : "";
  return `${tool}, engine ${generator.engine}, ${plural(generator.workers, "worker")}, busy ${percentage(generator.utilization)}; Node ${node}, ${os}, ${cpu}, ${plural(cores, "core")}${shared}.`;
}
