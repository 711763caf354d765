import { once } from "node:events";
import type { Agent, IncomingMessage } from "node:http";
import { request } from "node:http";
import type { SentHeader } from "./credentials.ts";

/** A request as it goes over the wire: any method, any header, any body. */
export interface WireRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: readonly SentHeader[];
  readonly body: string | undefined;
  /** Without what stands for credentials that requests do not carry, such as client certificates. */
  readonly isAnonymous?: boolean;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
}

/** Sends a request and reads the whole answer. */
export async function exchange(
  port: number,
  { method, path, headers, body, isAnonymous = false }: WireRequest,
  requestId: string,
  agent: Agent,
): Promise<WireAnswer> {
  const sent = request({ host: "127.0.0.1", port, method, path, agent });
  for (const [name, value] of headers) sent.setHeader(name, value);
  sent.setHeader("X-Request-Id", requestId);
  if (!isAnonymous) sent.setHeader("X-Client-Certificate", "good");
  if (body !== undefined) sent.setHeader("Content-Length", Buffer.byteLength(body));
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: Buffer.concat(chunks).toString(),
  };
}
