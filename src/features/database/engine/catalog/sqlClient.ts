/** A session with one Postgres: what `pg`'s client and PGlite have in common. */
export interface SqlClient {
  /** Runs one statement, with parameters for $1, $2 …; rejects with the server's error. */
  query(text: string, params?: unknown[]): Promise<SqlResult>;
}

export interface SqlResult {
  readonly rows: readonly unknown[];
}
