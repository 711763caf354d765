import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { openChannel } from "../../../../shared/channel.ts";
import { createGroups } from "./createGroups.ts";
import { Driver, type DriverGroup } from "./driver.ts";
import { type CoordinatorApi, sharedNow, type WorkerApi, type WorkerJob } from "./protocol.ts";
import { watchPulse } from "./pulse.ts";
import { createSchedule } from "./schedule.ts";

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
  let groups: readonly DriverGroup[] = [];
  const stopPulse = watchPulse(job.pulse, () => driver.spun);

  openChannel<WorkerApi, CoordinatorApi>(
    {
      post: (message) => parent.postMessage(message),
      onMessage: (listener) => parent.on("message", listener),
    },
    {
      prepare: async () => {
        groups = await createGroups(job, driver);
        await driver.prepare(groups);
        return null;
      },
      run: async (startAt) => {
        const measured = await driver.run(startAt - (sharedNow() - performance.now()));
        stopPulse();
        return {
          measured,
          spun: driver.spun,
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

if (parentPort) serve(parentPort, workerData as WorkerJob);
