import type { LoadResult } from "./engine/result.ts";
import type { Finding } from "./engine/view/views.ts";
import type { Scenario } from "./engine/scenario/scenario.ts";

/** A run as it lies in the history: what was asked for, and what was found. Without secrets. */
export interface KeptRun {
  readonly schemaVersion: 1;
  readonly id: string;
  /** The load in words. */
  readonly summary: string;
  readonly scenario: Scenario;
  readonly result: LoadResult;
  /** What was checked beside the figures: the rate limit. */
  readonly checks: readonly Finding[];
}
