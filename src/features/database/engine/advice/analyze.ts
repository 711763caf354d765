import { severities } from "../sqlLint/finding.ts";
import { checks } from "./checks/index.ts";
import type { AdviceFacts } from "./facts.ts";
import type { AdviceFinding, Confidence } from "./finding.ts";
import { defaultThresholds, type Thresholds } from "./thresholds.ts";

const confidences: readonly Confidence[] = ["high", "medium", "low"];

/** Everything that the checks have to say about a database: the gravest and surest first. */
export function analyze(facts: AdviceFacts, thresholds: Partial<Thresholds> = {}): readonly AdviceFinding[] {
  const effective = { ...defaultThresholds, ...thresholds };
  const findings = checks.flatMap((check) =>
    [...check.detect(facts, effective)].map((hit): AdviceFinding => ({
      code: check.id,
      severity: check.severity,
      ...hit,
    })),
  );
  return findings
    .filter((finding) => !isSaidBetter(finding, findings))
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        confidences.indexOf(a.confidence) - confidences.indexOf(b.confidence),
    );
}

const betterSaid: ReadonlyMap<string, readonly string[]> = new Map(
  checks.map(({ id, yieldsTo = [] }) => [id, yieldsTo]),
);

function isSaidBetter({ code, object }: AdviceFinding, findings: readonly AdviceFinding[]): boolean {
  const better = betterSaid.get(code) ?? [];
  return findings.some(
    (other) => better.includes(other.code) && (other.object === object || other.fix?.index?.table === object),
  );
}
