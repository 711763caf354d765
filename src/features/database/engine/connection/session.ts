/** Bounds of a session, in ms. */
export interface SessionLimits {
  readonly statementTimeout: number;
  readonly lockTimeout: number;
  readonly idleInTransactionTimeout: number;
}

export const explorerLimits: SessionLimits = {
  statementTimeout: 60_000,
  lockTimeout: 2000,
  idleInTransactionTimeout: 60_000,
};

export interface SessionOptions {
  /** Whether the session may write. The explorer never does. */
  readonly access: "read-only" | "read-write";
  readonly limits: SessionLimits;
  /** Called once when the session ends without having been asked to. */
  readonly onLost?: (reason: Error) => void;
}

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** One connection to a server. Queries run one after the other. */
export interface Session {
  /** "18.4", as the server says it. */
  readonly version: string;
  readonly encrypted: boolean;
  /** Whether the session can still be used. */
  readonly alive: boolean;
  /**
   * Runs one statement, or several when there are no parameters.
   * @returns the rows of the last statement as objects.
   * @throws UserError that explains what the server or the network said; AbortError when the signal fires, which
   *   stops the statement on the server.
   */
  readonly query: (
    text: string,
    parameters?: readonly unknown[],
    signal?: AbortSignal,
  ) => Promise<readonly Row[]>;
  /** Like `query`, with values as the server prints them. */
  readonly queryText: (
    text: string,
    parameters?: readonly unknown[],
    signal?: AbortSignal,
  ) => Promise<TextResult>;
  readonly close: () => Promise<void>;
}

export interface TextResult {
  /** Names of the columns, and oids of their types. */
  readonly columns: readonly { readonly name: string; readonly typeId: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}
