import { describe, expect, it } from "vitest";
import { compareBaseline } from "../../../src/features/loadTest/engine/answers/compare/compareBaseline.ts";
import { driftOf, outliersAbove } from "../../../src/features/loadTest/engine/answers/statistics/robust.ts";
import {
  type Random,
  seededRandom,
} from "../../../src/features/loadTest/engine/answers/statistics/random.ts";
import { smallSampleWidening } from "../../../src/features/loadTest/engine/answers/statistics/studentT.ts";
import { resultOf, targetOf } from "./answersFixtures.ts";

/** What surrounds the service that is measured. */
interface Machine {
  readonly windows: number;
  /** Standard deviation, in logarithms, of what a second of a run has in common. */
  readonly jitter: number;
  /** Share of the seconds that something else has taken, and how many times as slow they are at most. */
  readonly stalls: number;
  readonly worstStall: number;
}

const machines: Readonly<Record<string, Machine>> = {
  "quiet, 5 s": { windows: 5, jitter: 0.03, stalls: 0, worstStall: 1 },
  "quiet, 20 s": { windows: 20, jitter: 0.03, stalls: 0, worstStall: 1 },
  "busy, 5 s": { windows: 5, jitter: 0.2, stalls: 0.1, worstStall: 20 },
  "busy, 12 s": { windows: 12, jitter: 0.2, stalls: 0.1, worstStall: 20 },
  "drowning, 12 s": { windows: 12, jitter: 0.3, stalls: 0.3, worstStall: 30 },
};

/** Two runs differ by this much (in logarithms), whatever the seconds within them say. */
const runToRun = 0.03;

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A closed loop against a service of about 1 ms; what the service itself takes more is the same in every second. */
function runOn(machine: Machine, random: Random, { more = 0, factor = 1 } = {}) {
  const run = factor * Math.exp(runToRun * normal(random));
  const seconds = Array.from({ length: machine.windows }, () => {
    const stall = random() < machine.stalls ? 1 + (machine.worstStall - 1) * random() : 1;
    return run * Math.exp(machine.jitter * normal(random)) * stall;
  });
  const of = (window: number) => seconds[window] ?? 1;
  return resultOf([
    targetOf({
      windows: machine.windows,
      requests: (window) => 5 + 300 / (of(window) + more),
      latency: (window) => of(window) * Math.exp(0.4 * normal(random)) + more,
    }),
  ]);
}

function shareOf(times: number, holds: () => boolean): number {
  return Array.from({ length: times }, holds).filter(Boolean).length / times;
}

describe.each(Object.entries(machines))("the gate on a machine that is %s", (_, machine) => {
  it("hardly ever fails a build that is the same", () => {
    const random = seededRandom(7);
    const alarms = shareOf(30, () => {
      const { regressions } = compareBaseline(runOn(machine, random), runOn(machine, random));
      return regressions.length > 0;
    });
    expect(alarms).toBeLessThanOrEqual(1 / 30);
  });

  it("fails a build that takes 20 ms more", () => {
    const random = seededRandom(8);
    const found = shareOf(20, () => {
      const { regressions } = compareBaseline(runOn(machine, random), runOn(machine, random, { more: 20 }));
      return regressions.some((sentence) => sentence.startsWith("P50"));
    });
    expect(found).toBeGreaterThanOrEqual(machine.stalls > 0.2 ? 0.9 : 0.95);
  });
});

it("finds half again as much on a quiet machine, whatever the length of the run", () => {
  const random = seededRandom(9);
  for (const windows of [4, 8, 70]) {
    const machine = { windows, jitter: 0.03, stalls: 0, worstStall: 1 };
    const { regressions } = compareBaseline(runOn(machine, random), runOn(machine, random, { factor: 1.6 }));
    expect(regressions.join(" ")).toMatch(/P50 rose by/);
  }
});

describe("robust statistics", () => {
  it("drift follows a trend, not a wild second", () => {
    expect(driftOf([1, 2, 3, 4])).toBeCloseTo(2);
    expect(driftOf([1, 1, 1, 1, 50])).toBe(0);
    expect(driftOf([1])).toBe(0);
  });

  it("outliers lie above the others, and are few", () => {
    expect(outliersAbove([1, 1.1, 9, 0.9, 1], 0.4, 1)).toEqual([2]);
    expect(outliersAbove([1, 1.1, 9, 12, 1, 1, 1, 1], 0.4, 1)).toEqual([3]);
    expect(outliersAbove([1, 1.3, 1.1, 0.2], 0.4, 1)).toEqual([]);
    expect(outliersAbove([1, 2, 3, 4, 5], 0.4, 2)).toEqual([]);
  });

  it("few samples widen an interval as the tables of Student's t say", () => {
    const table = [63.657, 9.925, 5.841, 4.604, 4.032];
    for (const [at, quantile] of table.entries())
      expect(smallSampleWidening(0.99, at + 1) * 2.576).toBeCloseTo(quantile, 0);
    expect(smallSampleWidening(0.95, 30) * 1.96).toBeCloseTo(2.042, 2);
  });
});
