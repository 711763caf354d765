import type { FilledRequest } from "../requests/fillRequests.ts";
import { createRequestFiller } from "../requests/fillRequests.ts";
import type { Generator, Share } from "../requests/generators.ts";
import type { LoadTarget } from "../plan.ts";

/** A request as it goes over the wire. */
export interface EncodedRequest {
  readonly bytes: Buffer;
  /** Whether it is a HEAD request, whose response has no body. */
  readonly head: boolean;
  /** Whether it may be sent again, RFC 9110 §9.2.2. */
  readonly idempotent: boolean;
}

/** Gives the requests of a target in the order in which this worker sends them. */
export interface RequestSource {
  next(): EncodedRequest;
}

/** Where generated values go: they have a fixed width, so that lengths stay true. */
interface Patch {
  readonly generator: Generator;
  readonly offsets: readonly number[];
}

interface Pattern extends EncodedRequest {
  readonly patches: readonly Patch[];
}

/** Requests are encoded before the run, up to so many; beyond, each anew when it is sent. */
const encodedAhead = 10_000;
const bytesAhead = 64 * 1024 * 1024;

const idempotent = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"]);

/**
 * Encodes what a target is asked; of several workers each takes its share.
 * @throws UserError when a slot, a header or the URL is not valid
 */
export function createRequestSource(target: LoadTarget, keepAlive: boolean, share: Share): RequestSource {
  const filler = createRequestFiller(target, share);
  const encode = (index: number) => encodeRequest(filler.fill(index), keepAlive);
  const first = encode(0);
  const ahead = filler.count <= encodedAhead && filler.count * first.bytes.length <= bytesAhead;
  const patterns = ahead ? Array.from({ length: filler.count }, (_, index) => encode(index)) : [];
  let next = share.index % filler.count;
  return {
    next() {
      const pattern = patterns[next] ?? encode(next);
      next = (next + share.of) % filler.count;
      return pattern.patches.length === 0 ? pattern : patched(pattern);
    },
  };
}

/** Request line, headers and body in one piece, so that a request is one write. */
export function encodeRequest(request: FilledRequest, keepAlive: boolean): Pattern {
  const { method, url, headers, body, slots } = request;
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const lines = [`${method} ${url.pathname}${url.search} HTTP/1.1`];
  if (!given.has("host")) lines.push(`Host: ${url.host}`);
  if (!given.has("user-agent")) lines.push("User-Agent: senior-backend");
  if (!given.has("accept")) lines.push("Accept: */*");
  if (url.username !== "" && !given.has("authorization")) {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    lines.push(`Authorization: Basic ${Buffer.from(credentials).toString("base64")}`);
  }
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (body || /^(?:POST|PUT|PATCH)$/.test(method)) lines.push(`Content-Length: ${body?.length ?? 0}`);
  if (!keepAlive) lines.push("Connection: close");
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  const bytes = body ? Buffer.concat([head, body]) : head;
  const patches = slots.map(({ placeholder, generator }) => ({
    generator,
    offsets: offsetsOf(bytes, placeholder),
  }));
  return { bytes, head: method === "HEAD", idempotent: idempotent.has(method), patches };
}

function offsetsOf(bytes: Buffer, text: string): readonly number[] {
  const offsets: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) offsets.push(at);
  return offsets;
}

/** A copy with fresh values: the one before may still be on its way out. */
function patched(pattern: Pattern): EncodedRequest {
  const bytes = Buffer.from(pattern.bytes);
  for (const { generator, offsets } of pattern.patches) {
    const value = generator.next();
    for (const offset of offsets) bytes.write(value, offset, "latin1");
  }
  return { bytes, head: pattern.head, idempotent: pattern.idempotent };
}
