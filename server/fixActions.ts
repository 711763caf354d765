import { type CodeAction, CodeActionKind, type Diagnostic, type TextEdit } from "vscode-languageserver/node";
import {
  type DocumentEditor,
  editorOf,
  type TextEdit as OffsetEdit,
} from "../src/features/openapi/engine/fixes/editor.ts";
import { proposeFix } from "../src/features/openapi/engine/fixes/index.ts";
import { type DiagnosticData, source } from "./diagnostics.ts";
import type { OpenDocument } from "./openDocument.ts";

/** Quick fixes for the diagnostics under the cursor; safe ones are preferred, so that "Auto Fix" takes them. */
export function fixActionsOf(
  document: OpenDocument | undefined,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const ours = diagnostics.filter(
    // Without a fix there is no need to parse the document.
    ({ source: by, data }) => by === source && data !== undefined,
  );
  const editor = document && ours.length > 0 ? editorOf(document.getText()) : undefined;
  if (!document || !editor) return [];
  return ours.flatMap((diagnostic) => fixAction(document, editor, diagnostic) ?? []);
}

function fixAction(
  document: OpenDocument,
  editor: DocumentEditor,
  diagnostic: Diagnostic,
): CodeAction | undefined {
  const { path } = diagnostic.data as DiagnosticData;
  const proposal = proposeFix(editor, { code: String(diagnostic.code), path });
  if (!proposal) return undefined;
  return {
    title: proposal.fix.title,
    kind: CodeActionKind.QuickFix,
    isPreferred: proposal.fix.kind === "safe",
    diagnostics: [diagnostic],
    edit: { changes: { [document.uri]: [toLspEdit(document, proposal.edit)] } },
  };
}

function toLspEdit(document: OpenDocument, { start, end, text }: OffsetEdit): TextEdit {
  return { range: { start: document.positionAt(start), end: document.positionAt(end) }, newText: text };
}
