import type { Unproven } from "../shadow/loadSchema.ts";

/** What a proof looks at. */
export type CheckName =
  /** Replaying the way up gives exactly the target. */
  | "up"
  /** Replaying the way down gives exactly the source. */
  | "down"
  /** The forms that hold no long locks ran as they stand, not in a substitute. */
  | "online form"
  /** A run that stops after any step can be continued. */
  | "resume"
  /** Rows are still there where nothing said that they are lost. */
  | "rows"
  /** No table was written anew that was said to be left alone. */
  | "rewrites"
  /** pg_dump, or the text of the system catalogs, is the same on both sides. */
  | "second observer";

export interface ProofCheck {
  readonly name: CheckName;
  readonly ok: boolean;
  /** What stands against it, or what it covered; one sentence. */
  readonly detail?: string;
}

/** The result of replaying a migration and its way back. */
export interface Proof {
  /** Every check holds and nothing was left out. */
  readonly proven: boolean;
  readonly checks: readonly ProofCheck[];
  /** What was left out or did not hold, by name; empty when proven. */
  readonly unproven: readonly Unproven[];
}

export function proofOf(checks: readonly ProofCheck[], unproven: readonly Unproven[]): Proof {
  return { proven: unproven.length === 0 && checks.every(({ ok }) => ok), checks, unproven };
}
