import type { LoadTarget } from "../plan.ts";
import { createRequestSource } from "../raw/encodeRequest.ts";
import { RawLane } from "../raw/rawLane.ts";
import { viewRecorderMemory } from "../recorder/layout.ts";
import { Recorder } from "../recorder/recorder.ts";
import { createDispatcherPool } from "../undici/dispatchers.ts";
import { createDispatchSource } from "../undici/dispatchSource.ts";
import { UndiciLane } from "../undici/undiciLane.ts";
import type { DriverGroup } from "./driver.ts";
import type { LaneOwner } from "./lane.ts";
import type { WorkerJob } from "./protocol.ts";
import { Samples } from "./samples.ts";

const readBytes = 64 * 1024;

/** Lanes, recorder and samples of each target of a job. @throws UserError when a request cannot be encoded */
export function createGroups(job: WorkerJob, owner: LaneOwner): readonly DriverGroup[] {
  const shared = new Uint8Array(readBytes);
  // Windows may hold a buffer while a read is pending; elsewhere a read is used up before the next begins.
  const buffer = process.platform === "win32" ? () => new Uint8Array(readBytes / 4) : () => shared;
  return job.plan.targets.map((target, index) => {
    const memory = job.memories[index];
    if (!memory) throw new RangeError(`There is no memory for target ${index}.`);
    const { plan } = job;
    const recorder = new Recorder(viewRecorderMemory(memory), {
      warmUp: plan.warmUp,
      window: job.window,
      expectStatus: plan.expectStatus,
      scheduled: plan.pace.kind !== "closed",
      windowsByDue: plan.targets.length > 1,
    });
    const group = { job, owner, index, recorder, samples: new Samples() };
    return job.engine === "raw" ? rawGroup(target, group, buffer) : undiciGroup(target, group);
  });
}

interface GroupParts {
  readonly job: WorkerJob;
  readonly owner: LaneOwner;
  readonly index: number;
  readonly recorder: Recorder;
  readonly samples: Samples;
}

function rawGroup(target: LoadTarget, parts: GroupParts, buffer: () => Uint8Array): DriverGroup {
  const { job, owner, index, recorder, samples } = parts;
  const { keepAlive, connectTimeout, requestTimeout, caps } = job.plan;
  const options = {
    ...{ endpoint: endpointOf(job, index), owner, recorder, samples, buffer },
    source: createRequestSource(target, keepAlive, job.share),
    ...{ keepAlive, connectTimeout, requestTimeout, responseBytes: caps.responseBytes },
  };
  const lanes = Array.from({ length: job.lanes }, () => new RawLane(index, options));
  return { lanes, recorder, samples, meter: () => undefined, close: () => undefined };
}

function undiciGroup(target: LoadTarget, { job, owner, index, recorder, samples }: GroupParts): DriverGroup {
  const { keepAlive, requestTimeout, caps } = job.plan;
  const pool = createDispatcherPool(job.plan, endpointOf(job, index), recorder, job.lanes);
  const source = createDispatchSource(target, job.share);
  const options = {
    ...{ source, recorder, samples, owner },
    ...{ keepAlive, requestTimeout, responseBytes: caps.responseBytes },
  };
  const lanes = Array.from(
    { length: job.lanes },
    (_, lane) => new UndiciLane(index, pool.dispatcherOf(lane), options),
  );
  return { lanes, recorder, samples, meter: (now) => pool.meter(now), close: () => pool.close() };
}

function endpointOf({ endpoints }: WorkerJob, index: number) {
  const endpoint = endpoints[index];
  if (!endpoint) throw new RangeError(`There is no endpoint for target ${index}.`);
  return endpoint;
}
