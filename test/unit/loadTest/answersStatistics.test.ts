import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleShift } from "../../../src/features/loadTest/engine/answers/statistics/bootstrap.ts";
import { dominance } from "../../../src/features/loadTest/engine/answers/statistics/mannWhitney.ts";
import {
  ascending,
  median,
  quantileOf,
  samplesNeeded,
} from "../../../src/features/loadTest/engine/answers/statistics/order.ts";
import { pairedShift } from "../../../src/features/loadTest/engine/answers/statistics/pairedShift.ts";
import {
  type Random,
  seededRandom,
} from "../../../src/features/loadTest/engine/answers/statistics/random.ts";

/** A standard normal number (Box and Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function sampleOf(count: number, draw: () => number): readonly number[] {
  return Array.from({ length: count }, draw);
}

describe("order statistics", () => {
  it("interpolate between neighbours and stay within the sample", () => {
    expect(quantileOf([1, 2, 3, 4], 0.5)).toBe(2.5);
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, q) => {
          const sorted = ascending(values);
          const value = quantileOf(sorted, q);
          const slack = 1e-9 * Math.max(1, Math.abs(value));
          return value >= (sorted[0] ?? 0) - slack && value <= (sorted.at(-1) ?? 0) + slack;
        },
      ),
    );
  });

  it("know how many samples a percentile takes", () => {
    expect([0.95, 0.99, 0.999].map(samplesNeeded)).toEqual([72, 368, 3688]);
  });
});

describe("paired differences", () => {
  it("give the interval of the textbook's exact table", () => {
    // n = 10, 95 %: the interval leaves out 8 averages on each side (critical value of the signed-rank test).
    const differences = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    const averages = ascending(differences.flatMap((a, i) => differences.slice(i).map((b) => (a + b) / 2)));
    const { estimate, interval } = pairedShift(differences, 0.95);
    expect(estimate).toBe(5.5);
    expect(interval).toEqual({ low: averages[8], high: averages[averages.length - 9] });
  });

  it("have no interval when there are too few", () => {
    expect(pairedShift([1, 2, 3, 4, 5], 0.95).interval).toBeUndefined();
    expect(pairedShift([1, 2, 3, 4, 5, 6], 0.95).interval).toEqual({ low: 1, high: 6 });
  });

  it("hold the true shift as often as they promise, outliers or not", () => {
    const random = seededRandom(7);
    const hits = sampleOf(1000, () => {
      const differences = sampleOf(16, () => 0.1 + normal(random) * (random() < 0.1 ? 10 : 1));
      const { interval } = pairedShift(differences, 0.95);
      return interval !== undefined && interval.low <= 0.1 && interval.high >= 0.1 ? 1 : 0;
    }).reduce((sum, hit) => sum + hit, 0);
    expect(hits).toBeGreaterThan(930);
    expect(hits).toBeLessThan(980);
  });

  it("move with the differences", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: -1000, max: 1000 }),
        (differences, by) =>
          pairedShift(
            differences.map((value) => value + by),
            0.95,
          ).estimate ===
          pairedShift(differences, 0.95).estimate + by,
      ),
    );
  });
});

describe("the bootstrap of two runs", () => {
  it("holds the true difference about as often as it promises", () => {
    const random = seededRandom(11);
    const hits = sampleOf(120, () => {
      const before = sampleOf(30, () => 10 + normal(random));
      const after = sampleOf(30, () => 11 + normal(random));
      const { interval } = sampleShift([before, after], median, 0.95, random);
      return interval.low <= 1 && interval.high >= 1 ? 1 : 0;
    }).reduce((sum, hit) => sum + hit, 0);
    expect(hits).toBeGreaterThan(105);
  }, 60_000);

  it("is the same for the same seed", () => {
    const run = () =>
      sampleShift(
        [
          [1, 2, 3, 9],
          [4, 5, 6, 7],
        ],
        median,
        0.95,
        seededRandom(3),
      );
    expect(run()).toEqual(run());
    expect(run().estimate).toBe(median([4, 5, 6, 7]) - median([1, 2, 3, 9]));
  });
});

describe("dominance of two histograms", () => {
  it("equals counting all pairs of requests", () => {
    const counts = fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(counts, counts, (first, second) => {
        const result = dominance(first, second);
        const expand = (buckets: readonly number[]) =>
          buckets.flatMap((count, bucket) => Array.from({ length: count }, () => bucket));
        const [a, b] = [expand(first), expand(second)];
        if (a.length === 0 || b.length === 0) return result === undefined;
        const wins = a.flatMap((x) => b.map((y) => (y > x ? 1 : y === x ? 0.5 : 0)));
        const expected = wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
        return result !== undefined && Math.abs(result.probability - expected) < 1e-12;
      }),
    );
  });
});
