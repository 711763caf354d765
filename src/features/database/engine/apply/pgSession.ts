import pg from "pg";
import { requestCancel } from "../connection/cancelRequest.ts";
import { explainError, failureOf } from "../connection/explainError.ts";
import type { ResolvedTarget } from "../connection/target.ts";
import { type TlsAttempt, tlsAttempts } from "../connection/tls.ts";
import { postgresError } from "../shadow/shadowServer.ts";
import type { MigrationSession } from "./ports.ts";

export interface PgSession extends MigrationSession {
  close(): Promise<void>;
}

/** What every backend announces about itself, and @types/pg leaves out. */
interface BackendKey {
  readonly processID: number | null;
  readonly secretKey: number | null;
}

/**
 * Opens a session for a migration: without a statement timeout, as an index may take hours, and with errors as
 * Postgres said them. The server looks for a client that is gone, so that a killed run leaves no statement behind.
 * @throws UserError with one sentence when there is no connection.
 */
export async function openPgSession(target: ResolvedTarget): Promise<PgSession> {
  const attempts = await tlsAttempts(target);
  for (const [index, tls] of attempts.entries()) {
    try {
      return await connect(target, tls);
    } catch (error) {
      const isAboutTls = /^(?:NO_TLS|28000|ERR_SSL|ERR_TLS|EPROTO)/.test(failureOf(error).code);
      if (attempts[index + 1] === undefined || !isAboutTls) throw explainError(error, target);
    }
  }
  throw new Error("A target has at least one attempt.");
}

async function connect(target: ResolvedTarget, tls: TlsAttempt): Promise<PgSession> {
  const { host, port, user, database, password, options, connectTimeout } = target;
  const client = new pg.Client({
    host,
    port,
    user,
    database,
    password: () => password ?? "",
    ssl: tls,
    keepAlive: true,
    connectionTimeoutMillis: connectTimeout * 1000,
    application_name: "Senior Backend migration",
    ...(options !== undefined && { options }),
  }) as pg.Client & BackendKey;
  // The statement that waits for a lost connection rejects and says so.
  client.on("error", () => undefined);
  await client.connect();
  await client.query("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0");
  await client.query("set default_transaction_read_only = off");
  // Majors before 14 do not know it.
  await client.query("set client_connection_check_interval = '2s'").catch(() => undefined);

  const run = async (text: string, params?: unknown[]) => {
    try {
      return await client.query<Record<string, unknown>>(text, params);
    } catch (error) {
      throw postgresError(error) ? error : explainError(error, target);
    }
  };
  return {
    query: run,
    async run(sql) {
      await run(sql);
    },
    async cancel() {
      const { processID, secretKey } = client;
      if (processID === null || secretKey === null) return;
      await requestCancel({ host, port, processId: processID, secretKey, tls });
    },
    close: () => client.end().catch(() => undefined),
  };
}
