import { expect, it } from "vitest";
import {
  allocateRecorderMemory,
  viewRecorderMemory,
} from "../../../src/features/loadTest/engine/recorder/layout.ts";
import { Recorder } from "../../../src/features/loadTest/engine/recorder/recorder.ts";
import { Driver } from "../../../src/features/loadTest/engine/worker/driver.ts";
import type { Lane, LaneOwner } from "../../../src/features/loadTest/engine/worker/lane.ts";
import { Samples } from "../../../src/features/loadTest/engine/worker/samples.ts";

/** Time between two requests, in ms, and how long it takes to send one: half of it. */
const [gap, sending] = [0.2, 0.1];

it("sends what became due while it was sending without sleeping first", async () => {
  const slots = 1_000;
  const driver = new Driver({
    schedule: (slot) => slot * gap,
    keepAlive: true,
    warmUp: 0,
    duration: Infinity,
    requests: slots,
    drain: 0,
    block: Infinity,
    spin: true,
  });
  /** How long (ms) the driver did nothing while a request was due that became so while it sent others. */
  const lookedAway: number[] = [];
  let last = { now: -1, end: -Infinity };
  const lanes = Array.from({ length: 50 }, () =>
    laneOf(driver, (lane, due, now) => {
      if (now !== last.now && due <= last.end) lookedAway.push(now - last.end);
      const until = performance.now() + sending;
      while (performance.now() < until);
      last = { now, end: performance.now() };
      driver.free(lane, now);
    }),
  );
  const recorder = new Recorder(viewRecorderMemory(allocateRecorderMemory()), {
    warmUp: 0,
    window: 1_000,
    expectStatus: [],
    scheduled: true,
    windowsByDue: false,
  });
  await driver.prepare([
    { lanes, recorder, samples: new Samples(), meter: () => undefined, close: () => undefined },
  ]);
  // Begins late, with many due at once.
  await driver.run(performance.now() - 5);
  const median = lookedAway.sort((a, b) => a - b)[lookedAway.length >> 1];
  // A timer takes a millisecond at least.
  expect(median).toBeLessThan(0.9);
});

/** A lane that is always connected and answers while it sends. */
function laneOf(owner: LaneOwner, send: (lane: Lane, due: number, now: number) => void): Lane {
  const lane: Lane = {
    group: 0,
    busy: false,
    open: true,
    idleSince: 0,
    queued: false,
    connect: (now) => {
      owner.opened(lane, now);
      owner.free(lane, now);
    },
    send: (due, _own, now) => {
      send(lane, due, now);
    },
    sweep: () => undefined,
    end: () => undefined,
  };
  return lane;
}
