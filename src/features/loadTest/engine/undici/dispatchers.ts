import type { Socket } from "node:net";
import "./olderNode.ts";
import { Agent, buildConnector, Client, type Dispatcher, interceptors, ProxyAgent } from "undici";
import type { CompletePlan } from "../completePlan.ts";
import type { Endpoint } from "../raw/openSocket.ts";
import type { Recorder } from "../recorder/recorder.ts";

/** Streams that one HTTP/2 connection carries at a time. */
export const streamsPerConnection = 100;

/** Connections as undici makes them, with an eye on what they cost. */
export interface DispatcherPool {
  /** For the lane of this number. */
  dispatcherOf(lane: number): Dispatcher;
  /** Counts the bytes that arrived since the last call. */
  meter(now: number): void;
  close(): void;
}

/** Prepares the dispatchers of a target: HTTP/2 clients, or an agent for proxies and redirects. */
export function createDispatcherPool(
  plan: CompletePlan,
  endpoint: Endpoint,
  recorder: Recorder,
  lanes: number,
): DispatcherPool {
  const sockets = new Map<Socket, number>();
  const connect = observedConnector(plan, endpoint, recorder, sockets);
  // Timeouts are the engine's own: undici's are exact to half a second.
  const options = { connect, headersTimeout: 0, bodyTimeout: 0 };
  const dispatchers = createDispatchers(plan, endpoint, lanes, options);
  return {
    dispatcherOf: (lane) => dispatchers[lane % dispatchers.length] ?? dispatchers[0],
    meter(now) {
      for (const [socket, counted] of sockets) {
        const { bytesRead } = socket;
        if (bytesRead > counted) recorder.received(bytesRead - counted, now);
        if (socket.destroyed) sockets.delete(socket);
        else sockets.set(socket, bytesRead);
      }
    },
    close() {
      for (const dispatcher of dispatchers) dispatcher.destroy().catch(() => undefined);
    },
  };
}

type ClientOptions = Pick<Client.Options, "connect" | "headersTimeout" | "bodyTimeout">;

function createDispatchers(
  plan: CompletePlan,
  endpoint: Endpoint,
  lanes: number,
  options: ClientOptions,
): readonly [Dispatcher, ...Dispatcher[]] {
  if (plan.httpVersion === "2" && plan.proxy === undefined && plan.redirects === 0) {
    const origin = `https://${urlHost(endpoint.host)}:${endpoint.port}`;
    const client = () => new Client(origin, { ...options, allowH2: true });
    const more = Math.ceil(lanes / streamsPerConnection) - 1;
    return [client(), ...Array.from({ length: more }, client)];
  }
  const allowH2 = plan.httpVersion === "2";
  const { connect, ...timeouts } = options;
  const agent =
    plan.proxy === undefined
      ? new Agent({ ...timeouts, ...(connect && { connect }), connections: lanes, pipelining: 1, allowH2 })
      : new ProxyAgent({
          ...timeouts,
          uri: plan.proxy,
          connections: lanes,
          requestTls: tlsOf(plan),
          allowH2,
        });
  if (plan.redirects === 0) return [agent];
  return [agent.compose(interceptors.redirect({ maxRedirections: plan.redirects }))];
}

function observedConnector(
  plan: CompletePlan,
  endpoint: Endpoint,
  recorder: Recorder,
  sockets: Map<Socket, number>,
): buildConnector.connector {
  const connect = buildConnector({
    ...tlsOf(plan),
    allowH2: plan.httpVersion === "2",
    timeout: plan.connectTimeout,
  });
  return (options, callback) => {
    const from = performance.now();
    // Redirects may lead elsewhere; the target itself has been resolved.
    const own = options.hostname.replace(/^\[|\]$/g, "") === endpoint.host;
    const servername = plan.tls.servername ?? options.servername;
    const to = own
      ? { ...options, hostname: endpoint.address, ...(servername !== undefined && { servername }) }
      : options;
    connect(to, (error, socket) => {
      if (socket) {
        recorder.connected(performance.now() - from);
        sockets.set(socket, 0);
        callback(null, socket);
      } else {
        callback(error, null);
      }
    });
  };
}

function tlsOf({ tls }: CompletePlan) {
  const { insecure = false, ca, cert, key, passphrase, servername } = tls;
  return {
    rejectUnauthorized: !insecure,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(servername !== undefined && { servername }),
  };
}

function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
