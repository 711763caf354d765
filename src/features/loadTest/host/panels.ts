import { l10n, ViewColumn, type WebviewPanel, window } from "vscode";
import type { Host } from "../../../host/host.ts";
import { guarded, pagePort, showPage } from "../../../host/webviewPanel.ts";
import { openChannel } from "../../../shared/channel.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import type { PanelHostApi, PanelPageApi } from "../panelProtocol.ts";
import { readSavedPage } from "./readPage.ts";
import type { LoadServices } from "./services.ts";
import { keyOf, LoadSession, type LoadStart } from "./session.ts";

export const panelType = "seniorBackend.loadTest";

/** The open load-test panels: one for each scenario, revealed rather than opened twice. */
export class LoadTestPanels implements Disposable {
  readonly #host: Host;
  readonly #services: LoadServices;
  readonly #open = new Map<LoadSession, WebviewPanel>();
  readonly #parts = new DisposableStore();

  constructor(host: Host, services: LoadServices) {
    this.#host = host;
    this.#services = services;
    this.#parts.add(
      services.history.onDidChange(() => {
        for (const session of this.#open.keys()) void this.#reporting(session.historyChanged());
      }),
    );
    this.#parts.add(
      window.registerWebviewPanelSerializer(panelType, {
        deserializeWebviewPanel: async (panel, saved: unknown) => {
          const start = readSavedPage(saved);
          if (!start) {
            panel.dispose();
            return;
          }
          const session = this.#adopt(panel, { ...start, notes: [] });
          await this.#reporting(session.restore(start));
        },
      }),
    );
  }

  /** Shows a load test in its panel, which opens unless it is there. */
  show(start: LoadStart): LoadSession {
    const opened = this.#find(start);
    if (opened) {
      opened.panel.reveal();
      return opened.session;
    }
    const column = window.activeTextEditor ? ViewColumn.Beside : ViewColumn.Active;
    const panel = window.createWebviewPanel(panelType, l10n.t("Load Test"), column);
    const session = this.#adopt(panel, start);
    void this.#reporting(session.restore(start));
    return session;
  }

  dispose(): void {
    this.#parts.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  #find(start: LoadStart) {
    const key = keyOf(start);
    for (const [session, panel] of this.#open) if (session.key === key) return { session, panel };
    return undefined;
  }

  #adopt(panel: WebviewPanel, start: LoadStart): LoadSession {
    const parts = new DisposableStore();
    const session = new LoadSession(
      this.#services,
      {
        show: (changed) => {
          // A hidden page has no script; it asks for everything when it comes back. A closed panel answers nothing.
          if (this.#open.has(session) && panel.visible) page.call("show", changed).catch(() => undefined);
        },
        setTitle: (title) => {
          panel.title = l10n.t("Load test: {0}", title);
        },
      },
      start,
    );
    const handlers = guarded(session.handlers, this.#host.log.scope("loadTest"));
    const page = parts.add(openChannel<PanelHostApi, PanelPageApi>(pagePort(panel, parts), handlers));
    this.#open.set(session, panel);
    panel.onDidDispose(() => {
      this.#open.delete(session);
      session.dispose();
      parts.dispose();
    });
    showPage(panel, { extensionUri: this.#host.extensionUri, name: "loadTest", title: l10n.t("Load test") });
    return session;
  }

  async #reporting(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#host.errors.report(error, l10n.t("Load Test"));
    }
  }
}
