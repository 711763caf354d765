import type { RangeVar } from "libpg-query";
import type { Catalog, ObjectId } from "../catalog/model.ts";
import { qualified } from "../catalog/identifiers.ts";
import type { Migration, MigrationStep } from "../migrations/migration.ts";
import { refusesTransaction } from "../migrations/transactionRules.ts";
import { rehearse } from "../proof/rehearse.ts";
import { seedTables } from "../proof/seed.ts";
import type { LoadedSide } from "../proof/side.ts";
import type { Unproven } from "../shadow/loadSchema.ts";
import { blockedBy } from "./lockMeaning.ts";
import type { MigrationSession } from "./ports.ts";
import type { Direction } from "./progress.ts";
import { type RetryPolicy, runStep, type StatementReport, StepFailure } from "./runStep.ts";
import { estimateSeconds, type TableSize } from "./tableSizes.ts";
import { type RelationLock, startTrace, strongest } from "./trace.ts";

/** A statement as it would run, with what it means for everyone else. */
export interface DryRunStatement extends StatementReport {
  /** "reads and writes of public.orders"; "nothing" when no one waits. */
  readonly blocks: string;
  /** Seconds for a table of this size; absent when the statement is instant at any size. */
  readonly estimate?: { readonly from: number; readonly to: number };
}

export interface DryRun {
  readonly statements: readonly DryRunStatement[];
  /** What the run could not show, by name. */
  readonly unproven: readonly Unproven[];
}

/** Runs a migration on a copy of the schema, with a few rows in the tables that it names. Nothing else is touched. */
export async function dryRunOnShadow(
  source: LoadedSide,
  migration: Migration,
  direction: Direction,
  sizes: ReadonlyMap<string, TableSize>,
  role: string | undefined,
  signal: AbortSignal,
): Promise<DryRun> {
  const steps = stepsOf(migration, direction);
  const seeded = await seedTables(
    source.database,
    source.catalog,
    tablesIn(steps, source.catalog),
    3,
    signal,
  );
  const request = {
    path: migration.path,
    steps,
    substitutes: new Map(),
    ...(role !== undefined && { role }),
  };
  const { statements } = await rehearse(source.database, request, signal);
  return {
    statements: explained(statements, steps, sizes),
    unproven: [...source.unproven, ...seeded.unproven],
  };
}

/**
 * Runs a migration on the database itself, in one transaction that is rolled back. Statements that refuse a
 * transaction are left out and named.
 */
export async function dryRunOnServer(
  session: MigrationSession,
  migration: Migration,
  direction: Direction,
  sizes: ReadonlyMap<string, TableSize>,
  retry: RetryPolicy,
  signal: AbortSignal,
): Promise<DryRun> {
  const steps = stepsOf(migration, direction);
  const tracer = await startTrace(session);
  const statements: StatementReport[] = [];
  const left: Unproven[] = [];
  await session.run("begin");
  try {
    for (const [index, step] of steps.entries()) {
      const [alone] = step.statements;
      if (alone && refusesTransaction(alone.node)) {
        left.push({ object: alone.text, reason: "it refuses to run in a transaction, and was left out" });
        continue;
      }
      const marks = { begun: () => Promise.resolve(), done: () => Promise.resolve() };
      const run = {
        session: nested(session),
        step,
        index,
        path: migration.path,
        marks,
        tracer,
        retry,
        signal,
      };
      try {
        statements.push(...(await runStep({ ...run, recoverFrom: undefined })));
      } catch (error) {
        if (!(error instanceof StepFailure) || left.length === 0) throw error;
        left.push({
          object: `step ${String(index + 1)}`,
          reason: `it may need what was left out: ${error.message}`,
        });
      }
    }
  } finally {
    await session.run("rollback");
  }
  return { statements: explained(statements, steps, sizes), unproven: left };
}

/** The transactions of the steps become parts of the one that is rolled back. */
function nested(session: MigrationSession): MigrationSession {
  const inner: Readonly<Record<string, string>> = {
    begin: "savepoint step",
    commit: "release savepoint step",
    rollback: "rollback to savepoint step",
  };
  return { ...session, run: (sql) => session.run(inner[sql] ?? sql) };
}

function stepsOf(migration: Migration, direction: Direction): readonly MigrationStep[] {
  return (direction === "up" ? migration.up : migration.down) ?? [];
}

/** Statements with what they keep others from: locks are kept to the end of the transaction. */
function explained(
  reports: readonly StatementReport[],
  steps: readonly MigrationStep[],
  sizes: ReadonlyMap<string, TableSize>,
): readonly DryRunStatement[] {
  let held: readonly RelationLock[] = [];
  return reports.map((report, index) => {
    if (reports[index - 1]?.step !== report.step) held = [];
    const locks = report.locks ?? outsideLocks(report, steps);
    held = strongest([...held, ...locks]);
    const { rewrites = [], scans = [] } = report;
    const [work, touched] =
      rewrites.length > 0 ? (["rewrite", rewrites] as const) : (["scan", scans] as const);
    const bytes = touched.reduce((sum, relation) => sum + (sizes.get(relation)?.bytes ?? 0), 0);
    return {
      ...report,
      locks,
      blocks: blocksOf(locks, held, touched),
      ...(touched.length > 0 && { estimate: estimateSeconds(work, bytes) }),
    };
  });
}

/** What waits meanwhile: first for the tables that are worked on, then for those of the statement, then for the rest. */
function blocksOf(
  own: readonly RelationLock[],
  held: readonly RelationLock[],
  touched: readonly string[],
): string {
  const worked = held.filter(({ relation }) => touched.includes(relation));
  for (const locks of [worked, own, held]) {
    const [lock] = strongest(locks).filter(({ mode }) => blockedBy[mode] !== "nothing");
    if (lock) return `${blockedBy[lock.mode]} of ${lock.relation}`;
  }
  return "nothing";
}

/** What runs outside a transaction has let go of its locks when it can be asked; the CONCURRENTLY forms take this one. */
function outsideLocks(
  { line, sql }: StatementReport,
  steps: readonly MigrationStep[],
): readonly RelationLock[] {
  const statement = steps
    .flatMap(({ statements }) => statements)
    .find((other) => other.line === line && other.text === sql);
  const [relation] = statement ? rangeVars(statement.node) : [];
  return relation === undefined ? [] : [{ relation: nameOf(relation), mode: "ShareUpdateExclusiveLock" }];
}

/** Tables of a catalog that statements name. */
function tablesIn(steps: readonly MigrationStep[], catalog: Catalog): ReadonlySet<ObjectId> {
  const found = new Set<ObjectId>();
  for (const { node } of steps.flatMap(({ statements }) => statements)) {
    for (const relation of rangeVars(node)) {
      const id = `table ${nameOf(relation)}`;
      if (catalog.objects.has(id)) found.add(id);
    }
  }
  return found;
}

function nameOf({ schemaname = "public", relname = "" }: RangeVar): string {
  return qualified(schemaname, relname);
}

/** Every relation that a parse tree names. */
function* rangeVars(node: unknown): Generator<RangeVar> {
  if (typeof node !== "object" || node === null) return;
  if ("relname" in node && typeof node.relname === "string") yield node as RangeVar;
  for (const value of Object.values(node)) yield* rangeVars(value);
}
