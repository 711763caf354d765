import fc from "fast-check";
import { expect, it } from "vitest";
import {
  fitScalabilityLaw,
  peakConcurrency,
  predict,
} from "../../../src/features/loadTest/engine/answers/scaling/usl.ts";

const steps = [1, 2, 4, 8, 16, 32, 64, 128];

it("finds the law that measurements were made from", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 10, max: 50_000, noNaN: true }),
      fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      fc.double({ min: 0.00001, max: 0.01, noNaN: true }),
      (lambda, sigma, kappa) => {
        const law = { lambda, sigma, kappa };
        const points = steps.map((concurrency) => ({ concurrency, throughput: predict(law, concurrency) }));
        const fit = fitScalabilityLaw(points);
        expect(fit?.r2).toBeGreaterThan(0.9999);
        expect(fit?.lambda).toBeCloseTo(lambda, -Math.floor(Math.log10(lambda)) + 3);
        const [peak, expected] = [peakConcurrency(fit ?? law) ?? 0, peakConcurrency(law) ?? 0];
        expect(Math.abs(peak - expected)).toBeLessThanOrEqual(1 + expected * 0.02);
      },
    ),
    { numRuns: 200 },
  );
});

it("needs six points", () => {
  const points = steps.slice(0, 5).map((concurrency) => ({ concurrency, throughput: concurrency }));
  expect(fitScalabilityLaw(points)).toBeUndefined();
});

it("sees no peak where throughput only flattens (Amdahl)", () => {
  const points = steps.map((concurrency) => ({
    concurrency,
    throughput: predict({ lambda: 1000, sigma: 0.1, kappa: 0 }, concurrency),
  }));
  const fit = fitScalabilityLaw(points);
  expect(fit?.sigma).toBeCloseTo(0.1, 4);
  expect(fit && peakConcurrency(fit)).toBeUndefined();
});
