import type uPlot from "uplot";
import { formatFigure, formatShare } from "../../../src/shared/figures.ts";
import type { ScalingView } from "../../../src/features/loadTest/panelProtocol.ts";
import { table } from "../../shared/dom.ts";
import { figure } from "../wording.ts";
import { axis, figureAxis, logarithmic, valueText } from "./axes.ts";
import type { Drawing } from "./chartCard.ts";
import type { Palette } from "./palette.ts";

/** Throughput over connections: the steps as dots, the fitted law as a line, its peak as a ring. */
export function scalingDrawing(
  scaling: ScalingView | null | undefined,
  palette: Palette,
): Drawing | undefined {
  if (!scaling || scaling.steps.length === 0) return undefined;
  const { steps, curve, peak } = scaling;
  const label = "Answers";
  return {
    shape: `scaling ${curve.length > 0} ${peak !== null}`,
    options: {
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        x: { time: false, ...logarithmic, log: 2, range: (_, __, high) => [1, Math.max(high, 2)] },
        y: { range: (_, __, high) => [0, Math.max(high * 1.1, 1)] },
      },
      axes: [
        axis(palette, {
          size: 28,
          splits: (_, __, ___, high) => doublings(high),
          values: (_, ticks) => ticks.map((tick) => formatFigure(tick)),
          filter: (_, ticks) => ticks,
        }),
        figureAxis(palette, ""),
      ],
      series: [
        {
          label: "Connections",
          value: (_, x: number | null) => (x === null ? "" : formatFigure(Math.round(x))),
        },
        {
          label,
          stroke: palette.blue,
          width: curve.length > 0 ? 0 : 1.5,
          points: { show: true, size: 7, fill: palette.blue, stroke: palette.blue },
          value: valueText("req/s"),
          spanGaps: true,
        },
        ...(curve.length > 0
          ? [{ label: "Fitted law", stroke: palette.purple, width: 2, points: { show: false }, ...read }]
          : []),
        ...(peak
          ? [
              {
                label: "Most",
                stroke: palette.red,
                width: 0,
                points: { show: true, size: 12, width: 2, stroke: palette.red, fill: "transparent" },
                ...read,
              },
            ]
          : []),
      ],
    },
    data: columns(scaling),
    summary: summaryOf(scaling),
    table: () =>
      table(
        "Throughput and latency by connections",
        ["Connections", "req/s", "P50", "P95", "P99", "Errors"],
        steps.map(({ concurrency, throughput, p50, p95, p99, errors }) => [
          formatFigure(concurrency),
          formatFigure(Math.round(throughput)),
          ...[p50, p95, p99].map(figure),
          formatShare(errors),
        ]),
      ),
  };
}

const read = { value: valueText("req/s"), spanGaps: true };

function columns({ steps, curve, peak }: ScalingView): uPlot.AlignedData {
  const series = [steps, ...(curve.length > 0 ? [curve] : []), ...(peak ? [[peak]] : [])];
  const xs = [...new Set(series.flatMap((points) => points.map(({ concurrency }) => concurrency)))].sort(
    (a, b) => a - b,
  );
  const columnOf = (points: (typeof series)[number]) => {
    const byX = new Map(points.map(({ concurrency, throughput }) => [concurrency, throughput]));
    return xs.map((x) => byX.get(x) ?? null);
  };
  return [xs, ...series.map(columnOf)];
}

function doublings(high: number): number[] {
  return Array.from({ length: Math.floor(Math.log2(Math.max(high, 2))) + 1 }, (_, power) => 2 ** power);
}

function summaryOf({ steps, peak }: ScalingView): string {
  const most = Math.max(...steps.map(({ throughput }) => throughput));
  const measured = `Up to ${formatFigure(Math.round(most))} requests per second.`;
  return peak ? `${measured} Most at about ${peak.concurrency} connections.` : measured;
}
