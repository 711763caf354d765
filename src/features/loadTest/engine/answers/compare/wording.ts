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
  if (certain !== undefined) {
    const change = changeInWords(certain);
    const than = change.includes(" times as ") ? "as" : "than";
    return `${second} is ${change} ${than} ${first} ${places[certain.figure]}${range(certain)}, certain.`;
  }
  const known = ordered.find(({ verdict }) => verdict === "same");
  if (known === undefined)
    return "Too few samples to compare; let the test run longer or with more requests.";
  return `No difference between ${first} and ${second} that we can show; ${percent(visible(known))} ${places[known.figure]} would have shown.`;
}

/** A change as people say it: "12 % faster", "3.4 times as slow", "30 % higher". */
export function changeInWords({ figure, change }: Pick<FigureComparison, "figure" | "change">): string {
  const factor = 1 + (change ?? 0);
  const [more, less] = figure === "throughput" ? ["higher", "lower"] : ["slower", "faster"];
  if (figure !== "throughput" && (factor >= 2 || factor <= 0.5))
    return `${times(Math.max(factor, 1 / factor))} times as ${factor > 1 ? "slow" : "fast"}`;
  return `${percent(Math.abs(factor - 1))} ${factor > 1 ? more : less}`;
}

/** A factor to two digits or so: 3.4, 86. */
export function times(factor: number): string {
  return factor >= 10 ? String(Math.round(factor)) : String(Number(factor.toFixed(1)));
}

/** The smallest change that the measurement could have told from noise. */
function visible({ interval, noise }: FigureComparison): number {
  return (noise ?? 0) + (interval === null ? 0 : (interval.high - interval.low) / 2);
}

function range({ figure, interval, change }: FigureComparison): string {
  if (interval === null) return "";
  const factor = 1 + (change ?? 0);
  if (figure !== "throughput" && (factor >= 2 || factor <= 0.5)) {
    const factors = [1 + interval.low, 1 + interval.high].map((bound) => (factor > 1 ? bound : 1 / bound));
    return ` (${factors
      .sort((a, b) => a - b)
      .map(times)
      .join("–")})`;
  }
  const [from = 0, to = 0] = [Math.abs(interval.low), Math.abs(interval.high)].sort((a, b) => a - b);
  return ` (${percentNumber(from)}–${percent(to)})`;
}

/** A share as a percentage: 0.123 → "12 %". */
export function percent(share: number): string {
  return `${percentNumber(share)} %`;
}

function percentNumber(share: number): string {
  const value = share * 100;
  return value < 10 ? String(Number(value.toFixed(1))) : Math.round(value).toLocaleString("en-US");
}
