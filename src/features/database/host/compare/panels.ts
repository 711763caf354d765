import { l10n, Uri, ViewColumn, type WebviewPanel, window, workspace } from "vscode";
import type { Host } from "../../../../host/host.ts";
import { guarded, pagePort, showPage } from "../../../../host/webviewPanel.ts";
import { openChannel } from "../../../../shared/channel.ts";
import { type Disposable, DisposableStore } from "../../../../shared/disposable.ts";
import type {
  ComparePanelHostApi,
  ComparePanelPageApi,
  SavedComparison,
} from "../../comparePanelProtocol.ts";
import type { CompareParts } from "./parts.ts";
import { readSavedComparison } from "./readPage.ts";
import { CompareSession } from "./session.ts";

export const comparePanelType = "seniorBackend.compareSchemas";

/** The open panels that compare schemas: one for each pair, revealed rather than opened twice. */
export class ComparePanels implements Disposable {
  readonly #host: Pick<Host, "extensionUri" | "log" | "errors">;
  readonly #services: CompareParts;
  readonly #open = new Map<CompareSession, WebviewPanel>();
  readonly #parts = new DisposableStore();

  constructor(host: Pick<Host, "extensionUri" | "log" | "errors">, services: CompareParts) {
    this.#host = host;
    this.#services = services;
    this.#parts.add(
      services.process.onProgress(({ id, what }) => {
        for (const session of this.#open.keys()) session.progressed(id, what);
      }),
    );
    this.#parts.add(
      window.registerWebviewPanelSerializer(comparePanelType, {
        // It comes back with its sides and answers; databases are asked when somebody says so.
        deserializeWebviewPanel: (panel, saved: unknown) => {
          const start = readSavedComparison(saved);
          if (start && workspace.isTrusted && this.#isAllowed(start)) this.#adopt(panel, start);
          else panel.dispose();
          return Promise.resolve();
        },
      }),
    );
  }

  /** Compares two schemas in their panel, which opens unless it is there. */
  async show(start: SavedComparison): Promise<void> {
    const key = JSON.stringify([start.from, start.to]);
    for (const [session, panel] of this.#open) {
      if (session.key !== key) continue;
      panel.reveal();
      await session.handlers.compare(null, new AbortController().signal);
      return;
    }
    const column = window.activeTextEditor ? ViewColumn.Beside : ViewColumn.Active;
    const panel = window.createWebviewPanel(comparePanelType, l10n.t("Compare Schema"), column);
    await this.#adopt(panel, start).compare();
  }

  dispose(): void {
    this.#parts.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  /** A page that kept files names some of this workspace, and nothing else on the disk. */
  #isAllowed({ from, to }: SavedComparison): boolean {
    return [from, to].every((place) =>
      place.kind === "connection"
        ? this.#services.store.find(place.connectionId) !== undefined
        : workspace.getWorkspaceFolder(Uri.file(place.path)) !== undefined,
    );
  }

  #adopt(panel: WebviewPanel, start: SavedComparison): CompareSession {
    const parts = new DisposableStore();
    const session = new CompareSession(
      this.#services,
      {
        show: (changed) => {
          // A hidden page has no script; it asks for everything when it comes back. A closed panel answers nothing.
          if (this.#open.has(session) && panel.visible) page.call("show", changed).catch(() => undefined);
        },
        setTitle: (title) => {
          panel.title = title;
        },
        openFile: async (path) => {
          const viewColumn =
            panel.viewColumn === undefined || panel.viewColumn === ViewColumn.One
              ? ViewColumn.Beside
              : ViewColumn.One;
          await window.showTextDocument(Uri.file(path), { viewColumn, preview: false, preserveFocus: true });
        },
      },
      start,
    );
    const handlers = guarded(session.handlers, this.#host.log.scope("compare"));
    const page = parts.add(
      openChannel<ComparePanelHostApi, ComparePanelPageApi>(pagePort(panel, parts), handlers),
    );
    this.#open.set(session, panel);
    panel.onDidDispose(() => {
      this.#open.delete(session);
      session.dispose();
      parts.dispose();
    });
    showPage(panel, {
      extensionUri: this.#host.extensionUri,
      name: "compare",
      title: l10n.t("Compare schemas"),
    });
    return session;
  }
}
