import { emptyHistogram, type Histogram, joinHistograms, recordValue } from "../recorder/histogram.ts";
import { histogramAt, scalar, unexpectedOffset } from "../recorder/layout.ts";
import { type Counts, errorKinds, oddities, type StatusClass, statusClasses } from "../result.ts";
import type { Reading } from "./reading.ts";

/** The histograms that reports speak of, put together from what was recorded. */
export interface TargetHistogramSet {
  readonly latency: Histogram;
  readonly latencyOf: "expected" | "all";
  readonly service: Histogram;
  readonly lateness: Histogram;
  readonly generatorLateness: Histogram;
  readonly connect: Histogram;
  readonly byClass: Readonly<Partial<Record<StatusClass, Histogram>>>;
}

export function histogramsOf(reading: Reading, scheduled: boolean): TargetHistogramSet {
  const { histograms, scalars } = reading;
  const at = (index: number) => histograms[index] ?? emptyHistogram("fine");
  const expected = joinHistograms(statusClasses.map((_, index) => at(index)));
  const all = joinHistograms(statusClasses.flatMap((_, index) => [at(index), at(index + unexpectedOffset)]));
  const censored = at(histogramAt.censored);
  const latencyOf = expected.count > 0 || all.count === 0 ? "expected" : "all";
  const sent = scalars[scalar.sent] ?? 0;
  return {
    latency: joinHistograms([latencyOf === "expected" ? expected : all, censored]),
    latencyOf,
    service: scheduled ? at(histogramAt.service) : all,
    lateness: withZeros(at(histogramAt.lateness), sent),
    generatorLateness: withZeros(at(histogramAt.generatorLateness), sent),
    connect: at(histogramAt.connect),
    byClass: Object.fromEntries(
      statusClasses.flatMap((name, index) => {
        const histogram = joinHistograms([at(index), at(index + unexpectedOffset)]);
        return histogram.count === 0 ? [] : [[name, histogram]];
      }),
    ),
  };
}

export function countsOf({ scalars, statuses, histograms }: Reading): Counts {
  const at = (place: number) => scalars[place] ?? 0;
  const status: Record<string, number> = {};
  statuses.forEach((count, code) => {
    if (count > 0) status[String(code)] = count;
  });
  const errors = named(errorKinds, (index) => at(scalar.errors + index));
  const unexpected = statusClasses.map((_, index) => histograms[index + unexpectedOffset]?.count ?? 0);
  return {
    requests: sum(Object.values(status)),
    sent: at(scalar.sent),
    status,
    unexpected: sum(unexpected),
    errors,
    failed: sum(Object.values(errors)),
    censored: histograms[histogramAt.censored]?.count ?? 0,
    cut: at(scalar.cut),
    notSent: at(scalar.notSent),
    retried: at(scalar.retried),
    connections: at(scalar.connections),
    bytesIn: at(scalar.bytesIn),
    bytesOut: at(scalar.bytesOut),
    oddities: named(oddities, (index) => at(scalar.oddities + index)),
  };
}

function named<Name extends string>(
  names: readonly Name[],
  countAt: (index: number) => number,
): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  names.forEach((name, index) => {
    const count = countAt(index);
    if (count > 0) counts[name] = count;
  });
  return counts;
}

/** Requests that were on time are not recorded one by one. */
function withZeros(of: Histogram, count: number): Histogram {
  if (count > of.count) recordValue(of, 0, count - of.count);
  return of;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
