import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  DiagnosticRelatedInformation,
  DiagnosticSeverity,
  l10n,
  languages,
  Location,
  Position,
  Range,
  Uri,
  workspace,
  WorkspaceEdit,
  type TextDocument,
} from "vscode";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import type { HandlerAttention } from "../../../shared/lspProtocol.ts";
import { exists } from "./folders.ts";
import type { ScaffoldServer } from "./request.ts";

const source = "senior-backend";
const removedCode = "operation-removed";

/**
 * Lists handlers that no longer fit the contract among the problems, each with a link to its operation. One goes away
 * when its handler is saved or deleted: from then on the compiler says what is wrong.
 */
export class HandlerProblems implements Disposable {
  readonly #server: ScaffoldServer;
  readonly #problems = languages.createDiagnosticCollection("senior-backend-scaffold");
  readonly #parts = new DisposableStore();

  constructor(server: ScaffoldServer) {
    this.#server = server;
    this.#parts.add(this.#problems);
    this.#parts.add(workspace.onDidSaveTextDocument(({ uri }) => this.#problems.delete(uri)));
    this.#parts.add(
      workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) this.#problems.delete(uri);
      }),
    );
    this.#parts.add(
      languages.registerCodeActionsProvider(
        { scheme: "file", pattern: "**/src/handlers/**/*.ts" },
        { provideCodeActions: (document, _, { diagnostics }) => deletions(document, diagnostics) },
        { providedCodeActionKinds: [CodeActionKind.QuickFix] },
      ),
    );
  }

  /** Replaces what is listed. */
  async show(attention: readonly HandlerAttention[]): Promise<void> {
    this.#problems.clear();
    for (const entry of attention) {
      const uri = Uri.parse(entry.uri);
      // What was unchecked in the preview, or deleted since, needs nobody's attention.
      if (await exists(uri)) this.#problems.set(uri, [await this.#problemOf(entry, uri)]);
    }
  }

  async #problemOf({ kind, operation = "" }: HandlerAttention, uri: Uri): Promise<Diagnostic> {
    const range = await exportLine(uri);
    if (kind === "removed") {
      const message = l10n.t(
        "The API description no longer has this operation: delete the handler when you are done with it.",
      );
      const problem = new Diagnostic(range, message, DiagnosticSeverity.Information);
      return Object.assign(problem, { source, code: removedCode });
    }
    const message = l10n.t(
      "{0} changed in the API description: check that this handler still fits.",
      operation,
    );
    const problem = new Diagnostic(range, message, DiagnosticSeverity.Warning);
    const place = await this.#server.locateOperation(uri);
    if (place) {
      const location = new Location(Uri.parse(place.uri), new Position(place.line, 0));
      problem.relatedInformation = [new DiagnosticRelatedInformation(location, operation)];
    }
    return Object.assign(problem, { source, code: "operation-changed" });
  }

  dispose(): void {
    this.#parts.dispose();
  }
}

async function exportLine(uri: Uri): Promise<Range> {
  const bytes = await workspace.fs.readFile(uri);
  const lines = new TextDecoder().decode(bytes).split("\n");
  const index = Math.max(
    lines.findIndex((line) => line.startsWith("export ")),
    0,
  );
  return new Range(index, 0, index, lines[index]?.trimEnd().length ?? 0);
}

function deletions({ uri }: TextDocument, diagnostics: readonly Diagnostic[]): CodeAction[] {
  const problem = diagnostics.find(({ code }) => code === removedCode);
  if (problem === undefined) return [];
  const action = new CodeAction(l10n.t("Delete this handler"), CodeActionKind.QuickFix);
  action.edit = new WorkspaceEdit();
  action.edit.deleteFile(uri);
  action.diagnostics = [problem];
  return [action];
}
