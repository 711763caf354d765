import { resolve } from "node:path";
import { analyze } from "../../features/database/engine/advice/analyze.ts";
import type { AdviceFacts } from "../../features/database/engine/advice/facts.ts";
import type { AdviceFinding } from "../../features/database/engine/advice/finding.ts";
import { evidenceText } from "../../features/database/engine/advice/format.ts";
import { explainAdvice } from "../../features/database/engine/advice/explain.ts";
import { readFacts } from "../../features/database/engine/advice/readFacts.ts";
import { writeSuggestions } from "../../features/database/engine/advice/suggest.ts";
import { readCatalog } from "../../features/database/engine/catalog/readCatalog.ts";
import {
  readMigrationFolder,
  writeMigrationFiles,
} from "../../features/database/engine/migrations/migrationFolder.ts";
import type { ToolName } from "../../features/database/engine/migrations/migration.ts";
import { migrationTool, recogniseTool } from "../../features/database/engine/migrations/tools/all.ts";
import { severities } from "../../features/database/engine/sqlLint/finding.ts";
import { UsageError } from "../arguments.ts";
import { displayPath } from "../files.ts";
import type { ExitCode, Terminal } from "../verb.ts";
import { inFolder } from "./inFolder.ts";
import { isConnection, reading, targetOf } from "./places.ts";

export interface AnalyzeArguments {
  readonly connection: string;
  /** Write the index migrations into `output`. */
  readonly suggest: boolean;
  readonly output: string | undefined;
  readonly tool: ToolName | undefined;
  readonly format: "text" | "json";
}

/**
 * Reads a database's structure and statistics and says what will hurt. Exit code 1: there are findings.
 * @throws UserError when the database cannot be read or a file cannot be written.
 */
export async function analyzeDatabase(args: AnalyzeArguments, terminal: Terminal): Promise<ExitCode> {
  const { signal } = terminal;
  if (!isConnection(args.connection))
    throw new UsageError(
      "Advice needs the statistics of a server: --connection postgres://user@host/database.",
    );
  if (args.suggest && args.output === undefined)
    throw new UsageError("Name the folder for the migrations: --output DIR.");
  const target = await targetOf(args.connection);
  const facts = await reading(
    target,
    async (client) => readFacts(client, await readCatalog(client, {}, signal), {}, signal),
    signal,
  );
  const findings = analyze(facts);
  const files = args.suggest
    ? await writeMigrations(findings, args, signal)
    : new Map<AdviceFinding, string[]>();
  terminal.stdout.write(args.format === "json" ? json(facts, findings, files) : text(facts, findings, files));
  return findings.length > 0 ? 1 : 0;
}

/** The files that were written, by the finding that they settle. */
type Written = ReadonlyMap<AdviceFinding, readonly string[]>;

async function writeMigrations(
  findings: readonly AdviceFinding[],
  { output = "", tool }: AnalyzeArguments,
  signal: AbortSignal,
): Promise<Written> {
  const folder = resolve(output);
  const existing = await inFolder(folder, () => readMigrationFolder(folder, signal));
  const suggestions = writeSuggestions({
    findings,
    tool: tool === undefined ? (recogniseTool(existing) ?? migrationTool("dbmate")) : migrationTool(tool),
    existing,
    now: new Date(),
  });
  const written = new Map<AdviceFinding, readonly string[]>();
  for (const { finding, files } of suggestions) {
    const paths = await inFolder(folder, () => writeMigrationFiles(folder, files, signal));
    written.set(finding, paths.map(displayPath));
  }
  return written;
}

function json({ unseen }: AdviceFacts, findings: readonly AdviceFinding[], files: Written): string {
  const result = {
    schemaVersion: 1,
    findings: findings.map((finding) => {
      const { code, severity, confidence, object, message, evidence, fix } = finding;
      return {
        code,
        severity,
        confidence,
        object,
        message,
        evidence,
        kind: fix?.kind ?? null,
        sql: fix ? sqlOf(fix.up) : null,
        down: fix ? sqlOf(fix.down) : null,
        fineWhen: explainAdvice(code)?.fineWhen ?? null,
        files: files.get(finding) ?? [],
      };
    }),
    files: [...files.values()].flat(),
    unseen,
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

function text(facts: AdviceFacts, findings: readonly AdviceFinding[], files: Written): string {
  const lines = findings.flatMap(({ code, severity, confidence, message, evidence, fix }) => [
    `${severity}  ${message}`,
    `    ${code}, confidence ${confidence}; ${evidence.map(evidenceText).join(", ")}`,
    ...(fix
      ? sqlOf(fix.up)
          .split("\n")
          .map((line) => `    ${line}`)
      : []),
    "",
  ]);
  const paths = [...files.values()].flat();
  return [
    ...lines,
    ...paths.map((path) => `Wrote ${path}.`),
    ...facts.unseen.map((sentence) => `Not looked at: ${sentence}`),
    `${facts.catalog.server.database}: ${summary(findings)}.`,
    "",
  ].join("\n");
}

function summary(findings: readonly AdviceFinding[]): string {
  if (findings.length === 0) return "nothing to advise";
  return severities
    .flatMap((severity) => {
      const number = findings.filter((finding) => finding.severity === severity).length;
      return number === 0
        ? []
        : [`${String(number)} ${severity}${number === 1 || severity === "info" ? "" : "s"}`];
    })
    .join(", ");
}

function sqlOf(statements: readonly { readonly sql: string }[]): string {
  return statements.map(({ sql }) => `${sql};`).join("\n");
}
