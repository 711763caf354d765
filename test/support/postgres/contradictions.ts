import { type ToolName } from "../../../src/features/database/engine/migrations/migration.ts";
import { runnerNotes } from "../../../src/features/database/engine/migrations/ownRunner.ts";
import { migrationTool } from "../../../src/features/database/engine/migrations/tools/all.ts";
import { writeMigration } from "../../../src/features/database/engine/migrations/writeMigration.ts";
import type { MigrationPlan } from "../../../src/features/database/engine/plan/model.ts";
import { parseSql } from "../../../src/features/database/engine/sql/parseSql.ts";
import { lintSql } from "../../../src/features/database/engine/sqlLint/lint.ts";
import { ruleOf } from "../../../src/features/database/engine/sqlLint/rules/index.ts";

/** Where a file stands in a project decides whose it is. */
const folders: Partial<Readonly<Record<ToolName, string>>> = {
  prisma: "prisma/migrations",
  drizzle: "drizzle",
};

/** About what the target is, or what rows can make fail: no form of getting there is without it. */
const aboutTarget = new Set([
  "add-required-column",
  "drop-extension",
  "disable-trigger-skips-checks",
  "replica-identity",
]);

/** These are about the shape of the file, which is the plan's own. */
const aboutShape = new Set(["require-lock-timeout", "several-tables-locked", "validate-in-same-transaction"]);

/**
 * Findings of our linter in a file that our planner wrote which say that its form does not run, or that a statement
 * blocks others of which the plan claims that it does not.
 */
export async function contradictions(
  plan: MigrationPlan,
  tool: ToolName,
  major: number,
): Promise<readonly string[]> {
  const steps = new Map([...plan.up.steps, ...plan.down.steps].map((step) => [step.sql, step]));
  const files = writeMigration({
    tool: migrationTool(tool),
    what: "change",
    header: runnerNotes(migrationTool(tool), plan),
    parts: [plan],
    existing: [],
    now: new Date("2026-11-22T19:51:00Z"),
  });
  const found: string[] = [];
  for (const { path, text } of files) {
    if (!path.endsWith(".sql")) continue;
    const script = await parseSql(text);
    const whole = `${folders[tool] ?? "migrations"}/${path}`;
    for (const { code, message, statementStart } of lintSql(script, { path: whole, server: { major } })) {
      const statement = script.statements.find(({ start }) => start === statementStart)?.text ?? "";
      const step = steps.get(statement);
      const isSilent = step === undefined || (step.blocks === "nothing" && step.note === null);
      const harm = ruleOf(code)?.harm ?? "failure";
      const isContradiction = harm === "failure" || aboutShape.has(code) || (harm === "locking" && isSilent);
      if (isContradiction && !aboutTarget.has(code))
        found.push(`${path}: ${code}: ${message} In: ${statement}`);
    }
  }
  return found;
}
