import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fineBucket,
  fineBuckets,
  lowestOf,
  maxTicks,
  toTicks,
} from "../../../src/features/loadTest/engine/recorder/buckets.ts";
import {
  decodeHistogram,
  encodeHistogram,
} from "../../../src/features/loadTest/engine/recorder/encodeHistogram.ts";
import {
  addHistogram,
  emptyHistogram,
  type Histogram,
  quantile,
  rankOf,
  rankReader,
  recordValue,
  type Resolution,
} from "../../../src/features/loadTest/engine/recorder/histogram.ts";

/** Latencies from 1 µs to 400 s, in ms, as many small as large ones. */
const latency = fc
  .tuple(fc.integer({ min: 0, max: 28 }), fc.double({ min: 1, max: 2, noNaN: true }))
  .map(([power, factor]) => Math.min(400_000, 0.001 * 2 ** power * factor));
const latencies = fc.array(latency, { minLength: 1, maxLength: 400 });
const share = fc.constantFrom(0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1);

function histogramOf(values: readonly number[], resolution: Resolution = "fine"): Histogram {
  const histogram = emptyHistogram(resolution);
  for (const value of values) recordValue(histogram, value);
  return histogram;
}

describe("buckets", () => {
  it("cover 32 bits of ticks without gaps or overlaps", () => {
    expect(fineBucket(0)).toBe(0);
    expect(fineBucket(maxTicks)).toBe(fineBuckets - 1);
    for (let bucket = 0; bucket < fineBuckets; bucket++) {
      const lowest = lowestOf(bucket);
      expect(fineBucket(lowest)).toBe(bucket);
      if (bucket > 0) expect(fineBucket(lowest - 1)).toBe(bucket - 1);
    }
  });

  it("keep what is beyond their reach, at the edge", () => {
    expect(toTicks(1e9)).toBe(maxTicks);
    expect(toTicks(-1)).toBe(0);
  });
});

describe("a histogram", () => {
  it.each([
    ["fine", 0.0005, 0.0001],
    ["coarse", 0.008, 0.0009],
  ] as const)("in the %s resolution gives what sorting gives", (resolution, relative, absolute) => {
    fc.assert(
      fc.property(latencies, share, (values, wanted) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[rankOf(wanted, sorted.length) - 1] ?? 0;
        const histogram = histogramOf(values, resolution);
        const found = quantile(histogram, wanted);
        expect(rankReader(histogram)(rankOf(wanted, values.length))).toBe(found);
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(Math.max(exact * relative, absolute));
      }),
    );
  });

  it("added to another is the histogram of both", () => {
    fc.assert(
      fc.property(latencies, latencies, (a, b) => {
        const sum = histogramOf(a);
        addHistogram(sum, histogramOf(b));
        const both = histogramOf([...a, ...b]);
        expect(sum.counts).toEqual(both.counts);
        expect([sum.count, sum.max]).toEqual([both.count, both.max]);
        expect(sum.sum).toBeCloseTo(both.sum, 6);
      }),
      { numRuns: 30 },
    );
  });

  it("survives being written as text", () => {
    fc.assert(
      fc.property(latencies, fc.constantFrom<Resolution>("fine", "coarse"), (values, resolution) => {
        const histogram = histogramOf(values, resolution);
        expect(decodeHistogram(encodeHistogram(histogram))).toEqual(histogram);
      }),
      { numRuns: 30 },
    );
  });

  it("refuses a text that is damaged", () => {
    const encoded = encodeHistogram(histogramOf([1, 2, 3]));
    const damages = [
      { ...encoded, count: 4 },
      { ...encoded, buckets: encoded.buckets.slice(0, 3) },
      { ...encoded, buckets: Buffer.alloc(40, 0xff).toString("base64") },
      { ...encoded, resolution: "finest" as Resolution },
    ];
    for (const damaged of damages) expect(() => decodeHistogram(damaged)).toThrow("damaged");
  });
});
