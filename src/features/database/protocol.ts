import type { ConnectionTarget } from "./engine/connection/target.ts";

export type {
  ConnectionOrigin,
  ConnectionParameters,
  ConnectionRole,
  ConnectionTarget,
  SslMode,
} from "./engine/connection/target.ts";

/**
 * What crosses the pipe between the extension and the database process. Types only, so that both ends and webviews
 * may import it. A service of the process adds its interface here and its factory to services/index.ts.
 */

/** What the extension may ask of the database process. */
export type DatabaseProcessApi = ConnectionApi;

/** What the database process may ask of the extension. */
export interface DatabaseHostApi {
  /** How to reach a connection, its password included: asked whenever a session is opened, kept nowhere. */
  connectionTarget(connectionId: string): ConnectionTarget;
  /** A session ended without having been asked to; the next query opens another one. */
  connectionLost(event: ConnectionLost): void;
  log(entry: LogEntry): void;
}

/** Connections: the process holds sessions, the extension holds what they are called and their secrets. */
export interface ConnectionApi {
  /**
   * Opens a session and closes it again.
   * @throws UserError that says what is wrong with the target.
   */
  testConnection(target: ConnectionTarget): ServerSummary;
  /** Closes every session of a connection. */
  disconnect(connectionId: string): void;
}

export interface ServerSummary {
  /** As the server says it: "18.4". */
  readonly version: string;
  /** The major, 14 to 18. */
  readonly major: number;
  readonly database: string;
  readonly user: string;
  readonly encrypted: boolean;
}

export interface ConnectionLost {
  readonly connectionId: string;
  /** One sentence for people. */
  readonly reason: string;
}

export interface LogEntry {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
}
