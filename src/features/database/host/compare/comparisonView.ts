import type {
  ComparisonView,
  DryRunView,
  RenameAnswer,
  RenameQuestion,
  TriedStatement,
} from "../../comparePanelProtocol.ts";
import type { CheckName } from "../../engine/proof/proof.ts";
import type { ComparisonReport, DryRunReport } from "../../protocol.ts";

/** What people look for first, first. */
const checkOrder: readonly CheckName[] = [
  "up",
  "down",
  "online form",
  "resume",
  "rows",
  "rewrites",
  "second observer",
];

/** A comparison as the panel shows it, with the questions that nobody has answered yet. */
export function comparisonView(report: ComparisonReport, answers: readonly RenameAnswer[]): ComparisonView {
  const { groups, losses, proof, unmodelled, notes, tool, files, up, down, irreversible } = report;
  return {
    isEqual: files.length === 0,
    losses: losses.map(({ message }) => message),
    questions: openQuestions(report, answers),
    groups,
    isProven: proof.proven,
    checks: proof.checks
      .toSorted((one, other) => checkOrder.indexOf(one.name) - checkOrder.indexOf(other.name))
      .map(({ name, ok, detail = null }) => ({ name, ok, detail })),
    unproven: proof.unproven.map(named),
    unmodelled,
    notes,
    tool,
    files: files.map(({ path }) => path),
    up,
    down,
    irreversible: irreversible.filter((sentence) => !losses.some(({ message }) => message === sentence)),
  };
}

/** Pairs that may be renames and that were not answered with "drop and add". */
export function openQuestions(
  { candidates }: Pick<ComparisonReport, "candidates">,
  answers: readonly RenameAnswer[],
): readonly RenameQuestion[] {
  return candidates
    .filter(
      ({ from, to }) =>
        !answers.some((answer) => !answer.isRename && answer.from === from && answer.to === to),
    )
    .map(({ from, to, reason }) => ({ from, to, reason }));
}

/** What a dry run saw, by the statements of the way up. */
export function dryRunView({ statements, unproven }: DryRunReport, where: string): DryRunView {
  return { where, statements: statements.map(tried), unproven: unproven.map(named) };
}

function tried(statement: DryRunReport["statements"][number]): TriedStatement {
  const { sql, blocks, locks = [], rewrites = [], scans = [], estimate = null } = statement;
  return { sql, blocks, locks, rewrites, scans, estimate };
}

function named({ object, reason }: { readonly object: string; readonly reason: string }): string {
  return `${object}: ${reason}`;
}
