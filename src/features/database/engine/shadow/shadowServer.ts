import type { SqlClient } from "../catalog/sqlClient.ts";

/**
 * A Postgres that belongs to no one: schemas are loaded into it and migrations are tried on it.
 * One database of it is open at a time.
 */
export interface ShadowServer {
  /** "PostgreSQL 18 (in process)", for reports. */
  readonly name: string;
  readonly major: number;
  /**
   * Opens an empty database, after the one before it was closed.
   * @throws UserError when the server cannot be started or reached.
   */
  open(request: ShadowRequest, signal: AbortSignal): Promise<ShadowDatabase>;
  /** Ends the server, or leaves it; databases that are open go with it. */
  dispose(): Promise<void>;
}

export interface ShadowRequest {
  /** Extensions that the schema creates; those that are not available are replaced by stubs. */
  readonly extensions: readonly ExtensionRequest[];
}

export interface ExtensionRequest {
  readonly name: string;
  /** The version that the schema names, if it names one. */
  readonly version?: string;
}

/** A session on an empty database of a shadow, as a superuser. */
export interface ShadowDatabase extends SqlClient {
  /** Runs one or more statements in one round trip; several are one transaction, as psql -c does it. */
  run(sql: string): Promise<void>;
  /** Extensions that are stubs here: their objects have names but do nothing. */
  readonly stubs: readonly string[];
  /**
   * The schema as somebody else sees it than the model of catalogs: pg_dump, or the system catalogs as text where
   * there is none, or where there is too much for it. Both sides of a comparison have to be asked the same way.
   */
  dump(by?: Observer): Promise<Dump>;
  close(): Promise<void>;
}

export type Observer = "pg_dump" | "system catalogs";

export interface Dump {
  readonly by: Observer;
  readonly text: string;
}

/** What Postgres reports about a statement that failed, whichever client it came through. */
export interface PostgresError {
  readonly message: string;
  /** SQLSTATE. */
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
  /** Character in the statement, from 1. */
  readonly position?: number;
}

/** Reads an error of pg or PGlite; undefined for anything that Postgres did not say. */
export function postgresError(error: unknown): PostgresError | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { message, code, detail, hint, position } = error as Record<string, unknown>;
  if (typeof message !== "string" || typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code))
    return undefined;
  return {
    message,
    code,
    ...(typeof detail === "string" && { detail }),
    ...(typeof hint === "string" && { hint }),
    ...(typeof position === "string" && { position: Number(position) }),
  };
}
