import { describe, expect, it } from "vitest";
import {
  type GeneratorSigns,
  judgeGenerator,
} from "../../../src/features/loadTest/engine/coordinator/judgeGenerator.ts";
import { latencyFigures } from "../../../src/features/loadTest/engine/figures/latencyFigures.ts";
import { emptyHistogram, recordValue } from "../../../src/features/loadTest/engine/recorder/histogram.ts";

function lateness(ms: number) {
  const histogram = emptyHistogram("fine");
  recordValue(histogram, ms, 1_000);
  return latencyFigures(histogram);
}

const idle: GeneratorSigns = {
  closed: true,
  workers: 2,
  utilization: 0.4,
  cpu: 0.7,
  achieved: null,
  own: lateness(0),
  exhausted: 0,
};

describe("the generator's judgement of itself", () => {
  it.each([
    ["with time to spare", {}, "healthy", null],
    // The loop is never idle because the processor is taken by others, not because requests cost so much.
    ["when it waits for the processor", { utilization: 1, cpu: 1.2 }, "busy", null],
    ["when it burns its cores", { utilization: 1, cpu: 1.95 }, "limiting", "its 2 workers were 100 % busy"],
    ["alone", { utilization: 0.99, cpu: 0.97, workers: 1 }, "limiting", "its worker was 99 % busy"],
    ["on time", { closed: false, achieved: 1, own: lateness(0.5) }, "healthy", null],
    ["a little late", { closed: false, achieved: 1, own: lateness(4) }, "busy", null],
    ["late", { closed: false, achieved: 1, own: lateness(25) }, "limiting", "within 25.0 ms"],
    ["on time but behind a slow server", { closed: false, achieved: 0.5 }, "healthy", null],
    ["busy and behind", { closed: false, achieved: 0.9, utilization: 1, cpu: 2 }, "limiting", "lower bound"],
    ["without ports", { exhausted: 7 }, "limiting", "for 7 requests"],
  ] as const)("%s", (_, signs, health, bottleneck) => {
    const verdict = judgeGenerator({ ...idle, ...signs });
    expect(verdict.health).toBe(health);
    if (bottleneck === null) expect(verdict.bottleneck).toBeNull();
    else expect(verdict.bottleneck).toContain(bottleneck);
  });
});
