import { readFile, writeFile } from "node:fs/promises";
import { applySafeFixes as applySqlFixes } from "../features/database/engine/sqlLint/applyFixes.ts";
import { applySafeFixes } from "../features/openapi/engine/fixes/index.ts";
import { groupBy } from "../shared/groupBy.ts";
import { UserError } from "../shared/userError.ts";
import { displayPath, reasonOf } from "./files.ts";
import { isSqlFile, type SqlFileFinding } from "./sqlFiles.ts";

/** A fix can make room for another one; documents settle within a few rounds. */
const mostRounds = 10;

/**
 * Lints, applies the safe fixes to the files on disk, and lints again until nothing more can be fixed.
 * @returns the findings that are left, and how many were settled.
 * @throws UserError when a file cannot be written.
 */
export async function lintAndFix(
  lint: () => Promise<readonly SqlFileFinding[]>,
): Promise<{ readonly findings: readonly SqlFileFinding[]; readonly fixed: number }> {
  let fixed = 0;
  for (let round = 0; ; round++) {
    const findings = await lint();
    const applied = round < mostRounds ? await fixFiles(findings) : 0;
    if (applied === 0) return { findings, fixed };
    fixed += applied;
  }
}

async function fixFiles(findings: readonly SqlFileFinding[]): Promise<number> {
  let applied = 0;
  for (const [path, group] of groupBy(findings, ({ source }) => source))
    applied += await fixFile(path, group);
  return applied;
}

async function fixFile(path: string, findings: readonly SqlFileFinding[]): Promise<number> {
  const text = await readFile(path, "utf8");
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const applyFixes = isSqlFile(path) ? applySqlFixes : applySafeFixes;
  const result = applyFixes(text.slice(bom.length), findings);
  if (!result) return 0;
  try {
    await writeFile(path, bom + result.text);
  } catch (error) {
    throw new UserError(`${displayPath(path)} cannot be fixed: ${reasonOf(error)}.`);
  }
  return result.applied;
}
