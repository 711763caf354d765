import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { openChannel } from "../../../../shared/channel.ts";
import type { CompletePlan } from "../completePlan.ts";
import type { LoadTarget } from "../plan.ts";
import { createRequestSource } from "../raw/encodeRequest.ts";
import { RawLane } from "../raw/rawLane.ts";
import { viewRecorderMemory } from "../recorder/layout.ts";
import { Recorder } from "../recorder/recorder.ts";
import { Driver, type DriverGroup } from "./driver.ts";
import type { Lane } from "./lane.ts";
import { type CoordinatorApi, sharedNow, type WorkerApi, type WorkerJob } from "./protocol.ts";
import { watchPulse } from "./pulse.ts";
import { Samples } from "./samples.ts";
import { createSchedule } from "./schedule.ts";

const readBytes = 64 * 1024;

/** Entry of a load worker: prepares when asked, runs once, and writes its figures into shared memory. */
function serve(parent: MessagePort, job: WorkerJob): void {
  const { plan, share } = job;
  const schedule = createSchedule(plan.pace, plan.warmUp);
  const driver = new Driver({
    schedule: schedule && ((slot) => schedule(share.index + slot * share.of)),
    keepAlive: plan.keepAlive,
    warmUp: plan.warmUp,
    duration: Math.min(plan.duration, plan.caps.duration),
    requests: job.requests,
    drain: plan.drain,
    block: plan.block,
    spin: job.spin,
  });
  const shared = new Uint8Array(readBytes);
  // Windows may hold a buffer while a read is pending; elsewhere a read is used up before the next begins.
  const buffer = process.platform === "win32" ? () => new Uint8Array(16 * 1024) : () => shared;
  const groups = plan.targets.map((target, index) => createGroup(target, index, job, driver, buffer));
  const stopPulse = watchPulse(job.pulse, () => driver.spun);

  openChannel<WorkerApi, CoordinatorApi>(
    {
      post: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on("message", listener),
    },
    {
      prepare: async () => {
        await driver.prepare(groups);
        return null;
      },
      run: async (startAt) => {
        const measured = await driver.run(startAt - (sharedNow() - performance.now()));
        stopPulse();
        return {
          measured,
          samples: groups.map(({ samples }) => samples.responses()),
          errorSamples: groups.map(({ samples }) => samples.errors()),
        };
      },
      stop: () => {
        driver.stop();
        return null;
      },
    },
  );
}

function createGroup(
  target: LoadTarget,
  index: number,
  job: WorkerJob,
  driver: Driver,
  buffer: () => Uint8Array,
): DriverGroup {
  const { plan, endpoints, memories } = job;
  const [endpoint, memory] = [endpoints[index], memories[index]];
  if (!endpoint || !memory) throw new Error("The worker's job lacks an endpoint or memory.");
  const recorder = new Recorder(viewRecorderMemory(memory), recorderOptions(plan, job.window));
  const samples = new Samples();
  const options = {
    endpoint,
    source: createRequestSource(target, plan.keepAlive, job.share),
    recorder,
    samples,
    owner: driver,
    buffer,
    keepAlive: plan.keepAlive,
    connectTimeout: plan.connectTimeout,
    requestTimeout: plan.requestTimeout,
    responseBytes: plan.caps.responseBytes,
  };
  const lanes: readonly Lane[] = Array.from({ length: job.lanes }, () => new RawLane(index, options));
  return { lanes, recorder, samples };
}

function recorderOptions(plan: CompletePlan, window: number) {
  return {
    warmUp: plan.warmUp,
    window,
    expectStatus: plan.expectStatus,
    scheduled: plan.pace.kind !== "closed",
    windowsByDue: plan.targets.length > 1,
  };
}

if (parentPort) serve(parentPort, workerData as WorkerJob);
