import { createRequire } from "node:module";
import { type CancellationToken, l10n, Uri, workspace } from "vscode";
import type { Disposable } from "../shared/disposable.ts";
import { trustGrantedMethod } from "../shared/lspProtocol.ts";
import { UserError } from "../shared/userError.ts";
import type { LanguageClientModule, LanguageSession } from "./languageSession.ts";
import type { Log, LogChannel } from "./log.ts";
import { type Action, inform, warn } from "./messages.ts";
import { createRestartBudget } from "./restartBudget.ts";

const restarts = { limit: 4, windowMs: 3 * 60_000 };

/** The language server as the features see it: there when it is needed, and back when it died. */
export interface LanguageServer extends Disposable {
  /** Starts the server unless it runs. Resolves when it is ready; after too many crashes it stays stopped. */
  start(): Promise<void>;
  /**
   * Sends a request, starting the server first when it does not run.
   * @throws UserError with the server's sentence, or CancellationError when the token fired.
   */
  request<Result>(method: string, params?: unknown, token?: CancellationToken): Promise<Result>;
  /** Tells a server that runs; without one there is nobody to tell. What goes wrong is logged. */
  notify(method: string, params: object): void;
  /** Calls back whenever a server has become ready: what it was told before is gone. */
  onReady(listener: () => void): Disposable;
  restart(): Promise<void>;
}

export function createLanguageServer(extensionUri: Uri, channel: LogChannel): LanguageServer {
  return new SupervisedServer(Uri.joinPath(extensionUri, "dist", "server.js").fsPath, channel);
}

class SupervisedServer implements LanguageServer {
  readonly #serverModule: string;
  readonly #channel: LogChannel;
  readonly #log: Log;
  readonly #budget = createRestartBudget(restarts.limit, restarts.windowMs);
  readonly #trustListener: Disposable;
  readonly #readyListeners = new Set<() => void>();
  #session: LanguageSession | undefined;
  #gaveUp = false;
  #disposed = false;

  constructor(serverModule: string, channel: LogChannel) {
    this.#serverModule = serverModule;
    this.#channel = channel;
    this.#log = channel.log.scope("server");
    this.#trustListener = workspace.onDidGrantWorkspaceTrust(() => void this.#tellTrust());
  }

  async start(): Promise<void> {
    await this.#running().ready;
  }

  async request<Result>(method: string, params?: unknown, token?: CancellationToken): Promise<Result> {
    const session = this.#running();
    try {
      // The protocol file names the type of each answer; both ends are built from it.
      return (await session.request(method, params, token)) as Result;
    } catch (error) {
      if (session === this.#session || UserError.is(error)) throw error;
      throw new UserError(
        l10n.t("The language server stopped before it could answer; run the command again."),
      );
    }
  }

  notify(method: string, params: object): void {
    this.#session?.notify(method, params).catch((error: unknown) => {
      this.#log.error(`The language server did not get “${method}”.`, error);
    });
  }

  onReady(listener: () => void): Disposable {
    this.#readyListeners.add(listener);
    return { dispose: () => this.#readyListeners.delete(listener) };
  }

  async restart(): Promise<void> {
    await this.#close();
    this.#budget.reset();
    this.#gaveUp = false;
    await this.start();
  }

  dispose(): void {
    this.#disposed = true;
    this.#trustListener.dispose();
    void this.#close();
  }

  #running(): LanguageSession {
    if (this.#gaveUp) {
      throw new UserError(
        l10n.t(
          "The language server is stopped; start it with “Restart Language Server” once the cause is gone.",
        ),
      );
    }
    return (this.#session ??= this.#open());
  }

  #open(): LanguageSession {
    const session = loadLanguageClient().openLanguageSession({
      serverModule: this.#serverModule,
      output: this.#channel.output,
      onLost: () => this.#lost(session),
    });
    session.ready.then(
      () => {
        this.#log.info("The language server is ready.");
        for (const listener of this.#readyListeners) listener();
      },
      (error: unknown) => {
        this.#log.error("The language server did not start.", error);
        this.#lost(session);
      },
    );
    return session;
  }

  #lost(session: LanguageSession): void {
    if (this.#disposed || this.#session !== session) return;
    this.#session = undefined;
    void this.#stop(session);
    const spent = this.#budget.spend(Date.now());
    if (spent === "exhausted") this.#giveUp();
    else void this.#startAgain(spent === "first");
  }

  async #startAgain(announce: boolean): Promise<void> {
    try {
      await this.start();
    } catch {
      // A session that fails to start is lost as well, and #lost has counted it.
      return;
    }
    if (announce) {
      await inform(l10n.t("The language server stopped and was started again."), this.#showLogAction());
    }
  }

  #giveUp(): void {
    this.#gaveUp = true;
    void warn(
      l10n.t(
        "The language server stopped {0} times in {1} minutes and stays stopped; the log says why.",
        restarts.limit + 1,
        restarts.windowMs / 60_000,
      ),
      { title: l10n.t("Restart"), run: () => this.restart() },
      this.#showLogAction(),
    );
  }

  #showLogAction(): Action {
    return { title: l10n.t("Show Log"), run: () => this.#channel.show() };
  }

  async #tellTrust(): Promise<void> {
    try {
      await this.#session?.notify(trustGrantedMethod);
    } catch (error) {
      // A server that is being started again learns about trust from its initialization options.
      this.#log.error("The language server did not hear that the workspace is trusted now.", error);
    }
  }

  async #close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    if (session) await this.#stop(session);
  }

  async #stop(session: LanguageSession): Promise<void> {
    try {
      await session.stop();
    } catch (error) {
      this.#log.error("The language server did not stop in an orderly way.", error);
    }
  }
}

/** The client library is a bundle of its own: windows without an API description never load it. */
function loadLanguageClient(): LanguageClientModule {
  return createRequire(__filename)("./languageClient.js") as LanguageClientModule;
}
