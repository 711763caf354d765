/** `src/api/generated/reply.ts`, without its header. */
export const replySource = `import { Readable } from "node:stream";
import type { ResponseHeaders } from "./http.ts";
import type { Route } from "./route.ts";

/** What a handler answers. */
export interface Reply {
  readonly status: number;
  readonly headers?: ResponseHeaders;
  readonly type?: string;
  readonly body?: unknown;
}

/** A reply's body as it goes over the wire; undefined: none. */
export interface Payload {
  readonly type: string;
  readonly content: Readable | Uint8Array | string;
}

/** What a reply sends: streams and bytes as they are, text where the media type is none of JSON's, and JSON. */
export function payloadOf({ status, type: chosen, body }: Reply, entry: Route): Payload | undefined {
  if (body === undefined || [204, 205, 304].includes(status)) return undefined;
  const type = chosen ?? declaredType(entry, status);
  if (body instanceof Readable || body instanceof Uint8Array) return { type, content: body };
  const content = typeof body === "string" && !isJson(type) ? body : JSON.stringify(body);
  return { type: /;\\s*charset=/i.test(type) ? type : \`\${type}; charset=utf-8\`, content };
}

/** The media type of a reply, without its parameters. */
export function mediaTypeOf({ type, status }: Reply, entry: Route): string {
  return (type ?? declaredType(entry, status)).split(";")[0]?.trim().toLowerCase() ?? "";
}

function declaredType({ produces = {} }: Route, status: number): string {
  return (
    produces[status] ?? produces[\`\${Math.floor(status / 100)}XX\`] ?? produces["default"] ?? "application/json"
  );
}

function isJson(type: string): boolean {
  return /[/+]json\\b/.test(type);
}
`;
