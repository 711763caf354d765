import type { CodeLens, Range } from "vscode-languageserver/node";
import { formatAge, formatMs } from "../src/shared/figures.ts";
import type { Outline } from "../src/features/openapi/engine/outline.ts";
import {
  type HandlerSummary,
  type LoadResultSummary,
  type ScaffoldCommandArgument,
  serverCommands,
} from "../src/shared/lspProtocol.ts";
import type { Counts } from "./lintSession.ts";

/**
 * The lenses of a description: what was found, "Scaffold all routes" and how far its service is above the version;
 * above each operation its handler, or "Scaffold route" where there is none yet, and its load test.
 * @param load absent where load tests cannot run: in an untrusted workspace
 */
export function lensesOf(
  uri: string,
  outline: Outline,
  counts: Counts | undefined,
  handlers: readonly HandlerSummary[],
  load: LoadLenses | undefined,
): CodeLens[] {
  return [
    ...documentLenses(uri, outline, counts, handlers),
    ...operationLenses(uri, outline, handlers),
    ...(load ? loadLenses(uri, outline, load) : []),
  ];
}

/** What the lenses about load tests rest on. */
export interface LoadLenses {
  /** The last load tests of the document's operations. */
  readonly results: readonly LoadResultSummary[];
  /** The time, in ms since 1970. */
  readonly now: number;
}

function documentLenses(
  uri: string,
  { versionLine, operations }: Outline,
  counts: Counts | undefined,
  handlers: readonly HandlerSummary[],
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
  const progress = handlers.length > 0 && {
    range,
    command: lensCommand(progressTitle(operations.length, handlers), serverCommands.goToHandler, { uri }),
  };
  return [findings, scaffold, progress].filter((lens) => lens !== undefined && lens !== false);
}

function progressTitle(operations: number, handlers: readonly HandlerSummary[]): string {
  const implemented = handlers.filter((handler) => handler.implemented).length;
  return `${implemented} of ${Math.max(operations, handlers.length)} operations implemented`;
}

function operationLenses(
  uri: string,
  { operations }: Outline,
  handlers: readonly HandlerSummary[],
): CodeLens[] {
  const byPointer = new Map(handlers.map((handler) => [handler.pointer, handler]));
  return operations.map(({ line, pointer }) => ({
    range: lineRange(line),
    command: operationCommand({ uri, operation: pointer }, byPointer.get(pointer)),
  }));
}

function operationCommand(argument: ScaffoldCommandArgument, handler: HandlerSummary | undefined) {
  if (!handler) return lensCommand("Scaffold route", serverCommands.scaffoldRoute, argument);
  const title = handler.implemented ? `implemented in ${handler.label}` : "not implemented";
  return lensCommand(title, serverCommands.goToHandler, argument);
}

/** "Load test" above each operation, and what the last one came to. */
function loadLenses(uri: string, { operations }: Outline, { results, now }: LoadLenses): CodeLens[] {
  const byPointer = new Map(results.map((result) => [result.operation, result]));
  return operations.flatMap(({ line, pointer }) => {
    const range = lineRange(line);
    const argument = { uri, operation: pointer };
    const result = byPointer.get(pointer);
    return [
      { range, command: lensCommand("Load test", serverCommands.loadTest, argument) },
      ...(result && result.p95 !== null
        ? [
            {
              range,
              command: lensCommand(resultTitle(result, result.p95, now), serverCommands.loadTest, argument),
            },
          ]
        : []),
    ];
  });
}

function resultTitle(
  { startedAt, isWorseThanBaseline }: LoadResultSummary,
  p95: number,
  now: number,
): string {
  const parts = [`p95 ${formatMs(p95)}`, formatAge(Date.parse(startedAt), now)];
  return [...parts, ...(isWorseThanBaseline ? ["worse than baseline"] : [])].join(", ");
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
