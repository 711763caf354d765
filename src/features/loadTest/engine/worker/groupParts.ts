import type { LoadTarget } from "../plan.ts";
import type { Endpoint } from "../raw/openSocket.ts";
import type { Recorder } from "../recorder/recorder.ts";
import type { LaneOwner } from "./lane.ts";
import type { WorkerJob } from "./protocol.ts";
import type { Samples } from "./samples.ts";

/** What an engine makes the lanes of a target from. */
export interface GroupParts {
  readonly job: WorkerJob;
  readonly owner: LaneOwner;
  /** Which target it is. */
  readonly index: number;
  readonly target: LoadTarget;
  readonly endpoint: Endpoint;
  readonly recorder: Recorder;
  readonly samples: Samples;
}
