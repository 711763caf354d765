import { createRawGroup } from "../raw/rawGroup.ts";
import { viewRecorderMemory } from "../recorder/layout.ts";
import { Recorder } from "../recorder/recorder.ts";
import type { DriverGroup } from "./driver.ts";
import type { GroupParts } from "./groupParts.ts";
import type { LaneOwner } from "./lane.ts";
import type { WorkerJob } from "./protocol.ts";
import { Samples } from "./samples.ts";

/** Lanes, recorder and samples of each target of a job. @throws UserError when a request cannot be encoded */
export async function createGroups(job: WorkerJob, owner: LaneOwner): Promise<readonly DriverGroup[]> {
  const parts = job.plan.targets.map((target, index): GroupParts => {
    const [memory, endpoint] = [job.memories[index], job.endpoints[index]];
    if (!memory || !endpoint) throw new RangeError(`The job lacks what target ${index} needs.`);
    return {
      job,
      owner,
      index,
      target,
      endpoint,
      recorder: createRecorder(job, memory),
      samples: new Samples(),
    };
  });
  if (job.engine === "raw") return parts.map(createRawGroup);
  // Loading undici takes longer than many a test with the other engine.
  const { createUndiciGroup } = await import("../undici/undiciGroup.ts");
  return parts.map(createUndiciGroup);
}

function createRecorder({ plan, window }: WorkerJob, memory: SharedArrayBuffer): Recorder {
  return new Recorder(viewRecorderMemory(memory), {
    warmUp: plan.warmUp,
    window,
    expectStatus: plan.expectStatus,
    scheduled: plan.pace.kind !== "closed",
    windowsByDue: plan.targets.length > 1,
  });
}
