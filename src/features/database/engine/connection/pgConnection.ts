import { Socket } from "node:net";
import { Client, type ClientConfig, type CustomTypesConfig } from "pg";
import { requestCancel } from "./cancelRequest.ts";
import { explainError, failureOf } from "./explainError.ts";
import type { Row, Session, TextResult } from "./session.ts";
import type { ResolvedTarget } from "./target.ts";
import type { TlsAttempt } from "./tls.ts";

/** A session as pg makes it, before anything is known of the server. */
export type PgConnection = Pick<Session, "alive" | "query" | "queryText" | "close">;

/** What every backend announces about itself, and @types/pg leaves out. */
interface BackendKey {
  readonly processID: number | null;
  readonly secretKey: number | null;
}

const applicationName = "Senior Backend";
/** Milliseconds between the request to cancel and giving up on the connection. */
const cancelPatience = 5000;
const asText: CustomTypesConfig = { getTypeParser: () => (value: unknown) => value };

/**
 * Connects and authenticates.
 * @param startup settings in the form of libpq's `options`.
 * @throws what pg, Node or TLS throw; AbortError when the signal fires.
 */
export async function connectClient(
  target: ResolvedTarget,
  tls: TlsAttempt,
  startup: string | undefined,
  onLost: ((reason: Error) => void) | undefined,
  signal: AbortSignal | undefined,
): Promise<PgConnection> {
  signal?.throwIfAborted();
  const socket = new Socket();
  const client = new Client(clientConfig(target, tls, startup, socket));
  let alive = true;
  let closing = false;
  const lose = (error: unknown) => {
    if (!alive) return;
    alive = false;
    socket.destroy();
    if (!closing) onLost?.(explainError(error, target));
  };
  // Without a listener an error of an idle connection would end the process.
  client.on("error", lose);
  await connect(client, socket, signal);
  client.on("end", () => lose(new Error("Connection terminated")));

  const inOrder = oneAfterTheOther();
  const run = <Result>(work: () => Promise<Result>, workSignal: AbortSignal | undefined): Promise<Result> =>
    inOrder(async () => {
      workSignal?.throwIfAborted();
      if (!alive) throw explainError(new Error("Connection terminated"), target);
      const settleCancel = cancelOnAbort(client as Client & BackendKey, target, tls, socket, workSignal);
      try {
        return await work();
      } catch (error) {
        if (endsSession(error)) lose(error);
        workSignal?.throwIfAborted();
        throw explainError(error, target);
      } finally {
        await settleCancel();
      }
    });

  return {
    get alive() {
      return alive;
    },
    query: (text, parameters = [], workSignal) =>
      run(async () => rowsOf(await client.query<Row>(text, [...parameters])), workSignal),
    queryText: (text, parameters = [], workSignal) =>
      run(async () => {
        const result = await client.query({ text, values: [...parameters], types: asText, rowMode: "array" });
        return textResult(result);
      }, workSignal),
    close: async () => {
      closing = true;
      alive = false;
      await client.end().catch(() => undefined);
      socket.destroy();
    },
  };
}

/** The server says goodbye before the socket closes. */
function endsSession(error: unknown): boolean {
  const { severity } = error as { readonly severity?: unknown };
  return severity === "FATAL" || ["LOST", "ECONNRESET", "EPIPE"].includes(failureOf(error).code);
}

function clientConfig(
  target: ResolvedTarget,
  tls: TlsAttempt,
  startup: string | undefined,
  socket: Socket,
): ClientConfig {
  const { host, port, user, database, password } = target;
  return {
    host,
    port,
    user,
    database,
    // A function keeps pg from looking for one by itself.
    password: () => {
      if (password === undefined) throw new Error("no password supplied");
      return password;
    },
    ssl: tls,
    stream: () => socket,
    keepAlive: true,
    connectionTimeoutMillis: target.connectTimeout * 1000,
    application_name: applicationName,
    ...(startup !== undefined && { options: startup }),
  };
}

async function connect(client: Client, socket: Socket, signal: AbortSignal | undefined): Promise<void> {
  const giveUp = () => socket.destroy();
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    await client.connect();
  } catch (error) {
    socket.destroy();
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

/**
 * Asks the server to stop when the signal fires, and drops a connection on which nothing stops.
 * @returns to be called when the work is over; resolves when no request is under way any more, which could still
 *   stop what comes next
 */
function cancelOnAbort(
  client: Client & BackendKey,
  { host, port }: ResolvedTarget,
  tls: TlsAttempt,
  socket: Socket,
  signal: AbortSignal | undefined,
): () => Promise<void> {
  let patience: NodeJS.Timeout | undefined;
  let request = Promise.resolve();
  const cancel = () => {
    patience = setTimeout(() => socket.destroy(), cancelPatience);
    const { processID, secretKey } = client;
    if (processID === null || secretKey === null) return;
    request = requestCancel({ host, port, processId: processID, secretKey, tls }).catch(() => undefined);
  };
  signal?.addEventListener("abort", cancel, { once: true });
  return async () => {
    clearTimeout(patience);
    signal?.removeEventListener("abort", cancel);
    await request;
  };
}

/** Runs works in the order in which they come; a failure does not hold up the next. */
function oneAfterTheOther(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

/** pg answers several statements with an array of results, which its types leave out. */
function rowsOf(result: { readonly rows: Row[] } | readonly { readonly rows: Row[] }[]): readonly Row[] {
  const last = "rows" in result ? result : result.at(-1);
  return last?.rows ?? [];
}

function textResult(result: {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: unknown[];
}): TextResult {
  return {
    columns: result.fields.map(({ name, dataTypeID }) => ({ name, typeId: dataTypeID })),
    rows: result.rows as (string | null)[][],
  };
}
