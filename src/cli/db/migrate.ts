import { resolve } from "node:path";
import { readFile } from "node:fs/promises";
import { applyMigration, defaultRetry } from "../../features/database/engine/apply/applyMigration.ts";
import { type DryRun, dryRunOnServer, dryRunOnShadow } from "../../features/database/engine/apply/dryRun.ts";
import { openPgSession } from "../../features/database/engine/apply/pgSession.ts";
import { type StatementReport, StepFailure } from "../../features/database/engine/apply/runStep.ts";
import { readTableSizes } from "../../features/database/engine/apply/tableSizes.ts";
import { guessRole } from "../../features/database/engine/connection/guessRole.ts";
import type { ResolvedTarget } from "../../features/database/engine/connection/target.ts";
import type { Migration, ToolName } from "../../features/database/engine/migrations/migration.ts";
import { readMigration } from "../../features/database/engine/migrations/readMigration.ts";
import { loadSide, needsOfMigration } from "../../features/database/engine/proof/side.ts";
import { UsageError } from "../arguments.ts";
import { displayPath, readTextFile } from "../files.ts";
import type { ExitCode, Terminal } from "../verb.ts";
import { isConnection, majorOf, reading, sideOf, targetOf } from "./places.ts";
import { openShadow, type ShadowChoice } from "./shadow.ts";

export interface MigrateArguments {
  readonly connection: string;
  readonly file: string;
  readonly tool: ToolName | undefined;
  readonly direction: "up" | "down";
  readonly dryRun: boolean;
  /** Dry-run on the database itself, in a transaction that is rolled back. */
  readonly onServer: boolean;
  /** The name of the database, typed by whoever means it. */
  readonly yes: string | undefined;
  readonly shadow: ShadowChoice;
  readonly format: "text" | "json";
}

/**
 * Applies a migration, or shows what it would do. Exit code 1: a statement failed.
 * @throws UserError when the file or the database cannot be read; UsageError when a confirmation is missing.
 */
export async function migrate(args: MigrateArguments, terminal: Terminal): Promise<ExitCode> {
  const migration = await readMigrationFile(args, terminal.signal);
  try {
    if (args.dryRun && !args.onServer) return await showOnShadow(args, migration, terminal);
    const target = await targetOf(args.connection);
    confirm(target, args);
    return args.dryRun
      ? await showOnServer(args, target, migration, terminal)
      : await apply(args, target, migration, terminal);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    terminal.stderr.write(`senior-backend: ${error.message}\n`);
    return 1;
  }
}

async function readMigrationFile({ file, tool }: MigrateArguments, signal: AbortSignal): Promise<Migration> {
  const path = resolve(file);
  return await readMigration({
    path: displayPath(path),
    text: await readTextFile(path, signal),
    ...(tool !== undefined && { tool }),
    readOther: (other) => readFile(resolve(other), "utf8").catch(() => undefined),
  });
}

/** Anything but a database for development on this machine is changed only by someone who types its name. */
function confirm({ host, database }: ResolvedTarget, { yes }: MigrateArguments): void {
  if (yes !== undefined && yes !== database)
    throw new UsageError(
      `--yes names ${yes}, but the connection is to ${database}; repeat the name of the database.`,
    );
  const role = guessRole({ host, database });
  if (role !== "development" && yes === undefined)
    throw new UsageError(
      `${database} on ${host} looks like ${role}; look at --dry-run first, then add --yes ${database} to run it there.`,
    );
}

async function apply(
  { direction, format }: MigrateArguments,
  target: ResolvedTarget,
  migration: Migration,
  { stdout, stderr, signal }: Terminal,
): Promise<ExitCode> {
  const session = await openPgSession(target);
  try {
    const onStep = (step: number, total: number) => {
      if (total > 1 && format === "text") stderr.write(`step ${String(step + 1)} of ${String(total)}\n`);
    };
    const options = { direction, retry: defaultRetry, onStep };
    const { applied, resumedFrom, statements } = await applyMigration(session, migration, options, signal);
    if (format === "json") {
      stdout.write(json({ applied, resumedFrom, steps: statements.map(stepJson) }));
    } else {
      for (const statement of statements) stdout.write(`${line(statement)}\n`);
      stdout.write(
        applied
          ? `${migration.path} is applied to ${target.database}${resumedFrom > 0 ? `, continued after step ${String(resumedFrom)}` : ""}.\n`
          : `${migration.path} was applied to ${target.database} before; there is nothing to do.\n`,
      );
    }
    return 0;
  } finally {
    await session.close();
  }
}

async function showOnShadow(
  args: MigrateArguments,
  migration: Migration,
  terminal: Terminal,
): Promise<ExitCode> {
  const { signal } = terminal;
  const side = await sideOf(args.connection, signal);
  const sizes = isConnection(args.connection)
    ? await reading(await targetOf(args.connection), readTableSizes, signal)
    : new Map<string, never>();
  const shadow = await openShadow(args.shadow, majorOf(side), signal);
  try {
    const major = majorOf(side) ?? shadow.major;
    const source = await loadSide(shadow, side, major, needsOfMigration(migration), signal);
    const role = side.kind === "live" ? side.catalog.server.user : undefined;
    const run = await dryRunOnShadow(source, migration, args.direction, sizes, role, signal);
    show(run, `${shadow.name}, with the schema of ${side.label}`, args, migration, terminal);
    return 0;
  } finally {
    await shadow.dispose();
  }
}

async function showOnServer(
  args: MigrateArguments,
  target: ResolvedTarget,
  migration: Migration,
  terminal: Terminal,
): Promise<ExitCode> {
  const session = await openPgSession(target);
  try {
    const sizes = await readTableSizes(session);
    const run = await dryRunOnServer(
      session,
      migration,
      args.direction,
      sizes,
      defaultRetry,
      terminal.signal,
    );
    show(run, `${target.database}, rolled back`, args, migration, terminal);
    return 0;
  } finally {
    await session.close();
  }
}

function show(
  { statements, unproven }: DryRun,
  where: string,
  { format }: MigrateArguments,
  { path }: Migration,
  { stdout }: Terminal,
): void {
  if (format === "json") {
    const steps = statements.map((statement) => ({
      ...stepJson(statement),
      blocks: statement.blocks,
      ...(statement.estimate && { estimateSeconds: statement.estimate }),
    }));
    stdout.write(json({ applied: false, dryRun: true, where, steps, unproven }));
    return;
  }
  stdout.write(`${path} runs on ${where}. Nothing was changed.\n`);
  for (const statement of statements) {
    const { blocks, estimate } = statement;
    const time =
      estimate === undefined
        ? ""
        : `, for about ${seconds(estimate.from)} to ${seconds(estimate.to)} s (estimated)`;
    stdout.write(`${line(statement)}; blocks ${blocks}${time}\n`);
  }
  for (const { object, reason } of unproven) stdout.write(`Not shown: ${object}: ${reason}.\n`);
}

function stepJson({
  sql,
  ms,
  locks = [],
  rewrites = [],
  scans = [],
  line: at,
  step,
  transaction,
}: StatementReport) {
  return { sql, ms, locks, rewrites, scans, line: at, step, transaction };
}

function json(result: object): string {
  return `${JSON.stringify({ schemaVersion: 1, ...result }, null, 2)}\n`;
}

function line({ sql, ms, locks = [], rewrites = [], scans = [], step }: StatementReport): string {
  const head = sql.replace(/\s+/g, " ").slice(0, 100);
  const facts = [
    ...locks.map(({ mode, relation }) => `${mode} on ${relation}`),
    ...(rewrites.length > 0 ? [`rewrites ${rewrites.join(", ")}`] : []),
    ...(scans.length > 0 ? [`reads all of ${scans.join(", ")}`] : []),
  ];
  return `  ${String(step)}  ${head}  ${String(ms)} ms${facts.length > 0 ? `; ${facts.join("; ")}` : ""}`;
}

function seconds(value: number): string {
  return value < 1 ? "less than 1" : String(Math.ceil(value));
}
