import type { Blocks, MigrationScript, Step } from "../plan/model.ts";
import { sqlNameOf } from "../catalog/ids.ts";

/** Statements that commit together. */
export interface StepView {
  readonly transaction: "inside" | "outside";
  readonly statements: readonly StatementView[];
}

/** A statement, and what running it means for others. */
export interface StatementView {
  readonly sql: string;
  /** Id of the object that it is about. */
  readonly object: string;
  /** "ACCESS EXCLUSIVE"; null: no table that others use is locked. */
  readonly lock: string | null;
  /** The table that is locked, as SQL names it. */
  readonly table: string | null;
  readonly blocks: Blocks;
  readonly work: "rewrites" | "scans" | null;
  /** Estimated rows of the table that is rewritten or read. */
  readonly rows: number | null;
  readonly note: string | null;
}

/** A script as it is shown: without the settings around the statements. */
export function stepViews({ segments }: MigrationScript): readonly StepView[] {
  return segments.map(({ transaction, steps }) => ({ transaction, statements: steps.map(statementView) }));
}

function statementView(step: Step): StatementView {
  const { sql, object, lock, lockedTable, blocks, rewrites, scans, rows, note } = step;
  return {
    sql,
    object,
    lock,
    table: lockedTable === null ? null : sqlNameOf(lockedTable),
    blocks,
    work: rewrites ? "rewrites" : scans ? "scans" : null,
    rows,
    note,
  };
}
