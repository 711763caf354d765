import { UserError } from "../../../../../shared/userError.ts";
import { decodeHistogram } from "../../recorder/encodeHistogram.ts";
import type { LoadResult, TargetResult } from "../../result.ts";
import { errorShare } from "../expectations.ts";
import { measuredWindows } from "../wholeWindows.ts";
import { sampleShift } from "../statistics/bootstrap.ts";
import { dominance } from "../statistics/mannWhitney.ts";
import { seededRandom } from "../statistics/random.ts";
import { driftOf, outliersAbove } from "../statistics/robust.ts";
import {
  type ComparedFigure,
  comparedFigures,
  type Comparison,
  type FigureComparison,
  judgeChange,
} from "./comparison.ts";
import { type Stretch, type Stretches, stretchesOf } from "./stretches.ts";
import { comparisonSentence, times } from "./wording.ts";

/** Four figures are judged at once, so each has to be surer than 95 %. */
const confidence = 0.99;
/** Two runs of the same build on the same machine differ by this much, whatever the seconds within them say. */
const runToRunNoise = 0.1;
/** Smaller differences (ms) are the scheduler's, not the service's. */
const smallestDifference = 0.3;
/** Windows that a run must have to be compared. */
const fewestWindows = 3;

export interface BaselineComparison extends Comparison {
  /** What got worse beyond noise, one sentence each; the gate fails when there is any. */
  readonly regressions: readonly string[];
  /** When the baseline was measured, ISO 8601. */
  readonly baselineStartedAt: string;
}

/**
 * Compares a run with a saved one of the same plan: each run's own figures, with an interval from how much they
 * change when some of its seconds are drawn more often and others not at all.
 * @throws UserError when the plans differ, or either run is too short
 */
export function compareBaseline(baseline: LoadResult, current: LoadResult): BaselineComparison {
  refuseOtherPlan(baseline, current);
  const [before] = baseline.targets;
  const [after] = current.targets;
  if (before === undefined || after === undefined)
    throw new UserError("A run without a target cannot be compared.");
  const windows = [measuredWindows(before.series, baseline), measuredWindows(after.series, current)] as const;
  if (windows.some(({ length }) => length < fewestWindows))
    throw new UserError(`Runs of less than ${fewestWindows} s cannot be compared; let both run longer.`);
  const stretches = stretchesOf(windows);
  const figures = comparedFigures.map((figure) => compareFigure(figure, stretches, [before, after]));
  const labels = ["the baseline", "this run"] as const;
  const dominating = dominance(
    decodeHistogram(before.histograms.latency).counts,
    decodeHistogram(after.histograms.latency).counts,
  );
  return {
    labels,
    figures,
    sentence: capitalized(comparisonSentence(labels, figures)),
    warnings: warningsOf(baseline, current),
    slowerProbability: dominating?.probability ?? null,
    regressions: [
      ...figures.filter(({ verdict }) => verdict === "worse").map(regression),
      ...newErrors(before, after),
    ],
    baselineStartedAt: baseline.startedAt,
  };
}

function refuseOtherPlan(baseline: LoadResult, current: LoadResult): void {
  if (baseline.plan.hash === current.plan.hash) return;
  const what = differingPart(baseline, current);
  throw new UserError(
    `The baseline was measured with another plan (${what}); run the same plan, or save a new baseline.`,
  );
}

/** Where a plan's requests go: origins, in the order of the plan. */
function addressesOf({ plan }: LoadResult): string {
  const urls = plan.targets.flatMap(({ requests }) => requests.map(({ url }) => url));
  return [...new Set(urls.map((url) => /^https?:\/\/[^/?#]*/i.exec(url)?.[0] ?? url))].join(", ");
}

function differingPart({ plan: before }: LoadResult, { plan: after }: LoadResult): string {
  const parts = ["pace", "length", "warmUp", "keepAlive", "httpVersion"] as const;
  const requests = ({ targets }: LoadResult["plan"]) =>
    targets
      .map((target) => target.requests.map(({ method, url }) => `${method} ${url}`).join(", "))
      .join(", ");
  if (requests(before) !== requests(after)) return `${requests(before)} instead of ${requests(after)}`;
  const differing = parts.filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]));
  const names = {
    pace: "rate or connections",
    length: "duration",
    warmUp: "warm-up",
    keepAlive: "keep-alive",
    httpVersion: "HTTP version",
  };
  return differing.length === 0
    ? "other headers, body or data"
    : `another ${differing.map((part) => names[part]).join(", ")}`;
}

function compareFigure(
  figure: ComparedFigure,
  stretches: Stretches,
  [baseline, current]: readonly [TargetResult, TargetResult],
): FigureComparison {
  const overall = (target: TargetResult) =>
    figure === "throughput" ? target.throughput : target.latency[figure];
  const [from, to] = [overall(baseline), overall(current)];
  if (from === null || to === null) return { ...unknown, figure, before: from, after: to };
  const valueOf = (sample: readonly Stretch[]) => stretches.valueOf(figure, sample);
  const [before, after] = stretches.runs;
  const runs = [withoutStalls(figure, before, valueOf), withoutStalls(figure, after, valueOf)] as const;
  const shift = sampleShift(runs, valueOf, confidence, seededRandom(1));
  const interval = { low: Math.expm1(shift.interval.low), high: Math.expm1(shift.interval.high) };
  const drifts = runs.map((run) => Math.abs(driftOf(run.map((stretch) => valueOf([stretch])))));
  const noise = Math.max(runToRunNoise, ...drifts.map(Math.expm1));
  // A gate that fails by chance is switched off; even the smallest plausible change must exceed the noise.
  const nearerBound = interval.low > 0 ? interval.low : interval.high;
  const isSmall = figure !== "throughput" && Math.abs(to - from) < smallestDifference;
  return {
    figure,
    before: from,
    after: to,
    change: Math.expm1(shift.estimate),
    interval,
    noise,
    verdict: isSmall ? "same" : judgeChange(figure, interval, nearerBound, noise),
  };
}

const unknown = { change: null, interval: null, noise: null, verdict: "unknown" } as const;

/**
 * A run without the few seconds in which the whole machine stood still. They belong to the tail, and P95 and P99 keep
 * them; in the middle of a short run they would hide any difference.
 */
function withoutStalls(
  figure: ComparedFigure,
  run: readonly Stretch[],
  valueOf: (sample: readonly Stretch[]) => number,
): readonly Stretch[] {
  if (figure === "p95" || figure === "p99") return run;
  const badness = run.map((stretch) => valueOf([stretch]) * (figure === "throughput" ? -1 : 1));
  const stalls = outliersAbove(badness, Math.log(1.5), run.length >> 2);
  return run.filter((_, place) => !stalls.includes(place));
}

function regression(figure: FigureComparison): string {
  const { before, after } = figure;
  const name = figure.figure === "throughput" ? "Throughput" : figure.figure.toUpperCase();
  const unit = figure.figure === "throughput" ? "req/s" : "ms";
  const number = (value: number | null) => Number((value ?? 0).toPrecision(3)).toLocaleString("en-US");
  const range = `from ${number(before)} to ${number(after)} ${unit}`;
  const change = figure.change ?? 0;
  if (figure.figure === "throughput") return `${name} fell by ${Math.round(-change * 100)} %, ${range}.`;
  const isMultiple = change >= 1;
  const size = isMultiple ? `a factor of ${times(1 + change)}` : `${Math.round(change * 100)} %`;
  return `${name} rose by ${size}, ${range}.`;
}

/** Errors are counted, so their difference is that of two proportions (score test, more than three deviations). */
function newErrors(before: TargetResult, after: TargetResult): readonly string[] {
  const [from, to] = [errorShare(before), errorShare(after)];
  const [n, m] = [before.requests + before.failed, after.requests + after.failed];
  const pooledShare = (from * n + to * m) / Math.max(1, n + m);
  const deviation = Math.sqrt(pooledShare * (1 - pooledShare) * (1 / Math.max(1, n) + 1 / Math.max(1, m)));
  const isWorse = to - from > 0.001 && to - from > 3 * deviation;
  const percent = (share: number) => `${Number((share * 100).toPrecision(2))} %`;
  return isWorse ? [`Errors rose from ${percent(from)} to ${percent(to)} of the requests.`] : [];
}

function warningsOf(baseline: LoadResult, current: LoadResult): readonly string[] {
  const [before, after] = [baseline.environment, current.environment];
  const machine = ({ cpu, cores, os }: LoadResult["environment"]) => `${cpu}, ${cores} cores, ${os}`;
  return [
    ...(addressesOf(baseline) === addressesOf(current)
      ? []
      : [`The baseline was measured at ${addressesOf(baseline)}.`]),
    ...(machine(before) === machine(after)
      ? []
      : [
          `The baseline was measured on another machine (${machine(before)}); differences may be the machine's.`,
        ]),
    ...(before.node === after.node
      ? []
      : [`The baseline was measured with Node ${before.node}, this run with ${after.node}.`]),
    ...[baseline, current].flatMap(({ generator, startedAt }) =>
      generator.health === "limiting"
        ? [`The generator limited the run of ${startedAt}; its figures are a bound.`]
        : [],
    ),
  ];
}

function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
