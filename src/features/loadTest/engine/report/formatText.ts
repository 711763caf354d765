import type { CheckResult } from "../answers/verdict.ts";
import { wholeWindows } from "../answers/wholeWindows.ts";
import { changeInWords, percent } from "../answers/compare/wording.ts";
import type { Comparison, FigureComparison } from "../answers/compare/comparison.ts";
import { errorCount, errorShare } from "../answers/expectations.ts";
import type { ScalingAdvice } from "../answers/scaling/scalingAdvice.ts";
import type { LatencyFigures, LoadResult, TargetResult } from "../result.ts";
import { percentileNames } from "../result.ts";
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
} from "./figures.ts";
import { cautions, type LoadReport, nextStep } from "./loadReport.ts";
import { sparkline, textTable } from "./textTable.ts";

/** Colours for a terminal; without them the report is the same text. */
export type Paint = (style: "good" | "bad" | "faint" | "strong", text: string) => string;

const plain: Paint = (_, text) => text;

/** The report as people read it in a terminal or a log. What makes the figures doubtful stands above them. */
export function formatText(report: LoadReport, paint: Paint = plain): string {
  const { result, expectations, comparison, baseline, scaling, rateLimit, notes } = report;
  const warnings = cautions(report).map((text) => paint("bad", text));
  const answers = [
    ...(comparison === undefined ? [] : comparisonBlock("Comparison", comparison, paint)),
    ...(baseline === undefined ? [] : comparisonBlock("Against the baseline", baseline, paint)),
    ...(baseline?.regressions ?? []).map((text) => paint("bad", `✗ ${text}`)),
    ...(scaling === undefined ? [] : scalingBlock(scaling)),
    ...(rateLimit === undefined ? [] : ["Rate limit", ...rateLimit.map((check) => checkLine(check, paint))]),
    ...expectationBlock(expectations, paint),
  ];
  const blocks = [
    warnings,
    ...result.targets.map((target) => targetBlock(target, result, paint)),
    answers,
    [...notes, ...nextStep(report), machineLine(result)].map((line) => paint("faint", line)),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function targetBlock(target: TargetResult, result: LoadResult, paint: Paint): readonly string[] {
  const { plan } = result;
  const warmUp = plan.warmUp > 0 ? `, after ${duration(plan.warmUp / 1000)} of warm-up` : "";
  return [
    `${paint("strong", printable(target.label))} · ${paceInWords(plan.pace)} · ${duration(target.seconds)}${warmUp}`,
    "",
    `  ${headline(target, paint)}`,
    "",
    ...latencyTable(target).map((line) => `  ${line}`),
    ...unsureNote(target),
    "",
    `  Status   ${statusLine(target)}`,
    ...errorLines(target, paint),
    ...chart(target, result),
  ];
}

/** "4,812 req/s (4,790–4,834)   48,120 requests   12.3 MB/s   no errors" */
function headline(target: TargetResult, paint: Paint): string {
  const confidence = range(target.throughputConfidence, count);
  return [
    `${paint("strong", rate(target.throughput))}${confidence === "" ? "" : ` (${confidence})`}`,
    plural(target.requests, "request"),
    `${bytes(target.bytesIn / Math.max(target.seconds, 1e-9))}/s`,
    errorCount(target) === 0 ? "no errors" : paint("bad", `${percentage(errorShare(target))} errors`),
  ].join("   ");
}

/** A closed loop has no schedule, so its latency and service time are the same and lateness means nothing. */
function latencyTable(target: TargetResult): readonly string[] {
  const { latency, service, lateness } = target;
  const heads = ["", "P50", "P75", "P90", "P95", "P99", "P99.9", "max", "mean"];
  const row = (name: string, figures: LatencyFigures) => [
    name,
    ...percentileNames.map((percentile) => time(figures[percentile])),
    time(figures.max),
    time(figures.mean),
  ];
  const confidence = [
    "  95 % sure",
    ...percentileNames.map((name) => range(latency.confidence[name], significant)),
  ];
  const hasConfidence = percentileNames.some((name) => latency.confidence[name] !== null);
  const isScheduled = (lateness.max ?? 0) > 0;
  return textTable([
    heads,
    row("Latency", latency),
    ...(hasConfidence ? [confidence] : []),
    ...(isScheduled ? [row("Service", service), row("Sent late", lateness)] : []),
  ]);
}

function unsureNote({ latency }: TargetResult): readonly string[] {
  const missing = percentileNames.filter((name) => latency[name] === null);
  if (missing.length === 0 || latency.count === 0) return [];
  const names = missing.map((name) => name.toUpperCase().replace("_", ".")).join(", ");
  return [`  ${names}: not enough samples (${count(latency.count)}).`];
}

function statusLine({ status }: TargetResult): string {
  return (
    Object.entries(status)
      .map(([code, times]) => `${code} × ${count(times)}`)
      .join("   ") || "no answers"
  );
}

function errorLines(target: TargetResult, paint: Paint): readonly string[] {
  const lines = Object.entries(target.errors)
    .filter(([, times]) => times > 0)
    .map(([kind, times]) => {
      const sample = target.errorSamples.find((error) => error.kind === kind);
      return paint(
        "bad",
        `  Errors   ${kind} × ${count(times)}${sample === undefined ? "" : `: ${printable(sample.message)}`}`,
      );
    });
  const more = [
    ...(target.cut > 0 ? [`${plural(target.cut, "request")} under way at the end, counted nowhere`] : []),
    ...(target.notSent > 0
      ? [`${plural(target.notSent, "request")} due and never sent, all connections were busy`]
      : []),
    ...(target.retried > 0
      ? [`${plural(target.retried, "request")} sent again after a keep-alive race`]
      : []),
  ];
  return [...lines, ...more.map((line) => `  ${line}`)];
}

const chartWidth = 60;

function chart({ series }: TargetResult, result: LoadResult): readonly string[] {
  const measured = wholeWindows(series, result).filter(({ at }) => at >= 0);
  if (measured.length < 3) return [];
  const rates = measured.map(({ requests, seconds }) => requests / seconds);
  const tails = measured.map(({ p95 }) => p95 ?? 0);
  return [
    "",
    `  req/s  ${sparkline(rates, chartWidth)}  up to ${count(Math.max(...rates))}`,
    `  P95    ${sparkline(tails, chartWidth)}  up to ${time(Math.max(...tails))}`,
  ];
}

function comparisonBlock(title: string, comparison: Comparison, paint: Paint): readonly string[] {
  const [first, second] = comparison.labels;
  const rows = comparison.figures.map((figure) => [
    figure.figure === "throughput" ? "Throughput" : figure.figure.toUpperCase(),
    value(figure, figure.before),
    value(figure, figure.after),
    figure.change === null ? "–" : changeInWords(figure),
    figure.noise === null ? "" : `noise ±${percent(figure.noise)}`,
    verdicts[figure.verdict],
  ]);
  return [
    `${title}: ${paint("strong", printable(comparison.sentence))}`,
    ...textTable([["", printable(first), printable(second)], ...rows]).map((line) => `  ${line}`),
    ...comparison.warnings.map((warning) => `  ${printable(warning)}`),
  ];
}

const verdicts: Readonly<Record<FigureComparison["verdict"], string>> = {
  better: "▲ better",
  worse: "▼ worse",
  same: "≈ no difference shown",
  unknown: "not enough samples",
};

function value({ figure }: FigureComparison, number: number | null): string {
  if (number === null) return "–";
  return figure === "throughput" ? rate(number) : time(number);
}

function scalingBlock({ steps, sentences }: ScalingAdvice): readonly string[] {
  const most = Math.max(...steps.map(({ throughput }) => throughput), 1);
  const rows = steps.map(({ concurrency, throughput, p50, p95, p99, errors }) => [
    String(concurrency),
    rate(throughput),
    time(p50),
    time(p95),
    time(p99),
    percentage(errors),
    "█".repeat(Math.round((throughput / most) * 20)).padEnd(20),
  ]);
  const table = textTable([["Connections", "throughput", "P50", "P95", "P99", "errors", ""], ...rows]);
  return ["Scaling", ...table.map((line) => `  ${line}`), ...sentences.map((sentence) => `  ${sentence}`)];
}

const marks: Readonly<Record<CheckResult["outcome"], string>> = {
  ok: "✓",
  failed: "✗",
  note: "·",
  skipped: "–",
};

function checkLine({ outcome, text }: CheckResult, paint: Paint): string {
  const line = `  ${marks[outcome]} ${printable(text)}`;
  return outcome === "failed" ? paint("bad", line) : outcome === "ok" ? paint("good", line) : line;
}

function expectationBlock(expectations: LoadReport["expectations"], paint: Paint): readonly string[] {
  return textTable(
    expectations.map(({ expect, ok, shown }) => [`${ok ? "✓" : "✗"} ${printable(expect)}`, printable(shown)]),
  ).map((line, index) => paint(expectations[index]?.ok === true ? "good" : "bad", line));
}

function machineLine({ generator, environment }: LoadResult): string {
  const cpu =
    generator.cpuPerRequest === null ? "" : `, ${significant(generator.cpuPerRequest)} µs of CPU per request`;
  const shared = environment.loopback ? "; server and generator share this machine" : "";
  // k6 says nothing of itself.
  if (generator.engine === "k6") return `Generator: k6${shared}.`;
  return `Generator: ${generator.engine}, ${plural(generator.workers, "worker")}, busy ${percentage(generator.utilization)}${cpu}${shared}.`;
}

/** Text from a server or a file, without control characters that would steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu, " ");
}
