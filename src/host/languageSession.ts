import type { CancellationToken, LogOutputChannel } from "vscode";

/** The language server from its start to its end. A new start is a new session. */
export interface LanguageSession {
  /** Resolves once the server answered `initialize`. */
  readonly ready: Promise<void>;
  /**
   * Sends a request.
   * @throws UserError with the server's own sentence, CancellationError when the token fired, and an error for
   *   a server that is gone or failed.
   */
  request(method: string, params: unknown, token?: CancellationToken): Promise<unknown>;
  notify(method: string, params?: object): Promise<void>;
  /** Asks the server to end, and ends it after two seconds. */
  stop(): Promise<void>;
}

export interface LanguageSessionOptions {
  /** Absolute path of the server's bundle. */
  readonly serverModule: string;
  readonly output: LogOutputChannel;
  /** Called once when the server ends without having been asked to. */
  readonly onLost: () => void;
}

/** What the bundle dist/languageClient.js exports: loaded when the first API description appears. */
export interface LanguageClientModule {
  openLanguageSession(options: LanguageSessionOptions): LanguageSession;
}
