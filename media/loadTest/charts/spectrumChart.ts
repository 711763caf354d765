import type uPlot from "uplot";
import type { LatencyKind, TargetView } from "../../../src/features/loadTest/panelProtocol.ts";
import { table } from "../../shared/dom.ts";
import { figure, latencyKinds } from "../wording.ts";
import { axis, logarithmic, logAxis, logScale, valueText } from "./axes.ts";
import type { Drawing } from "./chartCard.ts";
import type { Palette } from "./palette.ts";

export interface SpectrumView {
  readonly target: TargetView | undefined;
  readonly other: TargetView | undefined;
  readonly kind: LatencyKind;
}

const named = [
  ["p50", "P50", 0.5],
  ["p75", "P75", 0.75],
  ["p90", "P90", 0.9],
  ["p95", "P95", 0.95],
  ["p99", "P99", 0.99],
  ["p99_9", "P99.9", 0.999],
] as const;

/** Latency over the share of requests that were at least as fast; the axis stretches the slow end. */
export function spectrumDrawing(
  { target, other, kind }: SpectrumView,
  palette: Palette,
): Drawing | undefined {
  if (!target) return undefined;
  const points = pointsOf(target, kind);
  if (points.length === 0) return undefined;
  const compared = other ? pointsOf(other, kind) : [];
  return {
    shape: `spectrum ${kind} ${compared.length > 0}`,
    options: {
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      scales: { x: { time: false, ...logarithmic }, y: logScale() },
      axes: [
        axis(palette, {
          size: 28,
          splits,
          // uPlot leaves out what lies between powers of ten.
          filter: (_, ticks) => ticks,
          values: (_, ticks) => ticks.map(shareText),
        }),
        logAxis(palette),
      ],
      series: [
        { label: "Share", value: (_, x: number | null) => (x === null ? "" : shareText(x)) },
        {
          label: latencyKinds[kind].title,
          stroke: palette.blue,
          width: 2,
          value: valueText("ms"),
          spanGaps: true,
        },
        ...(compared.length > 0
          ? [
              {
                label: "Compared",
                stroke: palette.foreground,
                width: 1,
                dash: [4, 4],
                value: valueText("ms"),
                spanGaps: true,
              },
            ]
          : []),
      ],
    },
    data: merge(points, compared),
    summary: `P50 ${figure(target[kind].p50)}, P95 ${figure(target[kind].p95)}, P99 ${figure(target[kind].p99)}, at most ${figure(target[kind].max)}.`,
    table: () => percentilesTable(target),
  };
}

interface Point {
  /** 1 / (1 − quantile). */
  readonly x: number;
  readonly ms: number;
}

function pointsOf(target: TargetView, kind: LatencyKind): readonly Point[] {
  const spectrum =
    kind === "latency" ? target.spectrum.map(({ quantile, ms }) => [quantile, ms] as const) : [];
  const few = named.map(([name, , quantile]) => [quantile, target[kind][name]] as const);
  const pairs: readonly (readonly [number, number | null])[] = spectrum.length > 0 ? spectrum : few;
  return pairs.flatMap(([quantile, ms]) =>
    ms === null || quantile >= 1 ? [] : [{ x: 1 / (1 - quantile), ms: Math.max(ms, 0.001) }],
  );
}

/** Quantiles are drawn at 1 / (1 − quantile): 10 is 90 %, 100 is 99 %. */
function splits(): number[] {
  return [1, 2, 10, 100, 1000, 10_000, 100_000];
}

function shareText(x: number): string {
  if (x === 1) return "0 %";
  return `${Number(((1 - 1 / x) * 100).toFixed(4))} %`;
}

function merge(points: readonly Point[], compared: readonly Point[]): uPlot.AlignedData {
  if (compared.length === 0) return [points.map(({ x }) => x), points.map(({ ms }) => ms)];
  const xs = [...new Set([...points, ...compared].map(({ x }) => x))].sort((a, b) => a - b);
  const column = (of: readonly Point[]) => {
    const byX = new Map(of.map(({ x, ms }) => [x, ms]));
    return xs.map((x) => byX.get(x) ?? null);
  };
  return [xs, column(points), column(compared)];
}

function percentilesTable({ latency, service, lateness }: TargetView): HTMLTableElement {
  const kinds = [latency, service, lateness];
  const rows = named.map(([name, title]) => [title, ...kinds.map((figures) => figure(figures[name]))]);
  return table(
    "Percentiles",
    ["Percentile", "Corrected", "Service time", "Lateness"],
    [
      ...rows,
      ["Max", ...kinds.map(({ max }) => figure(max))],
      ["Mean", ...kinds.map(({ mean }) => figure(mean))],
      ["Counted", ...kinds.map(({ count }) => count.toLocaleString("en"))],
    ],
  );
}
