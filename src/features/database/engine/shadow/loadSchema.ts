import { UserError } from "../../../../shared/userError.ts";
import { quoteIdent } from "../catalog/identifiers.ts";
import { checkFunctionBodies } from "./functionBodies.ts";
import { describeStatement, isEnvironmental, isHarmless } from "./loadErrors.ts";
import { postgresError, type PostgresError, type ShadowDatabase } from "./shadowServer.ts";
import type { SchemaScript, SchemaStatement } from "./schemaScript.ts";

/** Something that was left out of a comparison or a proof, and why. */
export interface Unproven {
  readonly object: string;
  readonly reason: string;
}

export interface LoadReport {
  /** What could not be loaded for a reason that lies in the shadow, not in the schema. */
  readonly unproven: readonly Unproven[];
  /** Sentences about what was left aside on purpose, or looks wrong without stopping the load. */
  readonly notes: readonly string[];
}

interface Failure {
  readonly statement: SchemaStatement;
  readonly error: PostgresError;
}

/** Fewer round trips; more at once would only hold more locks. */
const groupSize = 50;

const cleanSession =
  "reset session authorization; reset role; reset all; set check_function_bodies = off; set client_min_messages = error";

/**
 * Loads a schema into an empty database. Files may be in any order: what fails is tried again as long as that
 * brings anything forward. Function bodies are checked once everything exists.
 * @throws UserError that names file, line and statement of the first thing that cannot be loaded.
 */
export async function loadSchema(
  database: ShadowDatabase,
  { statements, roles }: SchemaScript,
  signal: AbortSignal,
): Promise<LoadReport> {
  await createRoles(database, roles);
  const runnable = statements.filter(
    ({ role }) => role !== "ignored" && role !== "rows" && role !== "unsupported",
  );
  let failures = await runInGroups(database, runnable, signal);
  for (let progress = true; progress && failures.length > 0;) {
    const before = failures.length;
    failures = await runEach(
      database,
      failures.map(({ statement }) => statement),
      signal,
    );
    progress = failures.length < before;
  }
  await database.run(cleanSession);
  const unproven = [...unsupported(statements), ...judge(failures, database.stubs)];
  const notes = [...rowNotes(statements), ...(await checkFunctionBodies(database, signal))];
  await database.run("reset all");
  return { unproven: [...stubbed(database.stubs), ...unproven], notes };
}

async function createRoles(database: ShadowDatabase, roles: readonly string[]): Promise<void> {
  const { rows } = await database.query("select rolname from pg_catalog.pg_roles");
  const existing = new Set((rows as readonly { readonly rolname: string }[]).map(({ rolname }) => rolname));
  const missing = roles.filter((role) => !existing.has(role) && !role.startsWith("pg_"));
  if (missing.length > 0)
    await database.run(missing.map((role) => `create role ${quoteIdent(role)} nologin`).join(";"));
}

/** Runs statements in their order, many at a time; a group that fails is taken apart. */
async function runInGroups(
  database: ShadowDatabase,
  statements: readonly SchemaStatement[],
  signal: AbortSignal,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  let file: string | undefined;
  let group: SchemaStatement[] = [];
  const flush = async (): Promise<void> => {
    if (group.length === 0) return;
    signal.throwIfAborted();
    const taken = group;
    group = [];
    const failed = await attempt(database, taken.map(({ text }) => text).join(";\n"));
    if (failed) failures.push(...(await runEach(database, taken, signal)));
  };
  for (const statement of statements) {
    if (statement.file !== file) {
      await flush();
      await database.run(cleanSession);
      file = statement.file;
    }
    if (statement.role === "grouped") {
      group.push(statement);
      if (group.length >= groupSize) await flush();
      continue;
    }
    await flush();
    const error = await attemptStatement(database, statement);
    if (error && !isHarmless(statement, error)) failures.push({ statement, error });
  }
  await flush();
  return failures;
}

/** Runs statements one by one, each in the session that its file had set up. */
async function runEach(
  database: ShadowDatabase,
  statements: readonly SchemaStatement[],
  signal: AbortSignal,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  let session: readonly string[] | undefined;
  for (const statement of statements) {
    signal.throwIfAborted();
    if (statement.session !== session) {
      await database.run(cleanSession);
      for (const setting of statement.session) await attempt(database, setting);
      session = statement.session;
    }
    const error = await attemptStatement(database, statement);
    if (error && !isHarmless(statement, error)) failures.push({ statement, error });
  }
  return failures;
}

/** An extension that is here in another version is taken in that. */
async function attemptStatement(
  database: ShadowDatabase,
  { kind, text }: SchemaStatement,
): Promise<PostgresError | undefined> {
  const error = await attempt(database, text);
  if (error?.code !== "22023" || kind !== "CreateExtensionStmt") return error;
  return await attempt(database, text.replace(/\bversion\s+(?:'[^']*'|"[^"]*"|[\w.]+)/i, ""));
}

async function attempt(database: ShadowDatabase, sql: string): Promise<PostgresError | undefined> {
  try {
    await database.run(sql);
    return undefined;
  } catch (error) {
    const known = postgresError(error);
    if (!known) throw error;
    return known;
  }
}

/** Failures that the shadow is to blame for are named; the first of any other kind ends the load. */
function judge(failures: readonly Failure[], stubs: readonly string[]): readonly Unproven[] {
  const excused = stubs.length > 0 || failures.some(({ error }) => isEnvironmental(error));
  const followsFromStub = (error: PostgresError) => excused && error.code.startsWith("42");
  const fatal = failures.find(({ error }) => !isEnvironmental(error) && !followsFromStub(error));
  if (fatal) throw new UserError(sentence(fatal, failures.length - 1));
  return failures.map(({ statement, error }) => ({
    object: describeStatement(statement.text),
    reason: `${statement.file} line ${String(statement.line)} cannot run on the shadow: ${error.message}`,
  }));
}

function sentence({ statement, error }: Failure, others: number): string {
  const more =
    others > 0 ? `; ${String(others)} other statement${others === 1 ? " fails" : "s fail"} too` : "";
  return `${statement.file} line ${String(statement.line)}: ${error.message} (${describeStatement(statement.text)})${more}.`;
}

function unsupported(statements: readonly SchemaStatement[]): readonly Unproven[] {
  return statements
    .filter(({ role }) => role === "unsupported")
    .map(({ text }) => ({ object: describeStatement(text), reason: "it reaches outside the database" }));
}

function stubbed(stubs: readonly string[]): readonly Unproven[] {
  return stubs.map((name) => ({
    object: `extension ${name}`,
    reason: "the shadow does not have it; a stand-in without behaviour was used",
  }));
}

function rowNotes(statements: readonly SchemaStatement[]): readonly string[] {
  const copies = statements.filter(({ role }) => role === "rows").length;
  return copies === 0
    ? []
    : [`Rows of ${String(copies)} COPY block${copies === 1 ? "" : "s"} were not loaded.`];
}
