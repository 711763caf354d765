import { type CodeAction, CodeActionKind, type Diagnostic, type TextEdit } from "vscode-languageserver/node";
import type { FixProposal } from "../src/features/openapi/engine/lint/protocol.ts";
import { isAbort } from "../src/shared/userError.ts";
import { type DiagnosticData, source } from "./diagnostics.ts";
import type { OpenDocument } from "./openDocument.ts";
import type { Services } from "./services.ts";
import { pathOfUri } from "./uris.ts";

/**
 * Quick fixes for the diagnostics under the cursor; safe ones are preferred, so that "Auto Fix" takes them. They are
 * worked out in the thread that has the document; none when it is edited meanwhile.
 */
export async function fixActionsOf(
  document: OpenDocument | undefined,
  diagnostics: readonly Diagnostic[],
  { pool, documents, settings, connection }: Services,
  signal: AbortSignal,
): Promise<CodeAction[]> {
  // What has no fix carries no data.
  const ours = diagnostics.filter(({ source: by, data }) => by === source && data !== undefined);
  if (!document || ours.length === 0) return [];
  const { version, uri } = document;
  const places = ours.map(({ code, data }) => ({ code: String(code), path: (data as DiagnosticData).path }));
  const { lintMemory } = await settings.of(uri);
  const request = { source: documents.sourceOf(pathOfUri(uri), document), places };
  const proposals = await pool.fixes(request, lintMemory, signal).catch((error: unknown) => {
    if (!isAbort(error)) connection.console.error(String((error as Error).stack));
    return [];
  });
  if (document.version !== version) return [];
  return ours.flatMap((diagnostic, index) => {
    const proposal = proposals[index];
    return proposal ? [fixAction(document, diagnostic, proposal)] : [];
  });
}

function fixAction(document: OpenDocument, diagnostic: Diagnostic, proposal: FixProposal): CodeAction {
  const { title, kind, edit } = proposal;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    isPreferred: kind === "safe",
    diagnostics: [diagnostic],
    edit: { changes: { [document.uri]: [toLspEdit(document, edit)] } },
  };
}

/** The thread has the text without a BOM. */
function toLspEdit(document: OpenDocument, { start, end, text }: FixProposal["edit"]): TextEdit {
  const mark = document.hasByteOrderMark ? 1 : 0;
  const range = { start: document.positionAt(start + mark), end: document.positionAt(end + mark) };
  return { range, newText: text };
}
