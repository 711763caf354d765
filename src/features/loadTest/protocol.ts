import type { LoadPlan } from "./engine/plan.ts";
import type { LoadResult, LoadSnapshot } from "./engine/result.ts";

export type * from "./engine/plan.ts";
export type * from "./engine/result.ts";

/** What the load process (dist/load.js) does for its owner; one run at a time, one run a process. */
export interface LoadProcessApi {
  /**
   * Resolves when the run has ended by itself or by `stop`. Cancelling the call ends the run without a result.
   * @throws UserError when the plan cannot be carried out
   */
  run(plan: LoadPlan): LoadResult;
  /** Ends the run within a second; `run` then answers with the figures so far. */
  stop(params: null): null;
}

/** What the owner does for the load process. */
export interface LoadOwnerApi {
  progress(snapshot: LoadSnapshot): null;
}
