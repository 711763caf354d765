import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  l10n,
  Range,
  type TextDocument,
  WorkspaceEdit,
} from "vscode";
import { isIgnorable } from "../../engine/sqlLint/ignoreComment.ts";
import type { SqlFix } from "../../engine/sqlLint/finding.ts";
import type { MigrationLinter, ShownFinding } from "./linter.ts";

/** Safe rewrites first, then a comment that ignores the finding with a reason. */
export function migrationActions(linter: MigrationLinter): CodeActionProvider {
  return {
    provideCodeActions(document, range) {
      const found = linter
        .findingsOf(document)
        .filter(({ diagnostic }) => diagnostic.range.intersection(range));
      return [
        ...found.flatMap((shown) => fixAction(document, shown)),
        ...found.flatMap((shown) => ignoreAction(document, shown)),
      ];
    },
  };
}

function fixAction(document: TextDocument, { finding, diagnostic }: ShownFinding): readonly CodeAction[] {
  if (!finding.fix) return [];
  const action = new CodeAction(finding.fix.title, CodeActionKind.QuickFix);
  action.edit = editOf(document, finding.fix);
  action.diagnostics = [diagnostic];
  action.isPreferred = finding.fix.kind === "safe";
  return [action];
}

function editOf(document: TextDocument, { edits }: SqlFix): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  for (const { start, end, text } of edits)
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
  return edit;
}

function ignoreAction(document: TextDocument, { finding, diagnostic }: ShownFinding): readonly CodeAction[] {
  if (!isIgnorable(finding.code)) return [];
  const title = l10n.t("Ignore {0} here with a reason…", finding.code);
  const action = new CodeAction(title, CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.command = {
    command: "seniorBackend.database.ignoreFinding",
    title,
    arguments: [{ uri: document.uri, code: finding.code, offset: finding.statementStart }],
  };
  return [action];
}
