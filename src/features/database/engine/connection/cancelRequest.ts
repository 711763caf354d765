import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { isSocket } from "./target.ts";

/** A running backend, as its BackendKeyData names it. */
export interface Backend {
  readonly host: string;
  readonly port: number;
  readonly processId: number;
  readonly secretKey: number;
  /** The TLS of the session, which the request uses as well; false: none. */
  readonly tls: ConnectionOptions | false;
}

const sslRequestCode = 80_877_103;
const cancelRequestCode = 80_877_102;
/** Milliseconds. A server that does not take the request is not waited for. */
const patience = 5000;

/**
 * Asks the server to stop what a backend does. Resolves when the server has taken the request; it never says
 * whether it was in time.
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
 */
export async function requestCancel({ host, port, processId, secretKey, tls }: Backend): Promise<void> {
  const signal = AbortSignal.timeout(patience);
  const plain = isSocket(host) ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  try {
    await once(plain, "connect", { signal });
    const socket = tls === false ? plain : await encrypt(plain, host, tls, signal);
    socket.end(int32(16, cancelRequestCode, processId, secretKey));
    await once(socket.resume(), "close", { signal });
  } finally {
    plain.destroy();
  }
}

async function encrypt(
  plain: Socket,
  host: string,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<Socket> {
  plain.write(int32(8, sslRequestCode));
  await once(plain, "data", { signal });
  const socket = connectTls({ ...options, socket: plain, host });
  await once(socket, "secureConnect", { signal });
  return socket;
}

function int32(...numbers: readonly number[]): Buffer {
  const message = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) message.writeInt32BE(number | 0, index * 4);
  return message;
}
