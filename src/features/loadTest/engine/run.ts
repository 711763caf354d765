import { UserError } from "../../../shared/userError.ts";
import type { LoadPlan } from "./plan.ts";
import type { LoadResult, LoadSnapshot } from "./result.ts";

export interface LoadRunOptions {
  /** Called at most four times a second while the run lasts. */
  readonly onSnapshot?: (snapshot: LoadSnapshot) => void;
  /** Ends the run within a second; the result then holds the figures so far. */
  readonly signal?: AbortSignal;
  /** The worker's module; default: the one beside this bundle or source file. */
  readonly workerPath?: string;
}

/**
 * Carries a plan out in worker threads and resolves with what was found; a run always ends by itself.
 * @throws UserError when the plan contradicts itself, exceeds its caps or names a host that does not resolve
 */
export function runLoad(plan: LoadPlan, options: LoadRunOptions = {}): Promise<LoadResult> {
  options.signal?.throwIfAborted();
  return Promise.reject(new UserError(`The load engine cannot test ${plan.targets[0].requests[0].url} yet.`));
}
