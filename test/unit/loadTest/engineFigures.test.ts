import { describe, expect, it } from "vitest";
import {
  designEffect,
  fewestFor,
  latencyFigures,
  spectrumOf,
} from "../../../src/features/loadTest/engine/figures/latencyFigures.ts";
import { readRecorders, readWindows } from "../../../src/features/loadTest/engine/figures/reading.ts";
import { countsOf, histogramsOf } from "../../../src/features/loadTest/engine/figures/targetFigures.ts";
import {
  emptyHistogram,
  type Histogram,
  quantile,
  recordValue,
} from "../../../src/features/loadTest/engine/recorder/histogram.ts";
import {
  allocateRecorderMemory,
  viewRecorderMemory,
} from "../../../src/features/loadTest/engine/recorder/layout.ts";
import { Recorder } from "../../../src/features/loadTest/engine/recorder/recorder.ts";

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function fine(values: Iterable<number>): Histogram {
  const histogram = emptyHistogram("fine");
  for (const value of values) recordValue(histogram, value);
  return histogram;
}

describe("latency figures", () => {
  it("leave out percentiles that have too few samples", () => {
    expect([0.5, 0.95, 0.99, 0.999].map(fewestFor)).toEqual([6, 72, 368, 3688]);
    const figures = latencyFigures(fine(Array.from({ length: 100 }, (_, index) => index + 1)));
    expect(figures).toMatchObject({ count: 100, p99: null, p99_9: null, max: 100, mean: 50.5 });
    expect(figures.p95).toBeCloseTo(95, 1);
    expect(figures.confidence.p99).toBeNull();
    expect(latencyFigures(emptyHistogram("fine"))).toMatchObject({
      count: 0,
      p50: null,
      max: null,
      mean: null,
    });
  });

  it("have intervals that cover the true percentile about 95 times in 100", () => {
    const random = seeded(7);
    const trials = 400;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const values = Array.from({ length: 1000 }, () => -10 * Math.log(1 - random()));
      const [low, high] = latencyFigures(fine(values)).confidence.p95 ?? [0, 0];
      const truth = -10 * Math.log(0.05);
      if (low <= truth && truth <= high) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.92);
  });

  it("have wider intervals when slow requests come together", () => {
    const random = seeded(3);
    const windows = Array.from({ length: 30 }, (_, index) => {
      const window = emptyHistogram("coarse");
      for (let request = 0; request < 100; request++) recordValue(window, index % 10 === 0 ? 100 : 1.5);
      return window;
    });
    const independent = Array.from({ length: 30 }, () => {
      const window = emptyHistogram("coarse");
      for (let request = 0; request < 100; request++) recordValue(window, random() < 0.1 ? 100 : 1.5);
      return window;
    });
    const all = fine([...Array<number>(2700).fill(1.5), ...Array<number>(300).fill(100)]);
    expect(designEffect(quantile(all, 0.89), windows)).toBeGreaterThan(20);
    expect(designEffect(quantile(all, 0.89), independent)).toBeLessThan(2);
    expect(designEffect(quantile(all, 0.89), windows.slice(0, 5))).toBe(1);
  });

  it("draw the spectrum as far as the count supports", () => {
    const spectrum = spectrumOf(fine(Array.from({ length: 1000 }, (_, index) => index + 1)));
    expect(spectrum.at(-1)).toEqual({ quantile: 1, ms: 1000 });
    expect(spectrum.every(({ ms }, index) => index === 0 || ms >= (spectrum[index - 1]?.ms ?? 0))).toBe(true);
    expect(spectrum.filter(({ quantile }) => quantile > 0.9991 && quantile < 1)).toEqual([]);
  });
});

describe("what recorders write", () => {
  const options = {
    warmUp: 2_000,
    window: 1_000,
    expectStatus: [[200, 299]] as const,
    scheduled: true,
    windowsByDue: false,
  };

  function recorders(count: number) {
    const memories = Array.from({ length: count }, () => viewRecorderMemory(allocateRecorderMemory()));
    return { memories, all: memories.map((memory) => new Recorder(memory, options)) };
  }

  it("adds up over workers, apart from the warm-up", () => {
    const { memories, all } = recorders(2);
    for (const [worker, recorder] of all.entries()) {
      recorder.startAt(10_000);
      recorder.sent(9_000, 0, 0, 100);
      recorder.answer(200, 9_000, 9_000, 9_010, 70);
      for (let request = 0; request < 100; request++) {
        const due = 10_000 + request * 20;
        recorder.sent(due, 5, 1, 100);
        recorder.answer(request % 10 === 0 ? 429 : 200, due, due + 5, due + 15 + worker, 70);
      }
      recorder.sent(12_000, 0, 0, 100);
      recorder.failure("timeout", 12_000, 12_500);
      recorder.failure("reset", 12_100, 12_101);
      recorder.cut(12_200);
      recorder.notSent(12_300, 12_400);
    }
    const reading = readRecorders(memories);
    expect(countsOf(reading)).toMatchObject({
      requests: 200,
      sent: 202,
      status: { "200": 180, "429": 20 },
      unexpected: 20,
      errors: { timeout: 2, reset: 2 },
      failed: 4,
      censored: 4,
      cut: 2,
      notSent: 2,
      bytesIn: 14_000,
      bytesOut: 20_200,
    });
    const set = histogramsOf(reading, true);
    expect(set.latency.count).toBe(184);
    expect(set.latencyOf).toBe("expected");
    expect(set.service.count).toBe(200);
    expect(set.lateness.count).toBe(202);
    expect(set.byClass["429"]?.count).toBe(20);
    expect(latencyFigures(set.latency)).toMatchObject({ max: 500 });
    expect(latencyFigures(set.service).p50).toBeCloseTo(10, 2);
    const windows = readWindows(memories, -2_000, 3_000);
    expect(windows.map(({ at, requests, errors }) => [at, requests, errors])).toEqual([
      [-2_000, 0, 0],
      [-1_000, 2, 0],
      [0, 100, 0],
      [1_000, 100, 0],
      [2_000, 0, 4],
    ]);
  });

  it("describes all answers when none was hoped for", () => {
    const { memories, all } = recorders(1);
    all[0]?.startAt(0);
    all[0]?.answer(500, 10, 10, 20, 70);
    const set = histogramsOf(readRecorders(memories), true);
    expect([set.latencyOf, set.latency.count]).toEqual(["all", 1]);
  });

  it("joins windows when a run outlasts them, and loses nothing", () => {
    const { memories, all } = recorders(2);
    const seconds = 3_000;
    all.forEach((recorder) => recorder.startAt(0));
    for (let second = -2; second < seconds; second++) {
      // One worker is ahead: its windows double before the other's do.
      all[0]?.answer(200, second * 1000, second * 1000, second * 1000 + 10, 70);
      if (second < 100) all[1]?.answer(200, second * 1000, second * 1000, second * 1000 + 20, 70);
    }
    const windows = readWindows(memories, -2_000, seconds * 1000);
    expect(windows[0]?.length).toBe(8_000);
    expect(windows.length).toBeLessThan(640);
    const measured = windows.filter(({ at }) => at >= 0);
    expect(measured.reduce((sum, { requests }) => sum + requests, 0)).toBe(seconds + 100);
    expect(measured.reduce((sum, { histogram }) => sum + histogram.count, 0)).toBe(seconds + 100);
    expect(measured[0]).toMatchObject({ at: 0, requests: 16 });
    expect(measured[200]).toMatchObject({ at: 1_600_000, requests: 8 });
  });
});
