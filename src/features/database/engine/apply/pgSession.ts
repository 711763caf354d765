import pg from "pg";
import type { ConnectionConfig } from "pg";
import type { MigrationSession } from "./ports.ts";

export interface PgSession extends MigrationSession {
  close(): Promise<void>;
}

/**
 * Opens a session of pg for a migration: no statement timeout, as an index may take hours; the server looks for a
 * client that is gone, so that a killed run does not leave a statement behind that nobody waits for.
 * @throws the server's or the system's error.
 */
export async function openPgSession(config: ConnectionConfig): Promise<PgSession> {
  const client = new pg.Client({ application_name: "senior-backend migrate", ...config });
  // The query that waits for the lost connection rejects and says so.
  client.on("error", () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_catalog.pg_backend_pid() as pid");
  const pid = rows[0]?.pid ?? 0;
  await client.query("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0");
  await client.query("set client_connection_check_interval = '2s'").catch(() => undefined);
  return {
    query: (text, params) => client.query(text, params),
    async run(sql) {
      await client.query(sql);
    },
    async cancel() {
      const other = new pg.Client({ application_name: "senior-backend cancel", ...config });
      other.on("error", () => undefined);
      await other.connect();
      try {
        await other.query("select pg_catalog.pg_cancel_backend($1)", [pid]);
      } finally {
        await other.end();
      }
    },
    close: () => client.end(),
  };
}
