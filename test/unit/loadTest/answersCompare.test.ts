import { describe, expect, it } from "vitest";
import { compareBaseline } from "../../../src/features/loadTest/engine/answers/compare/compareBaseline.ts";
import { compareTargets } from "../../../src/features/loadTest/engine/answers/compare/compareTargets.ts";
import { readBaseline } from "../../../src/features/loadTest/engine/answers/compare/readBaseline.ts";
import {
  type Random,
  seededRandom,
} from "../../../src/features/loadTest/engine/answers/statistics/random.ts";
import { formatSaved } from "../../../src/features/loadTest/engine/report/formatJson.ts";
import { abba, latencyAround, plan, resultOf, targetOf } from "./answersFixtures.ts";

/** Two targets in turns on a machine that gets slower and jitters; the second is slower by a factor. */
function turns(factor: number, random: Random, machine: (index: number) => number = () => 1) {
  const target = (label: string, which: 0 | 1, slower: number) =>
    targetOf({
      label,
      windows: 12,
      indexOf: abba[which],
      requests: (window) => 400 / (machine(abba[which](window)) * slower),
      latency: (window) => latencyAround(10 * slower * machine(abba[which](window)), 0.4, random)(),
    });
  return compareTargets([target("A", 0, 1), target("B", 1, factor)]);
}

const figure = (comparison: ReturnType<typeof turns>, name: string) =>
  comparison.figures.find((one) => one.figure === name);

describe("two targets in turns", () => {
  it("differ when one is slower, by as much as it is", () => {
    const comparison = turns(1.3, seededRandom(1));
    expect(figure(comparison, "p50")).toMatchObject({ verdict: "worse" });
    expect(figure(comparison, "p50")?.change).toBeCloseTo(0.3, 1);
    expect(figure(comparison, "throughput")).toMatchObject({ verdict: "worse" });
    expect(comparison.sentence).toMatch(/^B is \d+ % slower than A at P95 \(\d+–\d+ %\), certain\.$/);
    expect(comparison.slowerProbability).toBeGreaterThan(0.6);
  });

  it("differ by factors when one is several times slower", () => {
    expect(turns(4, seededRandom(1)).sentence).toMatch(
      /^B is (?:3\.\d|4(?:\.\d)?) times as slow as A at P95/,
    );
    expect(turns(0.25, seededRandom(1)).sentence).toMatch(
      /^B is (?:3\.\d|4(?:\.\d)?) times as fast as A at P95/,
    );
  });

  it("do not differ because the machine gets slower all the time", () => {
    const comparison = turns(1, seededRandom(2), (index) => 1 + index * 0.05);
    expect(comparison.figures.map(({ verdict }) => verdict)).not.toContain("worse");
    expect(comparison.figures.map(({ verdict }) => verdict)).not.toContain("better");
    expect(comparison.sentence).toMatch(
      /^No difference between A and B that we can show; .* would have shown\.$/,
    );
  });

  it("differ in spite of a machine that gets slower all the time", () => {
    const comparison = turns(1.15, seededRandom(4), (index) => 1 + index * 0.05);
    expect(figure(comparison, "p50")).toMatchObject({ verdict: "worse" });
  });

  it("are called different by mistake in few of many comparisons of a target with itself", () => {
    const random = seededRandom(3);
    let wrong = 0;
    for (let run = 0; run < 40; run++) {
      const noise = Array.from({ length: 64 }, () => 1 + random() * 0.2);
      const comparison = turns(1, random, (index) => noise[index] ?? 1);
      if (comparison.figures.some(({ verdict }) => verdict === "better" || verdict === "worse")) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(4);
  });

  it("cannot be compared with a handful of requests", () => {
    const target = (which: 0 | 1) =>
      targetOf({ windows: 12, indexOf: abba[which], requests: () => 3, latency: () => 10 });
    const comparison = compareTargets([target(0), target(1)]);
    expect(figure(comparison, "p99")?.verdict).toBe("unknown");
  });
});

/** A run whose seconds vary as those of a real one. */
function run(medianMs: number, seed: number, more: Parameters<typeof resultOf>[1] = {}, of = plan) {
  const random = seededRandom(seed);
  const target = targetOf({
    windows: 12,
    requests: () => (20_000 / medianMs) * (0.97 + random() * 0.06),
    latency: latencyAround(medianMs, 0.3, random),
  });
  return resultOf([target], more, of);
}

describe("a run against its baseline", () => {
  it("passes when nothing changed", () => {
    const { regressions, sentence } = compareBaseline(run(10, 1), run(10, 2));
    expect(regressions).toEqual([]);
    expect(sentence).toMatch(/^No difference between the baseline and this run/);
  });

  it("fails when it is slower, and says by how much", () => {
    const { regressions } = compareBaseline(run(10, 1), run(14, 2));
    expect(regressions.join(" ")).toMatch(/P95 rose by (?:3\d|4\d) %, from 1\d\.\d to 2\d(?:\.\d)? ms\./);
    expect(regressions.join(" ")).toContain("Throughput fell by");
  });

  it("says multiples as such", () => {
    expect(compareBaseline(run(10, 1), run(850, 2)).regressions[0]).toMatch(
      /^P50 rose by a factor of 8\d, from [\d.]+ to 8\d\d ms\.$/,
    );
  });

  it("passes when it is faster", () => {
    const comparison = compareBaseline(run(14, 1), run(10, 2));
    expect(comparison.regressions).toEqual([]);
    expect(comparison.sentence).toMatch(/^This run is \d+ % faster than the baseline at P95/);
  });

  it("lets differences pass that are smaller than a scheduler's whim", () => {
    expect(
      compareBaseline(run(0.3, 1), run(0.4, 2)).figures.find(({ figure: name }) => name === "p50")?.verdict,
    ).toBe("same");
  });

  it("fails when errors appear", () => {
    const [target] = run(10, 2).targets;
    const failing = resultOf(target === undefined ? [] : [{ ...target, unexpected: 300 }]);
    expect(compareBaseline(run(10, 1), failing).regressions.join(" ")).toMatch(
      /Errors rose from 0 % to 1\.\d %/,
    );
  });

  it("refuses another plan, and says what differs", () => {
    const other = { ...plan, pace: { kind: "closed", concurrency: 10 } } as const;
    expect(() => compareBaseline(run(10, 1), run(10, 2, {}, other))).toThrow(
      "The baseline was measured with another plan (another rate or connections); run the same plan, or save a new baseline.",
    );
  });

  it("takes a build on another port, and says so", () => {
    const other = {
      ...plan,
      targets: [{ requests: [{ method: "GET", url: "http://127.0.0.1:4000/orders" }] }],
    } as const;
    expect(compareBaseline(run(10, 1), run(10, 2, {}, other)).warnings).toEqual([
      "The baseline was measured at http://localhost:3000.",
    ]);
  });

  it("warns of another machine", () => {
    const { environment } = run(10, 1);
    const elsewhere = run(10, 1, { environment: { ...environment, cpu: "Another CPU" } });
    expect(compareBaseline(elsewhere, run(10, 2)).warnings[0]).toContain("another machine (Another CPU");
  });

  it("is read back as it was saved, and anything else is refused", () => {
    const saved = readBaseline(formatSaved(run(10, 1)), "baseline.json");
    expect(compareBaseline(saved, run(10, 2)).regressions).toEqual([]);
    for (const text of ["", "{}", "null", '{"schemaVersion":2}', "[]"])
      expect(() => readBaseline(text, "a.json")).toThrow(
        "a.json is no saved load test; write one with --save a.json.",
      );
  });
});
