import { type CodeAction, CodeActionKind, type Range } from "vscode-languageserver/node";
import type { OperationOutline, Outline } from "../src/features/openapi/engine/outline.ts";
import { type ScaffoldCommandArgument, serverCommands } from "../src/shared/lspProtocol.ts";

export const scaffoldKind = `${CodeActionKind.Refactor}.scaffold`;

/** Offers to scaffold the operation that a selection starts in, and the document as a whole at its version. */
export function codeActionsOf(uri: string, outline: Outline | undefined, range: Range): CodeAction[] {
  if (!outline) return [];
  const { operations, versionLine } = outline;
  const line = range.start.line;
  const operation = operations.find((candidate) => candidate.line <= line && line <= candidate.endLine);
  if (operation) return [scaffoldOperation(uri, operation)];
  return line === versionLine && operations.length > 0 ? [scaffoldDocument(uri)] : [];
}

function scaffoldOperation(uri: string, { method, path, pointer }: OperationOutline): CodeAction {
  const title = `Scaffold route ${method.toUpperCase()} ${path}`;
  return action(title, serverCommands.scaffoldRoute, { uri, operation: pointer });
}

function scaffoldDocument(uri: string): CodeAction {
  return action("Scaffold all routes", serverCommands.scaffoldRoutes, { uri });
}

function action(title: string, command: string, argument: ScaffoldCommandArgument): CodeAction {
  return { title, kind: scaffoldKind, command: { title, command, arguments: [argument] } };
}
