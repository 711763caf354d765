import { severities } from "../sqlLint/finding.ts";
import { checks } from "./checks/index.ts";
import type { AdviceFacts } from "./facts.ts";
import type { AdviceFinding, Confidence } from "./finding.ts";
import { defaultThresholds, type Thresholds } from "./thresholds.ts";

const confidences: readonly Confidence[] = ["high", "medium", "low"];

/** Everything that the checks have to say about a database: the gravest and surest first. */
export function analyze(facts: AdviceFacts, thresholds: Partial<Thresholds> = {}): readonly AdviceFinding[] {
  const effective = { ...defaultThresholds, ...thresholds };
  const findings = checks.flatMap(({ id, severity, detect }) =>
    [...detect(facts, effective)].map((hit): AdviceFinding => ({ code: id, severity, ...hit })),
  );
  return findings.sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence),
  );
}
