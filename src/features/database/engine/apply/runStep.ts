import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../../../shared/userError.ts";
import type { MigrationStatement, MigrationStep } from "../migrations/migration.ts";
import { refusesTransaction } from "../migrations/transactionRules.ts";
import { describeStatement } from "../shadow/loadErrors.ts";
import { postgresError } from "../shadow/shadowServer.ts";
import type { MigrationSession } from "./ports.ts";
import { dropUnfinished, indexesOfTable, recover } from "./recover.ts";
import type { StatementTrace, Tracer } from "./trace.ts";

/** What a statement of a migration did. */
export interface StatementReport extends Partial<StatementTrace> {
  readonly sql: string;
  readonly line: number;
  readonly ms: number;
  /** The number of the step it belongs to, from 1: what shares a number committed together. */
  readonly step: number;
  readonly transaction: MigrationStep["transaction"];
}

/** What happens in the same transaction as a step, or right around one that has none. */
export interface StepMarks {
  begun(indexes: readonly string[]): Promise<void>;
  done(): Promise<void>;
}

export interface StepRun {
  readonly session: MigrationSession;
  readonly step: MigrationStep;
  /** From 0. */
  readonly index: number;
  /** The file, as messages name it. */
  readonly path: string;
  readonly marks: StepMarks;
  readonly tracer: Tracer | undefined;
  readonly retry: RetryPolicy;
  /** Set when an interrupted run had begun this step. */
  readonly recoverFrom: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** How long a statement waits for a lock before it lets others pass, and how often it tries. */
export interface RetryPolicy {
  readonly lockTimeoutMs: number;
  readonly attempts: number;
  /** The pause before the second attempt; it doubles from there. */
  readonly pauseMs: number;
}

/** Lock timeout and deadlock: nothing was done, and a second attempt may well succeed. */
const retriable = new Set(["55P03", "40P01"]);

/**
 * Runs a step to its commit, again when it could not have its locks in time.
 * @throws UserError that names the line of the statement that failed.
 */
export async function runStep(run: StepRun): Promise<readonly StatementReport[]> {
  const { session, step, retry, signal } = run;
  const alone = step.statements[0];
  const refuses = step.transaction === "outside" && alone !== undefined && refusesTransaction(alone.node);
  // What builds beside the traffic waits for others by design; a timeout would leave an invalid index behind.
  await session.run(`set lock_timeout = ${String(refuses ? 0 : retry.lockTimeoutMs)}`);
  if (refuses) await session.run("set statement_timeout = 0");
  for (const setting of step.session) await session.run(setting);
  const attempt = () => (refuses ? runOutside(run, alone) : runInside(run));
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (
        signal.aborted ||
        tried >= retry.attempts ||
        !(error instanceof StepFailure) ||
        !retriable.has(error.code)
      )
        throw error;
      await pause(retry.pauseMs * 2 ** (tried - 1), undefined, { signal });
    }
  }
}

/** A statement that failed; the code tells whether it is worth another attempt. */
export class StepFailure extends UserError {
  readonly code: string;
  readonly line: number;
  constructor(message: string, code: string, line: number) {
    super(message);
    this.code = code;
    this.line = line;
  }
}

async function runInside(run: StepRun): Promise<readonly StatementReport[]> {
  const { session, step, marks, tracer, signal } = run;
  const reports: StatementReport[] = [];
  await session.run("begin");
  try {
    await tracer?.begin();
    for (const statement of step.statements) {
      signal.throwIfAborted();
      const ms = await timed(run, statement, statement.text);
      reports.push(report(run, statement, ms, await tracer?.observe()));
    }
    await marks.done();
    await session.run("commit");
  } catch (error) {
    await session.run("rollback").catch(() => undefined);
    throw error;
  }
  return reports;
}

async function runOutside(run: StepRun, statement: MigrationStatement): Promise<readonly StatementReport[]> {
  const { session, marks, recoverFrom } = run;
  const before = recoverFrom ?? (await indexesOfTable(session, statement));
  const left = recoverFrom === undefined ? undefined : await recover(session, statement, recoverFrom);
  if (left?.kind === "done") {
    await inTransaction(session, () => marks.done());
    return [report(run, statement, 0)];
  }
  await marks.begun(before);
  let ms: number;
  try {
    ms = await timed(run, statement, left?.sql ?? statement.text);
  } catch (error) {
    const names = await dropUnfinished(session, statement, before).catch(() => []);
    if (names.length === 0 || !(error instanceof StepFailure)) throw error;
    throw new StepFailure(
      `${error.message} The unfinished index ${names.join(", ")} is still there and slows writes down; drop it with DROP INDEX CONCURRENTLY.`,
      error.code,
      error.line,
    );
  }
  await inTransaction(session, () => marks.done());
  return [report(run, statement, ms)];
}

async function inTransaction(session: MigrationSession, work: () => Promise<void>): Promise<void> {
  await session.run("begin");
  await work();
  await session.run("commit");
}

async function timed(
  { session, path }: StepRun,
  statement: MigrationStatement,
  sql: string,
): Promise<number> {
  const start = performance.now();
  try {
    await session.run(sql);
  } catch (error) {
    const known = postgresError(error);
    if (!known) throw error;
    throw new StepFailure(
      `${path} line ${String(lineOf(statement, known.position))}: ${known.message} (${describeStatement(statement.text)}).`,
      known.code,
      statement.line,
    );
  }
  return Math.round((performance.now() - start) * 10) / 10;
}

/** The line that Postgres points at, which in a long statement is not its first. */
function lineOf({ text, line }: MigrationStatement, position: number | undefined): number {
  if (position === undefined) return line;
  let rest = position - 1;
  let lines = 0;
  for (const character of text) {
    if (rest-- <= 0) break;
    if (character === "\n") lines++;
  }
  return line + lines;
}

function report(
  { step, index }: StepRun,
  statement: MigrationStatement,
  ms: number,
  trace?: StatementTrace,
): StatementReport {
  return {
    sql: statement.text,
    line: statement.line,
    ms,
    step: index + 1,
    transaction: step.transaction,
    ...trace,
  };
}
