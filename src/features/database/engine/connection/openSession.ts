import { explainError, failureOf } from "./explainError.ts";
import { connectClient, type PgConnection } from "./pgConnection.ts";
import { perTransaction } from "./perTransaction.ts";
import type { Session, SessionOptions } from "./session.ts";
import { startupOptions } from "./settings.ts";
import type { ResolvedTarget } from "./target.ts";
import { type TlsAttempt, tlsAttempts } from "./tls.ts";

/**
 * Opens a session, trying TLS as the sslmode of its target says.
 * @throws UserError with one sentence; AbortError when the signal fires.
 */
export async function openSession(
  target: ResolvedTarget,
  options: SessionOptions,
  signal?: AbortSignal,
): Promise<Session> {
  const attempts = await tlsAttempts(target);
  for (const [index, tls] of attempts.entries()) {
    try {
      return await openWith(target, tls, options, signal);
    } catch (error) {
      if (attempts[index + 1] === undefined || !isAboutTls(error, tls)) throw explainError(error, target);
    }
  }
  throw new Error("A target has at least one attempt.");
}

/** What libpq goes on without TLS after: a server that has none, or does not let this client in with it. */
function isAboutTls(error: unknown, tls: TlsAttempt): boolean {
  const { code } = failureOf(error);
  return (
    tls !== false && (code === "NO_TLS" || code === "28000" || /^(?:ALERT|ERR_SSL|ERR_TLS|EPROTO)/.test(code))
  );
}

async function openWith(
  target: ResolvedTarget,
  tls: TlsAttempt,
  options: SessionOptions,
  signal: AbortSignal | undefined,
): Promise<Session> {
  const connection = await connectWithSettings(target, tls, options, signal);
  const [state] = await connection.query(
    `select pg_catalog.current_setting('server_version') as version,
            pg_catalog.current_setting('default_transaction_read_only') = 'on' as read_only`,
    [],
    signal,
  );
  const [version = ""] = String(state?.["version"]).split(" ");
  const session: Session = {
    version,
    encrypted: tls !== false,
    get alive() {
      return connection.alive;
    },
    query: connection.query,
    queryText: connection.queryText,
    close: connection.close,
  };
  const holds = options.access === "read-write" || state?.["read_only"] === true;
  return holds ? session : perTransaction(session, options);
}

/**
 * Poolers in front of a server refuse settings in the startup packet, or ignore them, and hand sessions on to other
 * clients, which must not inherit ours.
 */
async function connectWithSettings(
  target: ResolvedTarget,
  tls: TlsAttempt,
  options: SessionOptions,
  signal: AbortSignal | undefined,
): Promise<PgConnection> {
  try {
    return await connectClient(target, tls, startupOptions(target, options), options.onLost, signal);
  } catch (error) {
    if (!/unsupported startup parameter/i.test(failureOf(error).message)) throw error;
    return await connectClient(target, tls, undefined, options.onLost, signal);
  }
}
