import { quoteIdent } from "../catalog/identifiers.ts";
import type { MigrationStep } from "../migrations/migration.ts";
import { refusesTransaction } from "../migrations/transactionRules.ts";
import type { MigrationSession } from "../apply/ports.ts";
import { recover } from "../apply/recover.ts";
import { runStep, type StatementReport } from "../apply/runStep.ts";
import { startTrace } from "../apply/trace.ts";
import { postgresError, type ShadowDatabase } from "../shadow/shadowServer.ts";

export interface Rehearsal {
  readonly statements: readonly StatementReport[];
  /** Statements that were run in a form that the shadow can run. */
  readonly substituted: readonly string[];
}

export interface RehearsalRequest {
  /** As messages name it. */
  readonly path: string;
  readonly steps: readonly MigrationStep[];
  /** The role that will run it for real; the shadow's own when it is absent. */
  readonly role?: string;
  /** What to run in the place of a statement that the shadow cannot run. */
  readonly substitutes: ReadonlyMap<string, string>;
}

/**
 * Runs a migration on a shadow as it will run for real: every step in a session that knows nothing of the one before,
 * and what runs outside a transaction as if it had been interrupted, half done, and continued.
 * @throws StepFailure that names the line of the statement that failed.
 */
export async function rehearse(
  database: ShadowDatabase,
  { path, steps, role, substitutes }: RehearsalRequest,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const session = shadowSession(database, substitutes);
  const tracer = await startTrace(database);
  const statements: StatementReport[] = [];
  const newSession = `reset all; ${role === undefined ? "reset role" : `set role ${quoteIdent(role)}`}`;
  for (const [index, step] of steps.entries()) {
    signal.throwIfAborted();
    await database.run(newSession);
    let indexesBefore: readonly string[] = [];
    const marks = {
      begun: (indexes: readonly string[]) => {
        indexesBefore = indexes;
        return Promise.resolve();
      },
      done: () => Promise.resolve(),
    };
    const retry = { lockTimeoutMs: 0, attempts: 1, pauseMs: 0 };
    statements.push(
      ...(await runStep({
        session,
        step,
        index,
        path,
        marks,
        tracer,
        retry,
        recoverFrom: undefined,
        signal,
      })),
    );
    await interruptAndContinue(session, step, indexesBefore);
  }
  await database.run("reset all; reset role");
  return { statements, substituted: session.substituted };
}

interface ShadowSession extends MigrationSession {
  readonly substituted: readonly string[];
}

function shadowSession(database: ShadowDatabase, substitutes: ReadonlyMap<string, string>): ShadowSession {
  const substituted: string[] = [];
  return {
    substituted,
    query: (text, params) => database.query(text, params),
    async run(sql) {
      const other = substitutes.get(sql);
      if (other === undefined) {
        await database.run(sql);
        return;
      }
      const before = await unfinishedIndexes(database);
      try {
        await database.run(sql);
      } catch (error) {
        if (!postgresError(error)) throw error;
        for (const name of await unfinishedIndexes(database))
          if (!before.includes(name)) await database.run(`drop index if exists ${name}`);
        await database.run(other);
        substituted.push(sql);
      }
    },
    cancel: () => Promise.resolve(),
  };
}

async function unfinishedIndexes(database: ShadowDatabase): Promise<readonly string[]> {
  const { rows } = await database.query(
    "select indexrelid::regclass::text as name from pg_catalog.pg_index where not indisvalid and indislive",
  );
  return (rows as readonly { readonly name: string }[]).map(({ name }) => name);
}

/** Makes a finished statement look unfinished, and continues it: the two ways in which a killed run can leave it. */
async function interruptAndContinue(
  session: MigrationSession,
  { statements: [statement] }: MigrationStep,
  indexesBefore: readonly string[],
): Promise<void> {
  if (statement === undefined || !refusesTransaction(statement.node)) return;
  const { node } = statement;
  const isIndexBuild = "IndexStmt" in node && node.IndexStmt.if_not_exists !== true;
  for (const halfDone of isIndexBuild ? [true, false] : [false]) {
    if (halfDone) await invalidate(session, indexesBefore);
    const left = await recover(session, statement, indexesBefore);
    if (left.kind === "run") await session.run(left.sql);
  }
}

/** Takes the index that was built last for unfinished, as a killed build leaves it. */
async function invalidate(session: MigrationSession, indexesBefore: readonly string[]): Promise<void> {
  await session.query(
    `update pg_catalog.pg_index set indisvalid = false
     where indexrelid = (
       select max(indexrelid) from pg_catalog.pg_index where not indexrelid = any ($1::text::oid[])
     )`,
    [`{${indexesBefore.join(",")}}`],
  );
}
