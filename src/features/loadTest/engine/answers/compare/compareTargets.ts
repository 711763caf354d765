import { decodeHistogram } from "../../recorder/encodeHistogram.ts";
import { addHistogram, emptyHistogram, type Histogram, quantile } from "../../recorder/histogram.ts";
import type { BlockResult, TargetResult } from "../../result.ts";
import { dominance } from "../statistics/mannWhitney.ts";
import { samplesNeeded } from "../statistics/order.ts";
import { pairedShift } from "../statistics/pairedShift.ts";
import {
  type ComparedFigure,
  comparedFigures,
  type Comparison,
  type FigureComparison,
  judgeChange,
  quantileShares,
} from "./comparison.ts";
import { comparisonSentence } from "./wording.ts";

const confidence = 0.95;

/** A turn of a target, with its histogram read. */
interface Turn {
  readonly index: number;
  readonly throughput: number;
  readonly histogram: Histogram;
}

/**
 * Compares two targets that were measured in turns (ABBA): paired differences of neighbouring turns, so that
 * whatever slows the machine down hits both, and the noise floor from turns of the same target.
 */
export function compareTargets([first, second]: readonly [TargetResult, TargetResult]): Comparison {
  const turns = [turnsOf(first.blocks), turnsOf(second.blocks)] as const;
  const figures = comparedFigures.map((figure) => compareFigure(figure, turns, [first, second]));
  const labels = distinctLabels(first.label, second.label);
  const dominating = dominance(pooled(turns[0]).counts, pooled(turns[1]).counts);
  return {
    labels,
    figures,
    sentence: comparisonSentence(labels, figures),
    warnings: warningsOf(first, second),
    slowerProbability: dominating?.probability ?? null,
  };
}

function distinctLabels(first: string, second: string): readonly [string, string] {
  return first === second ? [`A (${first})`, `B (${second})`] : [first, second];
}

function turnsOf(blocks: readonly BlockResult[]): readonly Turn[] {
  return blocks
    .filter(({ requests, seconds }) => requests > 0 && seconds > 0)
    .map(({ index, requests, seconds, histogram }) => ({
      index,
      throughput: requests / seconds,
      histogram: decodeHistogram(histogram),
    }));
}

function compareFigure(
  figure: ComparedFigure,
  [first, second]: readonly [readonly Turn[], readonly Turn[]],
  targets: readonly [TargetResult, TargetResult],
): FigureComparison {
  const [before, after] = targets.map((target) =>
    figure === "throughput" ? target.throughput : target.latency[figure],
  );
  const value = (turn: Turn) => logValue(figure, turn);
  const differences = pairs(first, second, (a, b) => a.index >> 1 === b.index >> 1).map(
    ([a, b]) => value(b) - value(a),
  );
  const shift = pairedShift(differences.filter(Number.isFinite), confidence);
  const noise = noiseFloor([first, second], value);
  const known = shift.interval !== undefined;
  const interval = shift.interval
    ? { low: Math.expm1(shift.interval.low), high: Math.expm1(shift.interval.high) }
    : null;
  const change = known ? Math.expm1(shift.estimate) : null;
  return {
    figure,
    before: before ?? null,
    after: after ?? null,
    change,
    interval,
    noise,
    verdict: judgeChange(figure, interval, change, noise),
  };
}

/** Ratios are differences of logarithms; a turn too short for the quantile says nothing. */
function logValue(figure: ComparedFigure, { throughput, histogram }: Turn): number {
  if (figure === "throughput") return Math.log(throughput);
  const share = quantileShares[figure];
  return histogram.count >= (share > 0.5 ? samplesNeeded(share) : 20)
    ? Math.log(quantile(histogram, share))
    : Number.NaN;
}

/**
 * The largest change that the same estimate shows between turns of the same target (A/A). Signs alternate, so that
 * a machine that gets slower and slower does not look like a difference.
 */
function noiseFloor(targets: readonly (readonly Turn[])[], value: (turn: Turn) => number): number | null {
  const differences = targets.flatMap((turns) =>
    pairs(turns, turns, (a, b) => a.index < b.index && a.index >> 2 === b.index >> 2).map(
      ([a, b], position) => (value(b) - value(a)) * (position % 2 === 0 ? 1 : -1),
    ),
  );
  const { interval } = pairedShift(differences.filter(Number.isFinite), confidence);
  return interval === undefined
    ? null
    : Math.expm1(Math.max(Math.abs(interval.low), Math.abs(interval.high)));
}

function pairs(
  first: readonly Turn[],
  second: readonly Turn[],
  belong: (a: Turn, b: Turn) => boolean,
): readonly (readonly [Turn, Turn])[] {
  return first.flatMap((a) => second.filter((b) => belong(a, b)).map((b) => [a, b] as const));
}

function pooled(turns: readonly Turn[]): Histogram {
  const all = emptyHistogram("coarse");
  for (const { histogram } of turns) addHistogram(all, histogram);
  return all;
}

function warningsOf(first: TargetResult, second: TargetResult): readonly string[] {
  return [first, second].flatMap(({ label, failed, unexpected, requests }) => {
    const wrong = failed + unexpected;
    const share = wrong / Math.max(1, requests + failed);
    return share > 0.01
      ? [
          `${(share * 100).toFixed(1)} % of the requests to ${label} went wrong; errors are often faster than answers.`,
        ]
      : [];
  });
}
