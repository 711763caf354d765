import { UserError } from "../../../../shared/userError.ts";
import type { SqlClient } from "../catalog/sqlClient.ts";
import { parseSql } from "../sql/parseSql.ts";
import { type Plan, readPlan } from "./plan.ts";

export interface ExplainRequest {
  /** One statement that reads or changes rows; $1, $2 … stand for values that are not known. */
  readonly sql: string;
  /** Run it, in a transaction that is rolled back. */
  readonly analyze: boolean;
  /** Whether EXPLAIN (GENERIC_PLAN) can be asked, as from major 16 on; otherwise parameters are planned by PREPARE. */
  readonly genericPlan: boolean;
  /** What is done in the transaction before the plan is asked for, such as creating a hypothetical index. */
  readonly prepare?: (client: SqlClient) => Promise<void>;
}

export interface Explained {
  readonly plan: Plan;
  /** Whether the plan is one for any values, because the statement has parameters. */
  readonly generic: boolean;
}

/** Bounds of a statement that is run for its plan, in ms. */
const limits = { statement: 30_000, lock: 2000 } as const;
const plannable = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

/** What a text must be so that a plan can be asked for. @throws UserError that says why it cannot. */
export async function explainable(
  sql: string,
): Promise<{ readonly text: string; readonly parameters: number; readonly writes: boolean }> {
  const { statements, errors } = await parseSql(sql);
  const [error] = errors;
  if (error) throw new UserError(`The statement cannot be explained: ${error.message}.`);
  const [statement, ...more] = statements;
  if (!statement || more.length > 0)
    throw new UserError(
      `EXPLAIN takes one statement; select one${more.length > 0 ? ` of the ${String(more.length + 1)}` : " first"}.`,
    );
  const [kind = ""] = Object.keys(statement.node);
  if (!plannable.has(kind))
    throw new UserError("Only SELECT, INSERT, UPDATE, DELETE and MERGE have a plan; select one of those.");
  return {
    text: statement.text,
    parameters: highestParameter(statement.node),
    // A function that is called may write as well; what is known for sure is the statement itself.
    writes: kind !== "SelectStmt" || changesRows(statement.node),
  };
}

/**
 * Asks the server for the plan of a statement, in a transaction that is rolled back.
 * @throws UserError when it cannot be planned or run; AbortError when the signal fires.
 */
export async function explainStatement(
  client: SqlClient,
  { sql, analyze, genericPlan, prepare }: ExplainRequest,
  signal: AbortSignal,
): Promise<Explained> {
  const { text, parameters, writes } = await explainable(sql);
  if (analyze && parameters > 0)
    throw new UserError(
      "A statement with parameters cannot be run; write values in the place of $1 and the others, or look at its plan without running it.",
    );
  signal.throwIfAborted();
  await client.query(`begin transaction ${analyze && writes ? "read write" : "read only"}`);
  try {
    await client.query(`set local statement_timeout = ${String(limits.statement)}`);
    await client.query(`set local lock_timeout = ${String(limits.lock)}`);
    // Other than the catalog's readers, people write names without their schema.
    await client.query(`set local search_path = "$user", public`);
    await prepare?.(client);
    return { plan: await planOf(client, text, parameters, analyze, genericPlan), generic: parameters > 0 };
  } finally {
    await client.query("rollback");
    if (parameters > 0 && !genericPlan) await client.query("deallocate all");
  }
}

async function planOf(
  client: SqlClient,
  sql: string,
  parameters: number,
  analyze: boolean,
  genericPlan: boolean,
): Promise<Plan> {
  const options = `format json${analyze ? ", analyze, buffers" : ""}`;
  if (parameters === 0) return await ask(client, `explain (${options}) ${sql}`);
  if (genericPlan) return await ask(client, `explain (${options}, generic_plan) ${sql}`);
  await client.query("set local plan_cache_mode = force_generic_plan");
  await client.query(`prepare senior_backend_plan as ${sql}`);
  const values = Array.from({ length: parameters }, () => "null").join(", ");
  return await ask(client, `explain (${options}) execute senior_backend_plan (${values})`);
}

async function ask(client: SqlClient, sql: string): Promise<Plan> {
  const { rows } = await client.query(sql);
  const [answer] = Object.values(rows[0] as Readonly<Record<string, unknown>>);
  return readPlan(typeof answer === "string" ? JSON.parse(answer) : answer);
}

function highestParameter(tree: unknown): number {
  if (typeof tree !== "object" || tree === null) return 0;
  const own = "ParamRef" in tree ? ((tree as { ParamRef: { number?: number } }).ParamRef.number ?? 0) : 0;
  return Object.values(tree).reduce<number>(
    (highest, inner) => Math.max(highest, highestParameter(inner)),
    own,
  );
}

/** A WITH may hide a change inside of a SELECT, and FOR UPDATE locks rows. */
function changesRows(tree: unknown): boolean {
  if (typeof tree !== "object" || tree === null) return false;
  const keys = Object.keys(tree);
  if (
    keys.some((key) =>
      ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "lockingClause", "intoClause"].includes(key),
    )
  )
    return true;
  return Object.values(tree).some(changesRows);
}
