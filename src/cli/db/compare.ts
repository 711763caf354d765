import { resolve } from "node:path";
import { sqlNameOf } from "../../features/database/engine/catalog/ids.ts";
import type { Change } from "../../features/database/engine/diff/model.ts";
import { beyond, proofLine } from "../../features/database/engine/migrations/header.ts";
import {
  readMigrationFolder,
  writeMigrationFiles,
} from "../../features/database/engine/migrations/migrationFolder.ts";
import type { ToolName } from "../../features/database/engine/migrations/migration.ts";
import { migrationTool, recogniseTool } from "../../features/database/engine/migrations/tools/all.ts";
import { draftSection } from "../../features/database/engine/migrations/writeMigration.ts";
import { terminated } from "../../features/database/engine/migrations/tools/text.ts";
import { compareSchemas, type Comparison } from "../../features/database/engine/proof/compareSchemas.ts";
import type { MigrationScript } from "../../features/database/engine/plan/model.ts";
import type { ShadowServer } from "../../features/database/engine/shadow/shadowServer.ts";
import { UsageError } from "../arguments.ts";
import { displayPath } from "../files.ts";
import type { ExitCode, Terminal } from "../verb.ts";
import { inFolder } from "./inFolder.ts";
import { majorOf, sideOf } from "./places.ts";
import { openShadow, type ShadowChoice } from "./shadow.ts";

export interface CompareArguments {
  readonly connection: string;
  readonly compare: string;
  readonly output: string | undefined;
  readonly tool: ToolName | undefined;
  readonly renames: readonly string[];
  readonly shadow: ShadowChoice;
  readonly serverMajor: number | undefined;
  readonly format: "text" | "json";
}

/**
 * Compares what is with what is wanted, writes the migration and replays it. Exit code 1: something is not proven.
 * @throws UserError when a side cannot be read or a file cannot be written.
 */
export async function compare(args: CompareArguments, terminal: Terminal): Promise<ExitCode> {
  const { signal } = terminal;
  const renames = args.renames.map(renameOf);
  const output = args.output === undefined ? undefined : resolve(args.output);
  const existing =
    output === undefined ? [] : await inFolder(output, () => readMigrationFolder(output, signal));
  const tool =
    args.tool === undefined ? (recogniseTool(existing) ?? migrationTool("dbmate")) : migrationTool(args.tool);
  const [from, to] = [await sideOf(args.connection, signal), await sideOf(args.compare, signal)];
  const major = args.serverMajor ?? majorOf(from) ?? majorOf(to);
  const shadow = await openShadow(args.shadow, major, signal);
  try {
    const comparison = await compareSchemas(
      {
        from,
        to,
        shadow,
        tool,
        existing,
        renames,
        now: new Date(),
        ...(args.serverMajor !== undefined && { serverMajor: args.serverMajor }),
      },
      signal,
    );
    const paths = output === undefined ? [] : await write(comparison, output, signal);
    const report =
      args.format === "json"
        ? json(comparison, paths)
        : text(comparison, paths, shadow, from.label, to.label);
    terminal.stdout.write(report);
    return comparison.proof.proven ? 0 : 1;
  } finally {
    await shadow.dispose();
  }
}

function renameOf(argument: string) {
  const [from, to, ...more] = argument.split("=");
  if (!from || !to || more.length > 0)
    throw new UsageError(`--rename takes old=new, as users.name=users.full_name; "${argument}" is not that.`);
  return { from, to };
}

async function write({ files }: Comparison, folder: string, signal: AbortSignal): Promise<readonly string[]> {
  return (await inFolder(folder, () => writeMigrationFiles(folder, files, signal))).map(displayPath);
}

function json({ diff, plan, proof, notes }: Comparison, files: readonly string[]): string {
  const result = {
    schemaVersion: 1,
    changes: diff.changes,
    losses: diff.losses,
    renames: diff.renames,
    renameCandidates: diff.candidates,
    files,
    up: sqlOf(plan.up),
    down: sqlOf(plan.down),
    steps: { up: plan.up.steps, down: plan.down.steps },
    irreversible: plan.irreversible,
    proven: proof.proven,
    checks: proof.checks,
    unproven: proof.unproven,
    notes,
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** A direction as one script. */
function sqlOf(script: MigrationScript): string {
  return draftSection(script)
    .statements.map((statement) => `${terminated(statement)}\n`)
    .join("");
}

const signs = { added: "+", removed: "-", changed: "~" } as const;

function text(
  comparison: Comparison,
  paths: readonly string[],
  shadow: ShadowServer,
  from: string,
  to: string,
): string {
  const { diff, plan, proof, notes, files } = comparison;
  const lines: string[] = [];
  for (const { message } of diff.losses) lines.push(`Data is lost: ${message}`);
  lines.push(
    diff.changes.length + diff.renames.length === 0
      ? `${capitalised(from)} is as ${to} says.`
      : `${count(diff.changes.length + diff.renames.length, "change")} from ${from} to ${to}:`,
  );
  for (const { from: one, to: other } of diff.renames) lines.push(`  ${one} is now ${sqlNameOf(other)}`);
  for (const change of diff.changes) lines.push(`  ${signs[change.action]} ${described(change)}`);
  for (const { from: one, to: other, reason } of diff.candidates)
    lines.push(`Renamed? ${reason} Add --rename ${sqlNameOf(one)}=${sqlNameOf(other)} if it is the same.`);
  for (const sentence of [...beyond(plan.irreversible, diff.losses), ...plan.up.warnings, ...notes])
    lines.push(sentence);
  if (files.length > 0) lines.push(proofLine(proof, shadow.name));
  for (const { object, reason } of proof.unproven) lines.push(`Not proven: ${object}: ${reason}.`);
  for (const path of paths) lines.push(`Wrote ${path}.`);
  if (files.length > 0 && paths.length === 0) lines.push("", sqlOf(plan.up).trimEnd());
  return `${lines.join("\n")}\n`;
}

function described({ id, properties }: Change): string {
  const details = properties.map(({ property, before, after }) =>
    before !== null && after !== null && before.length + after.length < 80 && !(before + after).includes("\n")
      ? `${property} ${before} → ${after}`
      : property,
  );
  return details.length === 0 ? id : `${id}: ${details.join(", ")}`;
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
