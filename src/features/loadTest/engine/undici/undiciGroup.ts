import type { DriverGroup } from "../worker/driver.ts";
import type { GroupParts } from "../worker/groupParts.ts";
import { createDispatcherPool } from "./dispatchers.ts";
import { createDispatchSource } from "./dispatchSource.ts";
import { UndiciLane } from "./undiciLane.ts";

/** A target's streams. @throws UserError when a request cannot be filled in */
export function createUndiciGroup({ job, target, index, endpoint, ...parts }: GroupParts): DriverGroup {
  const { keepAlive, requestTimeout, caps } = job.plan;
  const { recorder, samples } = parts;
  const pool = createDispatcherPool(job.plan, endpoint, recorder, job.lanes);
  const source = createDispatchSource(target, job.share);
  const options = { ...parts, source, keepAlive, requestTimeout, responseBytes: caps.responseBytes };
  const lanes = Array.from(
    { length: job.lanes },
    (_, lane) => new UndiciLane(index, pool.dispatcherOf(lane), options),
  );
  return { lanes, recorder, samples, meter: (now) => pool.meter(now), close: () => pool.close() };
}
