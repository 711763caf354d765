import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { TestResult } from "./index.ts";
import type { PreparedSuite } from "./suites.ts";

/** Reads what a suite wrote. A run that ended badly without a failed test counts as a failure of its own. */
export function readResults({ name, resultsFile }: PreparedSuite, exitCode: number): readonly TestResult[] {
  const results = existsSync(resultsFile)
    ? (JSON.parse(readFileSync(resultsFile, "utf8")) as TestResult[])
    : [];
  if (exitCode === 0 ? results.length > 0 : results.some(isFailure)) return results;
  const error = `${name} ended with code ${exitCode} after ${results.length} tests.`;
  console.error(error);
  return [...results, { name, milliseconds: 0, error }];
}

/** Prints the sum, writes it to the file if there is one, and returns the exit code of the whole run. */
export function conclude(results: readonly TestResult[], file: string | undefined): number {
  const failed = results.filter(isFailure).length;
  const counts = { passed: results.length - failed, failed };
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return failed > 0 || results.length === 0 ? 1 : 0;
}

function isFailure({ error }: TestResult): boolean {
  return error !== undefined;
}
