import type uPlot from "uplot";
import { formatFigure } from "../../../src/shared/figures.ts";
import type { Palette } from "./palette.ts";

/** Charts over time share one cursor. */
const cursorGroup = "time";

export const timeCursor: uPlot.Cursor = {
  sync: { key: cursorGroup, setSeries: false },
  drag: { x: false, y: false },
  points: { size: 6 },
};

/** An axis in the colours of the theme. */
export function axis({ foreground, grid, font }: Palette, more: uPlot.Axis = {}): uPlot.Axis {
  return {
    stroke: foreground,
    font,
    grid: { stroke: grid, width: 1, dash: [2, 4] },
    ticks: { stroke: grid, width: 1, size: 4 },
    ...more,
  };
}

export function secondsAxis(palette: Palette): uPlot.Axis {
  return axis(palette, {
    size: 28,
    values: (_, ticks) => ticks.map((tick) => (tick < 0 ? "" : `${formatFigure(tick)} s`)),
  });
}

/** A logarithmic axis in ms, with a line for each power of ten. */
export function logAxis(palette: Palette): uPlot.Axis {
  return {
    ...figureAxis(palette, " ms"),
    splits: (_, __, low, high) => decades(low, high),
    filter: (_, ticks) => ticks,
  };
}

function decades(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  return Array.from({ length: last - first + 1 }, (_, step) => 10 ** (first + step));
}

export function figureAxis(palette: Palette, unit: string): uPlot.Axis {
  return axis(palette, {
    size: 62,
    values: (_, ticks) =>
      ticks.map((tick: number | null) => (tick === null ? "" : `${formatFigure(tick)}${unit}`)),
  });
}

/** uPlot's name for it exists only in its types. */
export const logarithmic: object = { distr: 3 };

/** A logarithmic scale over what is there, at least one decade high. */
export function logScale(): uPlot.Scale {
  return {
    ...logarithmic,
    range: (_, low, high) => {
      const from = 10 ** Math.floor(Math.log10(Math.max(low || 1, 0.001)));
      const to = 10 ** Math.ceil(Math.log10(Math.max(high || 1, 0.001)));
      return [from, to > from ? to : from * 10];
    },
  };
}

/** Seconds from 0 to what is planned, or to what there is. */
export function timeScale(seconds: number): uPlot.Scale {
  return { time: false, range: (_, __, high) => [0, Math.max(high, seconds - 1, 1)] };
}

/** Values of the legend: the x first. */
export const secondsSeries: uPlot.Series = {
  label: "Time",
  value: (_, value: number | null) => (value === null ? "" : `${formatFigure(value)} s`),
};

export function valueText(unit: string): (self: uPlot, value: number | null) => string {
  return (_, value) => (value === null ? "" : `${formatFigure(value)} ${unit}`);
}
