import uPlot from "uplot";
import { formatFigure } from "../../../src/shared/figures.ts";
import type { WindowView } from "../../../src/features/loadTest/panelProtocol.ts";
import { table } from "../../shared/dom.ts";
import { figureAxis, secondsAxis, secondsSeries, timeCursor } from "./axes.ts";
import type { Drawing } from "./chartCard.ts";
import type { Palette } from "./palette.ts";
import type { TimeView } from "./timeCharts.ts";

type Colour = Exclude<keyof Palette, "font" | "grid">;

const layers: readonly {
  readonly label: string;
  readonly colour: Colour;
  readonly of: (window: WindowView) => number;
}[] = [
  { label: "2xx", colour: "green", of: ({ classes }) => classes["2xx"] },
  { label: "3xx", colour: "blue", of: ({ classes }) => classes["3xx"] },
  { label: "4xx", colour: "yellow", of: ({ classes }) => classes["4xx"] },
  { label: "429", colour: "purple", of: ({ classes }) => classes["429"] },
  { label: "5xx", colour: "red", of: ({ classes }) => classes["5xx"] },
  { label: "No answer", colour: "foreground", of: ({ errors }) => errors },
];

/** Stacked bars; classes that never occurred are left out. */
export function statusDrawing(
  { windows, seconds }: Pick<TimeView, "windows" | "seconds">,
  palette: Palette,
): Drawing | undefined {
  if (windows.length === 0) return undefined;
  const occurring = layers.filter(({ of }) => windows.some((window) => of(window) > 0));
  const perSecond = occurring.map(({ of }) => windows.map((each) => of(each) / (each.seconds || 1)));
  // uPlot does not stack: each layer is drawn to the top of those below it, the highest first.
  const tops = perSecond.map((_, layer) =>
    windows.map((__, index) =>
      perSecond.slice(0, layer + 1).reduce((sum, column) => sum + (column[index] ?? 0), 0),
    ),
  );
  const order = occurring.map((_, index) => index).reverse();
  return {
    shape: `status ${seconds} ${occurring.map(({ label }) => label).join()}`,
    options: {
      cursor: timeCursor,
      scales: { x: barScale(seconds), y: { range: (_, __, high) => [0, Math.max(high * 1.1, 1)] } },
      axes: [secondsAxis(palette), figureAxis(palette, "")],
      series: [secondsSeries, ...order.map((layer) => barSeries(occurring[layer], layer, tops, palette))],
    },
    data: [windows.map(({ at }) => at), ...order.map((layer) => tops[layer] ?? [])],
    summary: sentence(occurring, windows),
    table: () =>
      table(
        "Answers by class of status",
        ["Second", ...occurring.map(({ label }) => label)],
        windows.map((window) => [
          formatFigure(window.at),
          ...occurring.map(({ of }) => of(window).toLocaleString("en")),
        ]),
      ),
  };
}

/** Half a bar's width on either side. */
function barScale(seconds: number): uPlot.Scale {
  return { time: false, range: (_, __, high) => [-0.5, Math.max(high, seconds - 1, 1) + 0.5] };
}

function barSeries(
  layer: (typeof layers)[number] | undefined,
  index: number,
  tops: readonly (readonly number[])[],
  palette: Palette,
): uPlot.Series {
  const colour = palette[layer?.colour ?? "blue"];
  return {
    label: layer?.label ?? "",
    stroke: colour,
    fill: colour,
    width: 0,
    points: { show: false },
    paths: bars,
    value: (_, top: number | null, __, position) => {
      const below = position === null ? 0 : (tops[index - 1]?.[position] ?? 0);
      return top === null ? "" : `${formatFigure(top - below)} req/s`;
    },
  };
}

const bars: uPlot.Series.PathBuilder = (...parameters) =>
  uPlot.paths.bars?.({ size: [0.9, 40] })(...parameters) ?? null;

function sentence(occurring: typeof layers, windows: readonly WindowView[]): string {
  const totals = occurring.map(({ label, of }) => {
    const total = windows.reduce((sum, window) => sum + of(window), 0);
    return `${label}: ${total.toLocaleString("en")}`;
  });
  return `${totals.join(", ")}.`;
}
