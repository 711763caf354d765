import { UserError } from "../../../../shared/userError.ts";
import { type BaselineComparison, compareBaseline } from "../answers/compare/compareBaseline.ts";
import { compareTargets } from "../answers/compare/compareTargets.ts";
import type { Comparison } from "../answers/compare/comparison.ts";
import { type ExpectationResult, judge, judgeStatus, parseExpectation } from "../answers/expectations.ts";
import { cautions, type LoadReport } from "../report/loadReport.ts";
import type { StatusRange } from "../plan.ts";
import type { LoadResult, TargetResult } from "../result.ts";
import type { ScenarioExpectations } from "../scenario/scenario.ts";
import type { Finding } from "./views.ts";

/** Everything that a finished run answers by itself. */
export function reportOf(result: LoadResult, expect: ScenarioExpectations): LoadReport {
  const [first, second] = result.targets;
  const judged = result.targets.flatMap((target) => {
    const own = judgeTarget(target, expect);
    if (!second) return own;
    return own.map((one) => ({ ...one, expect: `${one.expect} (${target.label})` }));
  });
  return {
    result,
    expectations: judged,
    comparison: first && second ? compareTargets([first, second]) : undefined,
    notes: [],
  };
}

function judgeTarget(target: TargetResult, expect: ScenarioExpectations): readonly ExpectationResult[] {
  const statuses = expect.status.map((status): StatusRange => [status, status]);
  const limited: readonly StatusRange[] = expect.rateLimit ? [[429, 429]] : [];
  return [
    ...expect.thresholds.map((threshold) => judge(parseExpectation(threshold), target)),
    ...(statuses.length > 0 ? [judgeStatus([...statuses, ...limited], target)] : []),
  ];
}

/** A report in sentences; what the generator says about itself stands apart in the panel. */
export function findingsOf(report: LoadReport): readonly Finding[] {
  const { expectations, comparison, result } = report;
  return [
    ...expectations.map(({ ok, expect, shown }): Finding => ({
      tone: ok ? "good" : "bad",
      text: `${expect}: ${shown}`,
    })),
    ...(comparison ? comparisonFindings(comparison) : []),
    ...cautions(report)
      .filter((caution) => caution !== result.generator.bottleneck)
      .map(note),
  ];
}

/**
 * What a run says beside an earlier one of the same plan.
 * @param isBaseline whether the earlier one is the baseline; otherwise sentences call it the other run
 */
export function comparedFindings(
  earlier: LoadResult,
  run: LoadResult,
  isBaseline: boolean,
): readonly Finding[] {
  const findings = comparisonOf(earlier, run);
  const rename = (text: string) => text.replaceAll(/(t|T)he baseline/g, "$1he other run");
  return isBaseline ? findings : findings.map((finding) => ({ ...finding, text: rename(finding.text) }));
}

function comparisonOf(earlier: LoadResult, run: LoadResult): readonly Finding[] {
  try {
    return baselineFindings(compareBaseline(earlier, run));
  } catch (error) {
    if (UserError.is(error)) return [note(error.message)];
    throw error;
  }
}

function baselineFindings(comparison: BaselineComparison): readonly Finding[] {
  const isBetter = comparison.figures.some(({ verdict }) => verdict === "better");
  const tone = comparison.regressions.length > 0 ? "bad" : isBetter ? "good" : "note";
  return [
    { tone, text: comparison.sentence, detail: comparison.regressions.join(" ") },
    ...comparison.warnings.map(note),
  ];
}

function comparisonFindings({ sentence, warnings }: Comparison): readonly Finding[] {
  return [note(sentence), ...warnings.map(note)];
}

function note(text: string): Finding {
  return { tone: "note", text };
}
