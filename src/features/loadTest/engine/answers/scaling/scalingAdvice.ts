import type { Interval } from "../statistics/order.ts";
import { ascending, quantileOf } from "../statistics/order.ts";
import { seededRandom } from "../statistics/random.ts";
import { fitScalabilityLaw, peakConcurrency, predict, type ScalabilityLaw } from "./usl.ts";

/** A step of a scaling test: what one concurrency reached. */
export interface ScalingStep {
  readonly concurrency: number;
  /** In req/s. */
  readonly throughput: number;
  /** Throughput of each second, for the confidence of the fit. */
  readonly windows: readonly number[];
  /** In ms; null when there are not enough samples. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Requests that went wrong, 0 to 1. */
  readonly errors: number;
  /** The generator, not the server, limited this step. */
  readonly limitedByGenerator: boolean;
}

export interface ScalingAdvice {
  readonly steps: readonly ScalingStep[];
  /** Null when the law does not describe the measurements, or the server was never saturated. */
  readonly law: ScalabilityLaw | null;
  /** Where throughput is highest; null when nothing in the tested range says. */
  readonly peak: {
    readonly concurrency: number;
    readonly throughput: number;
    readonly interval: Interval | null;
  } | null;
  /** What follows, in plain words, the answer first. */
  readonly sentences: readonly string[];
}

/** The fit must explain this much, or nothing is concluded from it. */
const goodFit = 0.95;
/** A peak further out than this many times the tested range is an extrapolation. */
const furthest = 2;
const refits = 200;
const headroom = 0.7;

/**
 * What a stepped run says about how the server scales, by the Universal Scalability Law. Steps that the generator
 * limited, or where more than 1 % of the requests went wrong, say nothing about it and are left out.
 */
export function adviseScaling(steps: readonly ScalingStep[]): ScalingAdvice {
  const usable = steps.filter(({ errors, limitedByGenerator }) => errors <= 0.01 && !limitedByGenerator);
  const nothing = (sentence: string): ScalingAdvice => ({
    steps,
    law: null,
    peak: null,
    sentences: [sentence, ...leftOut(steps)],
  });
  const law = fitScalabilityLaw(usable);
  const tested = Math.max(...usable.map(({ concurrency }) => concurrency), 0);
  if (law === undefined)
    return nothing(`${usable.length} usable steps are too few to see how the server scales; six are needed.`);
  if (law.r2 < goodFit)
    return nothing(
      `The measurements follow no scalability law (R² ${law.r2.toFixed(2)}), so nothing is concluded from them; run it again on a quiet machine.`,
    );
  const concurrency = peakConcurrency(law);
  const isFlat = law.sigma < 0.02 && (concurrency === undefined || concurrency > tested * furthest);
  if (
    isFlat ||
    (concurrency !== undefined && concurrency > tested * furthest && gainAtEnd(law, tested) > 0.1)
  )
    return nothing(`Not saturated in the tested range: up to ${tested} connections, throughput still grows.`);
  const peak =
    concurrency === undefined || concurrency > tested * furthest
      ? null
      : { concurrency, throughput: predict(law, concurrency), interval: peakInterval(usable) };
  return { steps, law, peak, sentences: [...adviceOf(law, peak, tested), ...leftOut(steps)] };
}

/** Throughput that one more connection adds at the end of the range, as a share of what the first one brought. */
function gainAtEnd(law: ScalabilityLaw, concurrency: number): number {
  return (predict(law, concurrency + 1) - predict(law, concurrency)) / law.lambda;
}

function adviceOf(law: ScalabilityLaw, peak: ScalingAdvice["peak"], tested: number): readonly string[] {
  const serial = Math.round(law.sigma * 100);
  const advice: string[] = [];
  if (peak !== null) {
    const beyond = peak.concurrency > tested ? ", beyond the tested range" : "";
    const interval =
      peak.interval === null ? "" : ` (${Math.floor(peak.interval.low)}–${Math.ceil(peak.interval.high)})`;
    advice.push(
      `Throughput is highest at about ${peak.concurrency} connections${interval}${beyond}: ${rate(peak.throughput)}. More connections only add waiting, so let pools and limits end there.`,
    );
  } else {
    advice.push(
      `Throughput flattens and approaches ${rate(law.lambda / law.sigma)}; it does not fall within ${tested} connections.`,
    );
  }
  if (serial >= 5)
    advice.push(
      `About ${serial} % of the work is done one after another: look for a lock, a single database connection, or synchronous code.`,
    );
  const knee = kneeOf(law, tested);
  if (knee < (peak?.concurrency ?? tested))
    advice.push(`From ${knee} connections on, one more brings less than a tenth of what the first brought.`);
  const most = peak?.throughput ?? predict(law, tested);
  advice.push(
    `For planning, count on ${rate(most * headroom)} an instance (70 % of the most); measured on this machine only.`,
  );
  return advice;
}

/** The last concurrency at which one more connection still brings a tenth of what the first one brought. */
function kneeOf(law: ScalabilityLaw, tested: number): number {
  for (let concurrency = 1; concurrency < tested * furthest; concurrency++)
    if (gainAtEnd(law, concurrency) < 0.1) return concurrency;
  return tested * furthest;
}

/** Where the peak lies in 95 % of fits to redrawn seconds; null when the seconds are too few, or often have none. */
function peakInterval(steps: readonly ScalingStep[]): Interval | null {
  if (steps.some(({ windows }) => windows.length < 2)) return null;
  const random = seededRandom(1);
  const peaks: number[] = [];
  for (let refit = 0; refit < refits; refit++) {
    const points = steps.map(({ concurrency, windows }) => {
      const drawn = windows.map(() => windows[Math.floor(random() * windows.length)] ?? 0);
      return { concurrency, throughput: drawn.reduce((sum, value) => sum + value, 0) / drawn.length };
    });
    const law = fitScalabilityLaw(points);
    const peak = law && peakConcurrency(law);
    if (peak !== undefined) peaks.push(peak);
  }
  if (peaks.length < refits * 0.9) return null;
  const sorted = ascending(peaks);
  return { low: quantileOf(sorted, 0.025), high: quantileOf(sorted, 0.975) };
}

function leftOut(steps: readonly ScalingStep[]): readonly string[] {
  const failing = steps.filter(({ errors }) => errors > 0.01).map(({ concurrency }) => concurrency);
  const limited = steps
    .filter(({ limitedByGenerator }) => limitedByGenerator)
    .map(({ concurrency }) => concurrency);
  return [
    ...(failing.length > 0
      ? [`More than 1 % of the requests went wrong at ${failing.join(", ")} connections.`]
      : []),
    ...(limited.length > 0 ? [`The generator was the limit at ${limited.join(", ")} connections.`] : []),
  ];
}

function rate(value: number): string {
  return `${Math.round(value).toLocaleString("en-US")} req/s`;
}
