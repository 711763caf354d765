import { join, resolve } from "node:path";
import { oldestSupported, type SqlLintOptions } from "../features/database/engine/sqlLint/lint.ts";
import type { Finding } from "../features/openapi/engine/finding.ts";
import { severities } from "../features/openapi/engine/finding.ts";
import { createLintPool, type LintPool } from "../features/openapi/engine/lint/pool.ts";
import type { LintResult } from "../features/openapi/engine/lint/protocol.ts";
import { rulesetFor } from "../features/openapi/engine/lint/rulesetFor.ts";
import { contractVersion } from "../features/openapi/engine/recognise.ts";
import { UserError } from "../shared/userError.ts";
import { oneOf, readArguments, UsageError } from "./arguments.ts";
import { displayPath, notAContract, readTextFile } from "./files.ts";
import { lintAndFix } from "./fix.ts";
import { findingFormats, formatNames } from "./format/index.ts";
import {
  isSqlFile,
  lintSqlFile,
  readServerVersion,
  readSeverities,
  type SqlFileFinding,
} from "./sqlFiles.ts";
import type { Verb } from "./verb.ts";

const failOn = [...severities, "never"] as const;

export const lint: Verb = {
  usage: `senior-backend lint SPEC... [--ruleset FILE] [--fix] [--format ${formatNames.join("|")}]
                     [--fail-on ${failOn.join("|")}] [--untrusted] [--memory MB]
                     [--postgres-version N] [--rule SQL_RULE=SEVERITY|off]...`,
  summary:
    "Lint OpenAPI descriptions with their Spectral ruleset, or with spectral:oas and the OWASP rules, and SQL\nmigrations (SPEC.sql) for what is dangerous to run on a database in use.",
  async run(args, { stdout, stderr, signal }) {
    const { values, positionals } = readArguments(args, {
      ruleset: { type: "string" },
      fix: { type: "boolean", default: false },
      format: { type: "string", default: "text" },
      "fail-on": { type: "string", default: "hint" },
      untrusted: { type: "boolean", default: false },
      memory: { type: "string", default: "4096" },
      "postgres-version": { type: "string", default: String(oldestSupported.major) },
      rule: { type: "string", multiple: true, default: [] },
    });
    const format = findingFormats[oneOf("format", values.format, formatNames)];
    const threshold = oneOf("fail-on", values["fail-on"], failOn);
    const memory = readMemory(values.memory);
    const sql = {
      server: readServerVersion(values["postgres-version"]),
      severities: readSeverities(values.rule),
    };
    if (positionals.length === 0)
      throw new UsageError("Name at least one OpenAPI description or SQL migration to lint.");

    const pool = createLintPool({
      workerPath: join(__dirname, "lintWorker.js"),
      readText: (path) => readTextFile(path, signal),
    });
    const lintAll = () => lintFiles(positionals, pool, { ...values, memory, sql, signal });
    try {
      const { findings, fixed } = values.fix
        ? await lintAndFix(lintAll)
        : { findings: await lintAll(), fixed: 0 };
      if (fixed > 0) stderr.write(`senior-backend: fixed ${fixed} finding${fixed === 1 ? "" : "s"}.\n`);
      stdout.write(format(findings.map(reported)));
      return findings.some(({ severity }) => fails(severity, threshold)) ? 1 : 0;
    } finally {
      pool.dispose();
    }
  },
};

/** What goes out: edits count offsets of a file that may have changed by then. */
function reported({ code, severity, message, source, path, range, documentationUrl }: Finding): Finding {
  return {
    code,
    severity,
    message,
    source: displayPath(source),
    path,
    range,
    ...(documentationUrl !== undefined && { documentationUrl }),
  };
}

interface FileOptions {
  readonly ruleset?: string | undefined;
  readonly untrusted: boolean;
  readonly memory: number;
  readonly sql: Omit<SqlLintOptions, "path">;
  readonly signal: AbortSignal;
}

/** Several documents may reach the same file; what is wrong there is said once. */
async function lintFiles(
  specs: readonly string[],
  pool: LintPool,
  options: FileOptions,
): Promise<readonly SqlFileFinding[]> {
  const findings = new Map<string, SqlFileFinding>();
  for (const spec of specs) {
    const path = resolve(spec);
    const found = isSqlFile(path)
      ? await lintSqlFile(path, options.sql, options.signal)
      : (await lintFile(path, pool, options)).findings;
    for (const finding of found) findings.set(JSON.stringify(finding), finding);
  }
  return [...findings.values()];
}

async function lintFile(path: string, pool: LintPool, options: FileOptions): Promise<LintResult> {
  const { signal } = options;
  const text = await readTextFile(path, signal);
  if (contractVersion(text) === undefined) throw new UserError(notAContract(path, text));
  const rulesetPath =
    options.ruleset === undefined ? await rulesetFor(path, signal) : resolve(options.ruleset);
  const request = {
    source: { path, length: text.length, text: () => text },
    trusted: !options.untrusted,
    ...(rulesetPath !== undefined && { rulesetPath }),
  };
  const result = await pool.lint(request, options.memory, signal);
  if (result.problem) throw new UserError(`${placeOf(result.problem)}: ${result.problem.message}`);
  return result;
}

function placeOf({ file, range }: NonNullable<LintResult["problem"]>): string {
  return range
    ? `${displayPath(file)}:${range.start.line + 1}:${range.start.character + 1}`
    : displayPath(file);
}

function readMemory(value: string): number {
  const memory = Number(value);
  if (!Number.isInteger(memory) || memory < 64)
    throw new UsageError("--memory is a whole number of MB, 64 at least.");
  return memory;
}

function fails(severity: Finding["severity"], threshold: (typeof failOn)[number]): boolean {
  return threshold !== "never" && severities.indexOf(severity) <= severities.indexOf(threshold);
}
