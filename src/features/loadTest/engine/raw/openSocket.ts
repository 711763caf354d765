import { connect as connectPlain, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectSecure } from "node:tls";
import type { TlsOptions } from "../plan.ts";

/** Where connections go: the address is resolved once, before the run. */
export interface Endpoint {
  /** As in the URL; brackets of IPv6 removed. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
  readonly tls: TlsOptions | undefined;
  /** What is offered over TLS. */
  readonly protocol: "http/1.1" | "h2";
}

export interface SocketEvents {
  /** TCP is connected, TLS not yet. */
  readonly onTcp: () => void;
  /** Ready for a request. */
  readonly onOpen: () => void;
  readonly onBytes: (bytes: Uint8Array, length: number) => void;
  readonly onEnd: () => void;
  readonly onError: (error: Error) => void;
  readonly onClose: () => void;
}

/**
 * Opens a connection whose bytes arrive in `buffer`, which is used again for the next ones (TLS hands over its own).
 */
export function openSocket(endpoint: Endpoint, buffer: Uint8Array, events: SocketEvents): Socket {
  const socket = endpoint.tls
    ? openSecure(endpoint, endpoint.tls, events)
    : openPlain(endpoint, buffer, events);
  socket.setNoDelay(true);
  socket.on("end", events.onEnd);
  socket.on("error", events.onError);
  socket.on("close", events.onClose);
  return socket;
}

function openPlain({ address, port }: Endpoint, buffer: Uint8Array, events: SocketEvents): Socket {
  const socket = connectPlain({
    host: address,
    port,
    autoSelectFamily: false,
    onread: {
      buffer,
      callback: (length, bytes) => {
        events.onBytes(bytes, length);
        return true;
      },
    },
  });
  socket.once("connect", () => {
    events.onTcp();
    events.onOpen();
  });
  return socket;
}

function openSecure(
  { host, address, port, protocol }: Endpoint,
  tls: TlsOptions,
  events: SocketEvents,
): Socket {
  const { insecure = false, servername, ...credentials } = tls;
  const name = servername ?? (isIP(host) === 0 ? host : undefined);
  const socket = connectSecure({
    ...credentials,
    host: address,
    port,
    ...(name !== undefined && { servername: name }),
    // Certificates are made out to what the URL says, not to the address that it resolved to.
    checkServerIdentity: (_, certificate) => checkServerIdentity(name ?? host, certificate),
    rejectUnauthorized: !insecure,
    ALPNProtocols: [protocol],
  });
  socket.once("connect", events.onTcp);
  socket.once("secureConnect", events.onOpen);
  socket.on("data", (bytes: Buffer) => events.onBytes(bytes, bytes.length));
  return socket;
}
