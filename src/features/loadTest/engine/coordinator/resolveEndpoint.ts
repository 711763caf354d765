import { lookup } from "node:dns/promises";
import { isIP, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { UserError } from "../../../../shared/userError.ts";
import type { CompletePlan } from "../completePlan.ts";
import type { LoadTarget } from "../plan.ts";
import { type Endpoint, openSocket } from "../raw/openSocket.ts";
import { createRequestFiller } from "../requests/fillRequests.ts";
import { errorSentence } from "../worker/errors.ts";

/**
 * Finds the address that a target's connections go to: the first one that can be connected to, so that the run
 * neither waits for names nor tries a family that nobody listens on.
 * @throws UserError when the host has no address, cannot be connected to, or its certificate is not accepted
 */
export async function resolveEndpoint(
  target: LoadTarget,
  plan: CompletePlan,
  signal: AbortSignal,
): Promise<Endpoint> {
  const { url } = createRequestFiller(target, { index: 0, of: 1 }).fill(0);
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  const tls = secure ? plan.tls : undefined;
  const protocol = plan.httpVersion === "2" ? "h2" : "http/1.1";
  if (plan.proxy !== undefined) return { host, address: host, port, tls, protocol };
  let reason = "";
  for (const address of await addressesOf(host)) {
    signal.throwIfAborted();
    const endpoint: Endpoint = { host, address, port, tls, protocol };
    const problem = await probe(endpoint, plan, signal);
    if (problem === undefined) return endpoint;
    reason = problem;
  }
  signal.throwIfAborted();
  throw new UserError(`No connection to ${url.origin}: ${reason}`);
}

async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    throw new UserError(`The name ${host} has no address (${code}); correct the URL, or check the network.`);
  }
}

const noHttp2 = "The server does not speak HTTP/2; test HTTP/1.1.";

/** A server without HTTP/2 takes the connection all the same. */
function speaksProtocol(socket: Socket, { protocol }: Endpoint): boolean {
  return protocol === "http/1.1" || (socket instanceof TLSSocket && socket.alpnProtocol === protocol);
}

/** Connects once; returns what went wrong, in a sentence. */
function probe(endpoint: Endpoint, plan: CompletePlan, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    let tcp = false;
    const settle = (problem: string | undefined) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.destroy();
      resolve(problem);
    };
    const socket = openSocket(endpoint, new Uint8Array(1024), {
      onTcp: () => (tcp = true),
      onOpen: () => settle(speaksProtocol(socket, endpoint) ? undefined : noHttp2),
      onBytes: () => undefined,
      onEnd: () => settle("The connection was closed at once."),
      onClose: () => settle("The connection was closed at once."),
      onError: (error) =>
        settle(
          tcp
            ? `TLS was not agreed on. ${errorSentence(error)}${certificateHint(error)}`
            : errorSentence(error),
        ),
    });
    const abort = () => settle("The test was stopped.");
    signal.addEventListener("abort", abort, { once: true });
    const timer = setTimeout(
      () => settle(`Nothing answered within ${plan.connectTimeout} ms.`),
      plan.connectTimeout,
    );
  });
}

function certificateHint(error: Error): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  const certificate = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code);
  return certificate ? " Name the authority that signed the certificate, or accept any certificate." : "";
}
