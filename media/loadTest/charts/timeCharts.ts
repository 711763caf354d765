import type uPlot from "uplot";
import { formatFigure } from "../../../src/shared/figures.ts";
import type { WindowView } from "../../../src/features/loadTest/panelProtocol.ts";
import { table } from "../../shared/dom.ts";
import { figure } from "../wording.ts";
import {
  figureAxis,
  logAxis,
  logScale,
  secondsAxis,
  secondsSeries,
  timeCursor,
  timeScale,
  valueText,
} from "./axes.ts";
import type { Drawing } from "./chartCard.ts";
import type { Palette } from "./palette.ts";

/** The windows that are shown, and those of what they are compared with. */
export interface TimeView {
  readonly windows: readonly WindowView[];
  readonly other: readonly WindowView[];
  /** Seconds that are planned, so that the axis stands still while the test runs. */
  readonly seconds: number;
}

const rateOf = ({ requests, seconds }: WindowView) => (seconds > 0 ? requests / seconds : 0);

export function throughputDrawing(view: TimeView, palette: Palette): Drawing | undefined {
  const { windows, other } = view;
  if (windows.length === 0) return undefined;
  const rates = windows.map(rateOf);
  return {
    shape: `throughput ${other.length > 0} ${view.seconds}`,
    options: {
      cursor: timeCursor,
      scales: { x: timeScale(view.seconds), y: { range: (_, __, high) => [0, Math.max(high * 1.1, 1)] } },
      axes: [secondsAxis(palette), figureAxis(palette, "")],
      series: [
        secondsSeries,
        {
          label: "Answers",
          stroke: palette.blue,
          width: 2,
          points: dots(palette.blue),
          value: valueText("req/s"),
          spanGaps: true,
        },
        ...(other.length > 0 ? [comparedSeries(palette, "req/s")] : []),
      ],
    },
    data: aligned(windows, [rates], other, rateOf),
    summary: `From ${formatFigure(Math.min(...rates))} to ${formatFigure(Math.max(...rates))} requests per second.`,
    table: () =>
      table(
        "Answers per second",
        ["Second", "Requests", "req/s", "Errors"],
        windows.map((each) => [
          formatFigure(each.at),
          each.requests.toLocaleString("en"),
          formatFigure(rateOf(each)),
          each.errors.toLocaleString("en"),
        ]),
      ),
  };
}

export function percentilesDrawing(view: TimeView, palette: Palette): Drawing | undefined {
  const { windows, other } = view;
  if (!windows.some(({ p50 }) => p50 !== null)) return undefined;
  const column = (name: "p50" | "p95" | "p99" | "max") => windows.map((each) => each[name]);
  const p95s = column("p95").filter((ms) => ms !== null);
  const line = { value: valueText("ms"), spanGaps: false };
  return {
    shape: `percentiles ${other.length > 0} ${view.seconds}`,
    options: {
      cursor: timeCursor,
      scales: { x: timeScale(view.seconds), y: logScale() },
      axes: [secondsAxis(palette), logAxis(palette)],
      series: [
        secondsSeries,
        { ...line, label: "P50", stroke: palette.green, width: 1.5, points: dots(palette.green) },
        { ...line, label: "P95", stroke: palette.blue, width: 2.5, points: dots(palette.blue) },
        {
          ...line,
          label: "P99",
          stroke: palette.purple,
          width: 1.5,
          dash: [6, 3],
          points: dots(palette.purple),
        },
        { ...line, label: "Max", stroke: palette.red, width: 1, dash: [2, 3], points: dots(palette.red) },
        ...(other.length > 0 ? [comparedSeries(palette, "ms", "P95 compared")] : []),
      ],
    },
    data: aligned(
      windows,
      [column("p50"), column("p95"), column("p99"), column("max")],
      other,
      ({ p95 }) => p95,
    ),
    summary: `P95 between ${figure(Math.min(...p95s))} and ${figure(Math.max(...p95s))}.`,
    table: () =>
      table(
        "Percentiles of the corrected latency",
        ["Second", "P50", "P95", "P99", "Max"],
        windows.map(({ at, p50, p95, p99, max }) => [formatFigure(at), ...[p50, p95, p99, max].map(figure)]),
      ),
  };
}

/** Filled: the default is white whatever the theme. */
function dots(fill: string): uPlot.Series.Points {
  return { size: 4, fill };
}

function comparedSeries({ foreground }: Palette, unit: string, label = "Compared"): uPlot.Series {
  return {
    label,
    stroke: foreground,
    width: 1,
    dash: [4, 4],
    points: dots(foreground),
    value: valueText(unit),
    spanGaps: true,
  };
}

/** Puts two runs on one time axis; where one of them has no window there is a gap. */
function aligned(
  windows: readonly WindowView[],
  columns: readonly (readonly (number | null)[])[],
  other: readonly WindowView[],
  otherValue: (window: WindowView) => number | null,
): uPlot.AlignedData {
  if (other.length === 0) return [windows.map(({ at }) => at), ...columns.map((column) => [...column])];
  const times = [...new Set([...windows, ...other].map(({ at }) => at))].sort((a, b) => a - b);
  const index = new Map(windows.map(({ at }, position) => [at, position]));
  const compared = new Map(other.map((window) => [window.at, otherValue(window)]));
  const spread = (column: readonly (number | null)[]) =>
    times.map((time) => column[index.get(time) ?? -1] ?? null);
  return [times, ...columns.map(spread), times.map((time) => compared.get(time) ?? null)];
}
