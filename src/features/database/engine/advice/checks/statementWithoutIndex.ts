import type { ObjectId } from "../../catalog/model.ts";
import { formatCount } from "../../explorer/wording.ts";
import type { AdviceCheck } from "../check.ts";
import { type AdviceFacts, constraintsOf, type Statement, tableFacts } from "../facts.ts";
import type { Evidence, IndexDesign } from "../finding.ts";
import { isSearchable } from "../coverage.ts";
import { shortName } from "../names.ts";
import { type Candidate, candidateFor } from "../statements/candidate.ts";
import { excerpt } from "../statements/excerpt.ts";
import type { Thresholds } from "../thresholds.ts";

export const statementWithoutIndex: AdviceCheck = {
  id: "statement-without-index",
  title: "A frequent statement that no index serves",
  severity: "warning",
  why: "What it filters or sorts by is in no index, so that Postgres reads far more rows than it returns, on every call.",
  fineWhen: "The table stays small, or writes to it matter more than this statement.",
  instead:
    "An index with the compared columns first, then what is sorted or ranged over; partial where a condition is constant and rare, covering where few small columns are read.",
  reference: "https://www.postgresql.org/docs/current/indexes-multicolumn.html",
  *detect(facts, thresholds) {
    for (const { statements, candidate, design } of wishes(facts, thresholds)) {
      const [worst] = statements;
      if (!worst) continue;
      const { rows } = tableFacts(facts, design.table);
      const calls = statements.reduce((sum, one) => sum + one.calls, 0);
      const time = statements.reduce((sum, one) => sum + one.totalTime, 0);
      yield {
        severity: rows < thresholds.scannedRows ? "info" : "warning",
        confidence: facts.columns.size > 0 ? "medium" : "low",
        object: design.table,
        message: `No index of ${shortName(design.table)} serves a statement that ran ${formatCount(calls)} times; add ${articleOf(candidate)} index on ${design.keys.map(({ text }) => text).join(", ")}.`,
        evidence: [
          { name: "statement", value: excerpt(worst.text) },
          { name: "calls", value: calls, unit: "calls" },
          { name: "mean time", value: time / Math.max(1, calls), unit: "ms" },
          { name: "total time", value: time, unit: "ms" },
          { name: `rows in ${shortName(design.table)}`, value: rows, unit: "rows" },
          { name: "rows left by its conditions (estimated)", value: candidate.remaining, unit: "rows" },
          ...others(statements),
        ],
        fix: candidate.fix,
      };
    }
  },
};

interface Wish {
  readonly statements: readonly Statement[];
  readonly candidate: Candidate;
  readonly design: IndexDesign;
}

/** One wish for each index; an index that begins another one is left to that. */
function wishes(facts: AdviceFacts, { smallRows, indexCalls }: Thresholds): readonly Wish[] {
  const found = new Map<string, Wish>();
  for (const statement of facts.statements) {
    if (statement.calls < indexCalls || statement.scans.kind === "other") continue;
    for (const scan of statement.scans.scans) {
      if (tableFacts(facts, scan.table).rows < smallRows) continue;
      const candidate = candidateFor(facts, scan, statement.calls);
      const design = candidate?.fix.index;
      if (!candidate || !design || isForeignKeyIndex(facts, design)) continue;
      const key = JSON.stringify([design.table, design.keys, design.predicate]);
      const known = found.get(key);
      found.set(key, { candidate, design, statements: [...(known?.statements ?? []), statement] });
    }
  }
  const all = [...found.values()];
  return all.filter(({ design }) => !all.some((other) => begins(design, other.design)));
}

/** Whether an index makes another one superfluous. */
function begins(short: IndexDesign, long: IndexDesign): boolean {
  if (short === long || short.table !== long.table || short.predicate !== long.predicate) return false;
  return (
    short.keys.length < long.keys.length &&
    short.included.length === 0 &&
    short.keys.every((key, position) => JSON.stringify(key) === JSON.stringify(long.keys[position]))
  );
}

/** Indexes for foreign keys are the matter of another check. */
function isForeignKeyIndex(facts: AdviceFacts, { table, keys, predicate, included }: IndexDesign): boolean {
  if (predicate !== null || included.length > 0) return false;
  return constraintsOf(facts).some(
    ({ type, table: owner, columns }: { type: string; table: ObjectId; columns: readonly string[] }) =>
      type === "foreignKey" &&
      owner === table &&
      columns.length === keys.length &&
      keys.every(({ text }) => columns.includes(text)) &&
      !isSearchable(facts, table, columns),
  );
}

function articleOf({ fix }: Candidate): string {
  return fix.kind === "single" ? "an" : `a ${fix.kind}`;
}

function others(statements: readonly Statement[]): readonly Evidence[] {
  return statements.length > 1
    ? [{ name: "other statements that it serves", value: statements.length - 1 }]
    : [];
}
