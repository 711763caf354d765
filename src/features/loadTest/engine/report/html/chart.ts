import { escapeXml } from "../xml.ts";

export interface ChartLine {
  readonly name: string;
  /** In order of x; a null y is a gap. */
  readonly points: readonly (readonly [x: number, y: number | null])[];
}

export interface Chart {
  readonly title: string;
  /** What the chart shows in one sentence, for those who do not see it. */
  readonly summary: string;
  readonly lines: readonly ChartLine[];
  readonly scale: "linear" | "logarithmic";
  readonly showX: (x: number) => string;
  readonly showY: (y: number) => string;
  /** Positions of the marks on the x axis; by default a few round numbers. */
  readonly xMarks?: readonly number[];
}

const width = 640;
const height = 220;
const left = 64;
const right = 28;
const top = 12;
const bottom = 28;

/** A line chart as inline SVG; colours come from the page's classes `line-0`, `line-1`, … */
export function chartSvg(chart: Chart): string {
  const points = chart.lines.flatMap((line) => line.points);
  const ys = points.flatMap(([, y]) => (y === null || (chart.scale === "logarithmic" && y <= 0) ? [] : [y]));
  const xs = points.map(([x]) => x);
  if (ys.length < 2) return "";
  const yMarks = chart.scale === "linear" ? linearMarks(0, Math.max(...ys)) : logarithmicMarks(ys);
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const xMarks = (chart.xMarks ?? linearMarks(first, last)).filter((mark) => mark >= first && mark <= last);
  const x = scaleOf([first, last], [left, width - right], (value) => value);
  const shape = chart.scale === "linear" ? (value: number) => value : Math.log10;
  const y = scaleOf([yMarks[0] ?? 0, yMarks.at(-1) ?? 1], [height - bottom, top], shape);
  return [
    `<figure><figcaption>${escapeXml(chart.title)}${legend(chart)}</figcaption>`,
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(chart.summary)}">`,
    ...yMarks.map((mark) => yMarkSvg(y(mark), chart.showY(mark))),
    ...xMarks.map((mark) => xMarkSvg(x(mark), chart.showX(mark))),
    ...chart.lines.map(
      (line, index) => `<path class="line line-${index}" d="${pathOf(line, x, y, chart.scale)}"/>`,
    ),
    "</svg></figure>",
  ].join("\n");
}

function legend({ lines }: Chart): string {
  if (lines.length < 2) return "";
  const keys = lines.map(({ name }, index) => `<span class="key key-${index}">${escapeXml(name)}</span>`);
  return ` <span class="legend">${keys.join(" ")}</span>`;
}

type Scale = (value: number) => number;

function scaleOf(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
  shape: (value: number) => number,
): Scale {
  const span = shape(to) - shape(from) || 1;
  return (value) => start + ((shape(value) - shape(from)) / span) * (end - start);
}

function pathOf({ points }: ChartLine, x: Scale, y: Scale, scale: Chart["scale"]): string {
  let pen = "M";
  const commands: string[] = [];
  for (const [px, py] of points) {
    if (py === null || (scale === "logarithmic" && py <= 0)) {
      pen = "M";
      continue;
    }
    commands.push(`${pen}${x(px).toFixed(1)} ${y(py).toFixed(1)}`);
    pen = "L";
  }
  return commands.join("");
}

function yMarkSvg(y: number, label: string): string {
  const at = y.toFixed(1);
  return `<path class="grid" d="M${left} ${at}H${width - right}"/><text x="${left - 6}" y="${(y + 4).toFixed(1)}" text-anchor="end">${escapeXml(label)}</text>`;
}

function xMarkSvg(x: number, label: string): string {
  return `<text x="${x.toFixed(1)}" y="${height - 8}" text-anchor="middle">${escapeXml(label)}</text>`;
}

/** About five round numbers that cover a range, from at or below its start to at or above its end. */
export function linearMarks(from: number, upTo: number): readonly number[] {
  const to = upTo > from ? upTo : from + 1;
  const span = to - from;
  const rough = span / 5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= rough) ?? rough;
  const start = Math.floor(from / step + 1e-9);
  const end = Math.ceil(to / step - 1e-9);
  return Array.from({ length: end - start + 1 }, (_, index) =>
    Number(((start + index) * step).toPrecision(12)),
  );
}

/** Powers of ten around a range, with 2 and 5 in between when there are few. */
export function logarithmicMarks(values: readonly number[]): readonly number[] {
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  const factors = to - from <= 2 ? [1, 2, 5] : [1];
  const marks = Array.from({ length: to - from }, (_, power) =>
    factors.map((factor) => Number((factor * 10 ** (from + power)).toPrecision(6))),
  ).flat();
  return [...marks, Number((10 ** to).toPrecision(6))];
}
