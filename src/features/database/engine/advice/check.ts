import type { Severity } from "../sqlLint/finding.ts";
import type { AdviceFacts } from "./facts.ts";
import type { AdviceFinding } from "./finding.ts";
import type { Thresholds } from "./thresholds.ts";

/** One thing that goes wrong in databases: how it is recognised, why it hurts, when it does not. */
export interface AdviceCheck {
  readonly id: string;
  /** The problem in a few words. */
  readonly title: string;
  /** How grave it is as a rule; a finding may be milder. */
  readonly severity: Severity;
  readonly why: string;
  /** When the finding can be ignored. */
  readonly fineWhen: string;
  readonly instead: string;
  /** The page of Postgres' manual that it leans on. */
  readonly reference: string;
  /** Checks whose findings about the same object, or the same table, say more; this one then stays silent. */
  readonly yieldsTo?: readonly string[];
  detect(facts: AdviceFacts, thresholds: Thresholds): Iterable<Hit>;
}

/** A finding before the check's own name and gravity are added. */
export type Hit = Omit<AdviceFinding, "code" | "severity"> & { readonly severity?: Severity };
