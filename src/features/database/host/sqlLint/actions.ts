import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  l10n,
  Range,
  type TextDocument,
  WorkspaceEdit,
} from "vscode";
import { independentFixes } from "../../engine/sqlLint/applyFixes.ts";
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
        ...[...new Set(found.map(({ finding }) => finding.code))].flatMap((code) =>
          fixAllAction(document, code, linter.findingsOf(document)),
        ),
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

/** All safe fixes of one rule, where there are several that do not touch each other. */
function fixAllAction(
  document: TextDocument,
  code: string,
  shown: readonly ShownFinding[],
): readonly CodeAction[] {
  const same = shown.filter(({ finding }) => finding.code === code);
  const fixes = independentFixes(same.map(({ finding }) => finding));
  if (fixes.length < 2) return [];
  const action = new CodeAction(l10n.t("Fix all of {0} in this file", code), CodeActionKind.QuickFix);
  action.edit = editOf(document, { edits: fixes.flatMap(({ edits }) => edits) });
  action.diagnostics = same.map(({ diagnostic }) => diagnostic);
  return [action];
}

function editOf(document: TextDocument, { edits }: Pick<SqlFix, "edits">): WorkspaceEdit {
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
