import { expect, it } from "vitest";
import {
  adviseScaling,
  type ScalingStep,
} from "../../../src/features/loadTest/engine/answers/scaling/scalingAdvice.ts";
import { predict } from "../../../src/features/loadTest/engine/answers/scaling/usl.ts";
import { scalingView } from "../../../src/features/loadTest/engine/view/scalingView.ts";
import { seededRandom } from "../../../src/features/loadTest/engine/answers/statistics/random.ts";

const concurrencies = [1, 2, 4, 8, 16, 32, 64, 128];

function steps(throughputOf: (concurrency: number) => number, noise = 0.02): readonly ScalingStep[] {
  const random = seededRandom(5);
  return concurrencies.map((concurrency) => {
    const windows = Array.from(
      { length: 5 },
      () => throughputOf(concurrency) * (1 + (random() - 0.5) * noise),
    );
    const throughput = windows.reduce((sum, value) => sum + value, 0) / windows.length;
    return { concurrency, throughput, windows, p50: 1, p95: 2, p99: 3, errors: 0, limitedByGenerator: false };
  });
}

it("names the peak with its interval, what is serial, and what to plan with", () => {
  const law = { lambda: 1000, sigma: 0.1, kappa: 0.0005 };
  const advice = adviseScaling(steps((concurrency) => predict(law, concurrency)));
  expect(advice.peak?.concurrency).toBeGreaterThan(36);
  expect(advice.peak?.concurrency).toBeLessThan(48);
  expect(advice.peak?.interval?.low).toBeLessThanOrEqual(42);
  expect(advice.peak?.interval?.high).toBeGreaterThanOrEqual(42);
  expect(advice.sentences[0]).toMatch(/^Throughput is highest at about \d+ connections \(\d+–\d+\): /);
  expect(advice.sentences.join(" ")).toMatch(/About (?:9|10|11) % of the work is done one after another/);
  expect(advice.sentences.join(" ")).toMatch(
    /For planning, count on [\d,]+ req\/s an instance \(70 % of the most\)/,
  );
});

it("is drawn as steps, with the law from one connection to its peak", () => {
  const law = { lambda: 1000, sigma: 0.1, kappa: 0.0005 };
  const advice = adviseScaling(steps((concurrency) => predict(law, concurrency), 0));
  const { steps: drawn, curve, peak } = scalingView(advice);
  expect(drawn.map(({ concurrency }) => concurrency)).toEqual(concurrencies);
  expect(curve[0]?.throughput).toBeCloseTo(1000, 0);
  expect(curve.at(-1)?.concurrency).toBe(128);
  for (const { concurrency, throughput } of curve)
    expect(throughput / predict(law, concurrency)).toBeCloseTo(1, 3);
  expect(peak?.concurrency).toBe(42);
  const undecided = scalingView(adviseScaling(steps(predictNothing)));
  expect(undecided).toMatchObject({ curve: [], peak: null });
});

const predictNothing = (concurrency: number) => 1000 * concurrency;

it("says that a server was not saturated when it was not", () => {
  const advice = adviseScaling(steps((concurrency) => 1000 * concurrency));
  expect(advice.sentences).toEqual([
    "Not saturated in the tested range: up to 128 connections, throughput still grows.",
  ]);
  expect(advice.law).toBeNull();
});

it("concludes nothing from measurements without a law", () => {
  const random = seededRandom(9);
  const advice = adviseScaling(steps(() => 100 + random() * 1000));
  expect(advice.sentences[0]).toContain("follow no scalability law");
});

it("leaves out steps that failed or that the generator limited", () => {
  const law = { lambda: 1000, sigma: 0.1, kappa: 0.0005 };
  const all = steps((concurrency) => predict(law, concurrency));
  const broken = all.map((step) => ({
    ...step,
    errors: step.concurrency === 128 ? 0.2 : 0,
    limitedByGenerator: step.concurrency === 64,
  }));
  const { sentences } = adviseScaling(broken);
  expect(sentences).toContain("More than 1 % of the requests went wrong at 128 connections.");
  expect(sentences).toContain("The generator was the limit at 64 connections.");
  expect(adviseScaling(all.slice(0, 5)).sentences[0]).toContain("5 usable steps are too few");
});
