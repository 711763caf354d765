import { CodeLens, EventEmitter, languages, Range, Uri, window, workspace } from "vscode";
import { type Disposable, DisposableStore } from "../../../../shared/disposable.ts";
import type { CommandId } from "../../../../host/contributions.ts";

const scheme = "senior-backend-advice";

/** A button above a page. */
export interface PageAction {
  readonly title: string;
  readonly command: CommandId;
  readonly argument: unknown;
}

/** Read-only pages of text: reports, findings, plans. */
export interface Pages extends Disposable {
  /** @param name what the tab is called; a page of the same name is replaced. */
  show(name: string, text: string, actions?: readonly PageAction[]): Promise<void>;
}

export function createPages(): Pages {
  const parts = new DisposableStore();
  const changed = parts.add(new EventEmitter<Uri>());
  const lensesChanged = parts.add(new EventEmitter<void>());
  const pages = new Map<string, { readonly text: string; readonly actions: readonly PageAction[] }>();
  parts.add(
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => pages.get(uri.toString())?.text ?? "",
    }),
  );
  parts.add(
    languages.registerCodeLensProvider(
      { scheme },
      {
        onDidChangeCodeLenses: lensesChanged.event,
        provideCodeLenses: ({ uri }) =>
          (pages.get(uri.toString())?.actions ?? []).map(
            ({ title, command, argument }) =>
              new CodeLens(new Range(0, 0, 0, 0), { title, command, arguments: [argument] }),
          ),
      },
    ),
  );
  parts.add(workspace.onDidCloseTextDocument(({ uri }) => void pages.delete(uri.toString())));
  return {
    async show(name, text, actions = []) {
      const uri = Uri.from({ scheme, path: `/${name.replaceAll(/[/\\]/g, "∕")}` });
      pages.set(uri.toString(), { text, actions });
      changed.fire(uri);
      lensesChanged.fire();
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
    },
    dispose: () => parts.dispose(),
  };
}
