import type { CodeLens, Range } from "vscode-languageserver/node";
import type { Outline } from "../src/features/openapi/engine/outline.ts";
import { type ScaffoldCommandArgument, serverCommands } from "../src/shared/lspProtocol.ts";
import type { Counts } from "./lintSession.ts";

/**
 * The lenses of a description: what was found and "Scaffold all routes" above its version, "Scaffold route" above
 * each operation. None for other documents.
 */
export function lensesOf(uri: string, outline: Outline | undefined, counts: Counts | undefined): CodeLens[] {
  if (!outline) return [];
  return [...documentLenses(uri, outline, counts), ...operationLenses(uri, outline)];
}

function documentLenses(
  uri: string,
  { versionLine, operations }: Outline,
  counts: Counts | undefined,
): CodeLens[] {
  const range = lineRange(versionLine);
  const findings = counts && {
    range,
    command: { title: countsTitle(counts), command: serverCommands.showFindings, arguments: [uri] },
  };
  const scaffold = operations.length > 0 && {
    range,
    command: lensCommand("Scaffold all routes", serverCommands.scaffoldRoutes, { uri }),
  };
  return [findings, scaffold].filter((lens) => lens !== undefined && lens !== false);
}

function operationLenses(uri: string, { operations }: Outline): CodeLens[] {
  return operations.map(({ line, pointer }) => ({
    range: lineRange(line),
    command: lensCommand("Scaffold route", serverCommands.scaffoldRoute, { uri, operation: pointer }),
  }));
}

function lensCommand(title: string, command: string, argument: ScaffoldCommandArgument) {
  return { title, command, arguments: [argument] };
}

function countsTitle({ findings, security }: Counts): string {
  if (findings === 0) return "No findings";
  const found = `${findings} finding${findings === 1 ? "" : "s"}`;
  return security === 0 ? found : `${found}, ${security} security`;
}

function lineRange(line: number): Range {
  return { start: { line, character: 0 }, end: { line, character: 0 } };
}
