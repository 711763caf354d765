import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareOf } from "../../../src/features/loadTest/engine/coordinator/shares.ts";
import { createSchedule } from "../../../src/features/loadTest/engine/worker/schedule.ts";
import { turnOf } from "../../../src/features/loadTest/engine/worker/turns.ts";

describe("the schedule", () => {
  it("spaces a constant rate evenly, from the first request on", () => {
    const due = createSchedule({ kind: "rate", rate: 400 }, 1_000);
    expect([0, 1, 2, 400].map((slot) => due?.(slot))).toEqual([0, 2.5, 5, 1_000]);
  });

  it("is absent in a closed loop", () => {
    expect(createSchedule({ kind: "closed", concurrency: 5 }, 0)).toBeUndefined();
  });

  it("follows ramps: as many requests are due as the area under the rate", () => {
    const stage = fc.record({
      target: fc.integer({ min: 0, max: 2_000 }),
      duration: fc.integer({ min: 100, max: 20_000 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000 }),
        fc.tuple(stage, stage, stage),
        fc.integer({ min: 0, max: 5_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (startRate, stages, warmUp, where) => {
          const due = createSchedule({ kind: "stages", startRate, stages }, warmUp);
          const total = warmUp + stages.reduce((sum, { duration }) => sum + duration, 0);
          const at = where * total;
          const area = areaUntil(at, startRate, [{ target: startRate, duration: warmUp }, ...stages]);
          const slot = Math.floor(area);
          // The slot before the area's whole part is due no later, the one after it no earlier.
          if (slot > 0) expect(due?.(slot - 1)).toBeLessThanOrEqual(at + 1e-6);
          expect(due?.(slot + 1)).toBeGreaterThan(at - 1e-6);
        },
      ),
    );
  });

  it("never goes backwards, and ends", () => {
    const due = createSchedule(
      {
        kind: "stages",
        startRate: 0,
        stages: [
          { target: 50, duration: 1_000 },
          { target: 0, duration: 1_000 },
        ],
      },
      0,
    );
    const times = Array.from({ length: 52 }, (_, slot) => due?.(slot) ?? 0);
    expect(times.every((time, slot) => slot === 0 || time >= (times[slot - 1] ?? 0))).toBe(true);
    expect(times.filter(Number.isFinite)).toHaveLength(50);
  });
});

function areaUntil(
  time: number,
  startRate: number,
  stages: readonly { readonly target: number; readonly duration: number }[],
): number {
  let [area, from, rest] = [0, startRate, time];
  for (const { target, duration } of stages) {
    const passed = Math.min(rest, duration);
    const rate = duration === 0 ? from : from + ((target - from) * passed) / duration;
    area += (((from + rate) / 2) * passed) / 1000;
    rest -= passed;
    from = target;
  }
  return area;
}

describe("what is divided", () => {
  it("gives parts that differ by one at most and lose nothing", () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 16 }), (whole, of) => {
        const parts = Array.from({ length: of }, (_, index) => shareOf(whole, index, of));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole);
        expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("gives turns as A B B A, before the start as well", () => {
    expect([-4, -3, -2, -1, 0, 1, 2, 3, 4].map(turnOf)).toEqual([0, 1, 1, 0, 0, 1, 1, 0, 0]);
  });
});
