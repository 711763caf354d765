import { readScript } from "../features/database/engine/sql/parseSql.ts";
import { loadSqlParser } from "../features/database/engine/sql/parser.ts";
import { explainSqlRule, sqlRuleCodes } from "../features/database/engine/sqlLint/explain.ts";
import type { SqlFix } from "../features/database/engine/sqlLint/finding.ts";
import { lintSql, type SqlLintOptions } from "../features/database/engine/sqlLint/lint.ts";
import { type Finding, severities } from "../features/openapi/engine/finding.ts";
import { UsageError } from "./arguments.ts";
import { readTextFile } from "./files.ts";

/** A finding in SQL, with the rewrite that settles it. */
export interface SqlFileFinding extends Finding {
  readonly fix?: SqlFix;
}

/** Tells SQL from descriptions, by the file's name. */
export function isSqlFile(path: string): boolean {
  return /\.sql$/i.test(path);
}

/**
 * Lints a migration.
 * @throws UserError when the file cannot be read.
 */
export async function lintSqlFile(
  path: string,
  options: Omit<SqlLintOptions, "path">,
  signal: AbortSignal,
): Promise<readonly SqlFileFinding[]> {
  const text = await readTextFile(path, signal);
  const script = readScript(text, await loadSqlParser());
  return lintSql(script, { ...options, path }).map(({ code, severity, message, range, fix }) => {
    const documentationUrl = explainSqlRule(code)?.documentationUrl;
    return {
      code,
      severity,
      message,
      source: path,
      path: [],
      range,
      ...(documentationUrl !== undefined && { documentationUrl }),
      ...(fix && { fix }),
    };
  });
}

/** Reads "16" or "14.3". @throws UsageError */
export function readServerVersion(value: string): NonNullable<SqlLintOptions["server"]> {
  const [, major, minor] = /^(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  if (major === undefined || Number(major) < 10)
    throw new UsageError(`--postgres-version is a major or a version, as 16 or 14.3; "${value}" is neither.`);
  return { major: Number(major), ...(minor !== undefined && { minor: Number(minor) }) };
}

/** Reads "json-column=off". @throws UsageError that names what does not fit. */
export function readSeverities(values: readonly string[]): NonNullable<SqlLintOptions["severities"]> {
  const levels = [...severities, "off"] as const;
  return Object.fromEntries(
    values.map((value) => {
      const [code = "", wanted] = value.split("=");
      const level = levels.find((candidate) => candidate === wanted);
      if (!sqlRuleCodes.includes(code)) throw new UsageError(`--rule knows no rule "${code}" for SQL.`);
      if (!level) throw new UsageError(`--rule takes RULE=${levels.join("|")}; "${value}" does not fit.`);
      return [code, level] as const;
    }),
  );
}
