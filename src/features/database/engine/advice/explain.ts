import type { Severity } from "../sqlLint/finding.ts";
import { checks } from "./checks/index.ts";

/** What a check says of itself, for `explain`, tooltips and documentation. */
export interface AdviceExplanation {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly fineWhen: string;
  readonly instead: string;
  readonly documentationUrl: string;
}

/** Explains a check; undefined when there is none of that name. */
export function explainAdvice(code: string): AdviceExplanation | undefined {
  const check = checks.find(({ id }) => id === code);
  if (!check) return undefined;
  const { id, severity, title, why, fineWhen, instead, reference } = check;
  return { code: id, severity, title, why, fineWhen, instead, documentationUrl: reference };
}

/** Every id that `explainAdvice` knows. */
export const adviceCodes: readonly string[] = checks.map(({ id }) => id);
