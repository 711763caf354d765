import { UserError } from "../../../../shared/userError.ts";
import type { Migration } from "../migrations/migration.ts";
import { holdMigrationLock } from "./advisoryLock.ts";
import { isRecorded, record } from "./history.ts";
import type { MigrationSession } from "./ports.ts";
import { type Direction, endProgress, markBegun, markDone, readProgress, startProgress } from "./progress.ts";
import { type RetryPolicy, runStep, type StatementReport, StepFailure, type StepMarks } from "./runStep.ts";
import { startTrace } from "./trace.ts";

export interface ApplyOptions {
  readonly direction: Direction;
  readonly retry: RetryPolicy;
  /** Called before each step, from 0. */
  readonly onStep?: (step: number, total: number) => void;
}

/** Waits for locks for two seconds at a time, so that the queue behind it never gets longer than that. */
export const defaultRetry: RetryPolicy = { lockTimeoutMs: 2000, attempts: 10, pauseMs: 500 };

export interface Applied {
  /** False when the history says that there was nothing to do. */
  readonly applied: boolean;
  /** The step that an interrupted run is continued from; 0 when it starts anew. */
  readonly resumedFrom: number;
  readonly statements: readonly StatementReport[];
}

/**
 * Runs a migration step by step and records it in its tool's own history. What an earlier run had done is not done
 * again: a run that was killed at any moment is continued by calling this again with the same file.
 * @throws UserError that names the statement which failed, and what of the migration is done by then.
 */
export async function applyMigration(
  session: MigrationSession,
  migration: Migration,
  { direction, retry, onStep }: ApplyOptions,
  signal: AbortSignal,
): Promise<Applied> {
  const steps = direction === "up" ? migration.up : migration.down;
  if (steps === undefined)
    throw new UserError(`${migration.path} has no way down; write one, or restore a backup.`);
  const release = await holdMigrationLock(session);
  const cancel = () => void session.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const progress = await readProgress(session, migration, direction);
    if (!progress && (await isRecorded(session, migration)) === (direction === "up"))
      return { applied: false, resumedFrom: 0, statements: [] };
    const isMarked =
      steps.length > 1 ||
      steps.some(({ transaction }) => transaction === "outside") ||
      progress !== undefined;
    if (isMarked && !progress) await startProgress(session, migration, direction);
    const tracer = await startTrace(session);
    const statements: StatementReport[] = [];
    const first = progress?.done ?? 0;
    for (const [index, step] of steps.entries()) {
      if (index < first) continue;
      signal.throwIfAborted();
      onStep?.(index, steps.length);
      const marks = marksOf(index);
      const recoverFrom = progress?.begun === index ? progress.indexesBefore : undefined;
      const run = { session, step, index, path: migration.path, marks, tracer, retry, recoverFrom, signal };
      statements.push(...(await runStep(run).catch((error: unknown) => explain(error, index, steps.length))));
    }
    if (steps.length === 0) await marksOf(-1).done();
    return { applied: true, resumedFrom: first, statements };

    /** The last step takes the marks away and writes the history, in one transaction where it has one. */
    function marksOf(index: number): StepMarks {
      const isLast = index >= (steps?.length ?? 0) - 1;
      return {
        begun: async (indexes) => {
          if (isMarked) await markBegun(session, index, indexes);
        },
        done: async () => {
          if (!isLast) {
            await markDone(session, index);
            return;
          }
          if (isMarked) await endProgress(session);
          await record(session, migration, direction);
        },
      };
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    await release();
  }
}

function explain(error: unknown, index: number, total: number): never {
  if (!(error instanceof StepFailure)) throw error;
  const done =
    index === 0
      ? "Nothing was applied."
      : `Step ${index === 1 ? "1" : `1 to ${String(index)}`} of ${String(total)} ${index === 1 ? "is" : "are"} applied; correct the cause and run it again to continue.`;
  throw new StepFailure(`${error.message} ${done}`, error.code, error.line);
}
