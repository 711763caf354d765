import { UserError } from "../../../../shared/userError.ts";
import { type BaselineComparison, compareBaseline } from "../answers/compare/compareBaseline.ts";
import { compareTargets } from "../answers/compare/compareTargets.ts";
import type { Comparison } from "../answers/compare/comparison.ts";
import { judge, judgeStatus, parseExpectation } from "../answers/expectations.ts";
import { cautions, type LoadReport } from "../report/loadReport.ts";
import type { LoadResult } from "../result.ts";
import type { ScenarioExpectations } from "../scenario/scenario.ts";
import type { Finding } from "./views.ts";

/** Everything that a finished run answers by itself. */
export function reportOf(result: LoadResult, expect: ScenarioExpectations): LoadReport {
  const [first, second] = result.targets;
  const judged = first
    ? [
        ...expect.thresholds.map((threshold) => judge(parseExpectation(threshold), first)),
        ...(expect.status.length > 0
          ? [
              judgeStatus(
                expect.status.map((status) => [status, status]),
                first,
              ),
            ]
          : []),
      ]
    : [];
  return {
    result,
    expectations: judged,
    comparison: first && second ? compareTargets([first, second]) : undefined,
    notes: [],
  };
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

/** What a run says beside an earlier one of the same plan. */
export function comparedFindings(earlier: LoadResult, run: LoadResult): readonly Finding[] {
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
