import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** A server under load that a test owns; `close` ends it together with its connections. */
export interface LoadServer {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a net server on a free port of the loopback interface. */
export async function listenOn(server: Server, protocol = "http"): Promise<LoadServer> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${protocol}://127.0.0.1:${port}/`,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Serves with node:http. */
export async function serveHttp(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<LoadServer> {
  return await listenOn(createHttpServer({ keepAliveTimeout: 0 }, answer));
}

/** A connection to a scripted server. */
export interface Exchange {
  readonly socket: Socket;
  /** The request's head, without the empty line. */
  readonly head: string;
  /** Number of the request, over all connections, from 0. */
  readonly index: number;
  /** Number of the request on its connection, from 0. */
  readonly indexOnConnection: number;
}

/** Hands every request without a body to a script, which writes whatever bytes it likes. */
export async function serveBytes(
  script: (exchange: Exchange) => void,
): Promise<LoadServer & { readonly requests: () => number }> {
  let requests = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    let pending = "";
    let indexOnConnection = 0;
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      pending += bytes.toString("latin1");
      for (let end = pending.indexOf("\r\n\r\n"); end >= 0; end = pending.indexOf("\r\n\r\n")) {
        const head = pending.slice(0, end);
        pending = pending.slice(end + 4);
        script({ socket, head, index: requests++, indexOnConnection: indexOnConnection++ });
      }
    });
  });
  return { ...(await listenOn(server)), requests: () => requests };
}
