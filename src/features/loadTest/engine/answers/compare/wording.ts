import type { ComparedFigure, Comparison, FigureComparison } from "./comparison.ts";

const places: Readonly<Record<ComparedFigure, string>> = {
  p50: "at P50",
  p95: "at P95",
  p99: "at P99",
  throughput: "in throughput",
};

/** The figures in the order in which they make the headline. */
const headline: readonly ComparedFigure[] = ["p95", "p50", "p99", "throughput"];

/** The answer of a comparison in one sentence, as in "B is 12 % faster than A at P95 (10–14 %), certain." */
export function comparisonSentence(
  [first, second]: Comparison["labels"],
  figures: readonly FigureComparison[],
): string {
  const ordered = headline.flatMap((name) => figures.filter(({ figure }) => figure === name));
  const certain = ordered.find(({ verdict }) => verdict === "better" || verdict === "worse");
  if (certain !== undefined)
    return `${second} is ${changeInWords(certain)} than ${first} ${places[certain.figure]}${range(certain)}, certain.`;
  const known = ordered.find(({ verdict }) => verdict === "same");
  if (known === undefined)
    return "Too few samples to compare; let the test run longer or with more requests.";
  return `No difference between ${first} and ${second} that we can show; ${percent(visible(known))} ${places[known.figure]} would have shown.`;
}

/** A change as people say it: "12 % faster", "30 % more throughput". */
export function changeInWords({ figure, change }: FigureComparison): string {
  const share = percent(Math.abs(change ?? 0));
  const grows = (change ?? 0) > 0;
  if (figure === "throughput") return `${share} ${grows ? "higher" : "lower"}`;
  return `${share} ${grows ? "slower" : "faster"}`;
}

/** The smallest change that the measurement could have told from noise. */
function visible({ interval, noise }: FigureComparison): number {
  return (noise ?? 0) + (interval === null ? 0 : (interval.high - interval.low) / 2);
}

function range({ interval }: FigureComparison): string {
  if (interval === null) return "";
  const [from, to] = [Math.abs(interval.low), Math.abs(interval.high)].sort((a, b) => a - b);
  return ` (${percentNumber(from ?? 0)}–${percent(to ?? 0)})`;
}

/** A share as a percentage: 0.123 → "12 %". */
export function percent(share: number): string {
  return `${percentNumber(share)} %`;
}

function percentNumber(share: number): string {
  const value = share * 100;
  return value < 10 ? String(Number(value.toFixed(1))) : Math.round(value).toLocaleString("en-US");
}
