import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Header, TlsOptions } from "../plan.ts";

/** A request that is sent once, by itself, exactly as given. */
export interface SingleRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: Buffer | string | undefined;
}

/** A complete answer. */
export interface SingleAnswer {
  readonly status: number;
  /** By lower-case name; several fields of one name are joined with ", " (RFC 9110, §5.3). */
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of the body, decoded as UTF-8. */
  readonly body: string;
  /** From sending to the end of the answer, in ms. */
  readonly time: number;
}

/** Bodies are read to their end, but no more than this is kept. */
const keptBytes = 64 * 1024;

/**
 * Sends one request on a connection of its own and reads the answer to its end.
 * @param timeout for the whole exchange, in ms
 * @throws the error of the socket, or AbortError
 */
export function sendOnce(
  { method, url, headers, body }: SingleRequest,
  { ca, cert, key, passphrase, servername, insecure }: TlsOptions,
  timeout: number,
  signal: AbortSignal,
): Promise<SingleAnswer> {
  const start = performance.now();
  const tls = {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(servername !== undefined && { servername }),
    rejectUnauthorized: insecure !== true,
  };
  const length: readonly Header[] =
    body === undefined ? [] : [["Content-Length", String(Buffer.byteLength(body))]];
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const host: readonly Header[] = names.has("host") ? [] : [["Host", new URL(url).host]];
  const { hostname, port, protocol } = new URL(url);
  const options = {
    method,
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? undefined : Number(port),
    // As given: a URL object would take `..` out.
    path: pathOf(url),
    headers: [...host, ...headers, ...length.filter(([name]) => !names.has(name.toLowerCase()))].flat(),
    agent: false as const,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    // A server's headers are what is tested; large ones are no reason to stop.
    maxHeaderSize: 256 * 1024,
  };
  return new Promise((resolve, reject) => {
    const send = protocol === "https:" ? httpsRequest({ ...options, ...tls }) : httpRequest(options);
    send.once("error", reject);
    send.once("response", (answer) => {
      const chunks: Buffer[] = [];
      let kept = 0;
      answer.on("data", (chunk: Buffer) => {
        if (kept < keptBytes) chunks.push(chunk);
        kept += chunk.length;
      });
      answer.once("error", reject);
      answer.once("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: joinedFields(answer.rawHeaders),
          body: Buffer.concat(chunks).subarray(0, keptBytes).toString("utf8"),
          time: performance.now() - start,
        }),
      );
    });
    send.end(body);
  });
}

function pathOf(url: string): string {
  const rest = url.replace(/^[a-z]+:\/\/[^/?#]*/i, "").replace(/#.*$/, "");
  return rest.startsWith("/") ? rest : `/${rest}`;
}

function joinedFields(raw: readonly string[]): Readonly<Record<string, string>> {
  const fields = new Map<string, string>();
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] ?? "").toLowerCase();
    const before = fields.get(name);
    fields.set(name, before === undefined ? (raw[index + 1] ?? "") : `${before}, ${raw[index + 1] ?? ""}`);
  }
  return Object.fromEntries(fields);
}
