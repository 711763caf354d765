import type { Oddity } from "../result.ts";
import { isName, isTokenByte, trimmedText } from "./fieldText.ts";

/** What the head of a response says about the body that follows, RFC 9112 §6. One object serves all of a connection. */
export interface ResponseHead {
  status: number;
  minorVersion: number;
  /** Bytes of body, -1 when there is no Content-Length. */
  contentLength: number;
  transferEncoding: boolean;
  /** Whether chunked is the last transfer coding. */
  chunked: boolean;
  /** Whether the connection ends after this response. */
  close: boolean;
  readonly oddities: Oddity[];
}

/** Thrown for responses that cannot be trusted; the message is one sentence. */
export class ResponseSyntaxError extends Error {
  override readonly name = "ResponseSyntaxError";
}

export function emptyHead(): ResponseHead {
  return {
    status: 0,
    minorVersion: 1,
    contentLength: -1,
    transferEncoding: false,
    chunked: false,
    close: false,
    oddities: [],
  };
}

/** Result of {@link parseHead} when the head goes on after the bytes at hand. */
export const incomplete = -1;

const cr = 13;
const lf = 10;
const space = 32;
const tab = 9;
const colon = 58;
const zero = 48;
const nine = 57;

/**
 * Reads a head from its status line to its empty line into `head`.
 * @returns the place after the empty line, or {@link incomplete}
 * @throws ResponseSyntaxError
 */
export function parseHead(bytes: Uint8Array, start: number, end: number, head: ResponseHead): number {
  let next = lineEnd(bytes, start, end);
  if (next === incomplete) return incomplete;
  reset(head);
  parseStatusLine(bytes, start, next, head);
  let at = next;
  let foldable: "yes" | "no" = "no";
  for (;;) {
    next = lineEnd(bytes, at, end);
    if (next === incomplete) return incomplete;
    const length = lineLength(bytes, at, next, head);
    if (length === 0) break;
    const first = bytes[at] ?? 0;
    if (first === space || first === tab) {
      if (foldable === "no") {
        throw new ResponseSyntaxError("The response folds a header that frames its body, or its first line.");
      }
      note(head, "folded-header");
    } else {
      foldable = parseField(bytes, at, at + length, head) ? "no" : "yes";
    }
    at = next;
  }
  if (head.transferEncoding) judgeTransferEncoding(head);
  return next;
}

function reset(head: ResponseHead): void {
  head.contentLength = -1;
  head.transferEncoding = false;
  head.chunked = false;
  if (head.oddities.length > 0) head.oddities.length = 0;
}

function judgeTransferEncoding(head: ResponseHead): void {
  // Transfer-Encoding overrides; what follows on this connection could be anyone's (RFC 9112 §6.3).
  if (head.contentLength >= 0) note(head, "length-and-chunked");
  if (head.contentLength >= 0 || head.minorVersion === 0) head.close = true;
}

const protocolBytes = Uint8Array.from("HTTP/1.", (letter) => letter.charCodeAt(0));

function parseStatusLine(bytes: Uint8Array, at: number, next: number, head: ResponseHead): void {
  const length = lineLength(bytes, at, next, head);
  let valid = length >= 12;
  for (let index = 0; valid && index < protocolBytes.length; index++) {
    valid = bytes[at + index] === protocolBytes[index];
  }
  if (!valid) throw new ResponseSyntaxError("The response does not begin with HTTP/1.0 or HTTP/1.1.");
  const minor = (bytes[at + 7] ?? 0) - zero;
  const hundreds = (bytes[at + 9] ?? 0) - zero;
  const tens = (bytes[at + 10] ?? 0) - zero;
  const ones = (bytes[at + 11] ?? 0) - zero;
  const digits = hundreds >= 1 && hundreds <= 5 && tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
  const spaced = bytes[at + 8] === space && (length === 12 || bytes[at + 12] === space);
  if (minor < 0 || minor > 1 || !digits || !spaced) {
    throw new ResponseSyntaxError("The response's status line is not one of HTTP/1.");
  }
  head.status = hundreds * 100 + tens * 10 + ones;
  head.minorVersion = minor;
  // HTTP/1.0 closes unless it says otherwise.
  head.close = minor === 0;
}

/** The place after the line's LF, or incomplete. */
function lineEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) if (bytes[at] === lf) return at + 1;
  return incomplete;
}

/** Length without the line's end. A CR stands only before the LF. */
function lineLength(bytes: Uint8Array, from: number, next: number, head: ResponseHead): number {
  const last = next - 2;
  if (last >= from && bytes[last] === cr) return last - from;
  note(head, "line-feed-only");
  return next - 1 - from;
}

/** Takes from a header what frames the body; tells whether it did. */
function parseField(bytes: Uint8Array, from: number, end: number, head: ResponseHead): boolean {
  let at = from;
  while (at < end && isTokenByte[bytes[at] ?? 0] === 1) at++;
  if (at === from || at >= end || bytes[at] !== colon) {
    throw new ResponseSyntaxError("The response has a header line without a valid name before the colon.");
  }
  const length = at - from;
  // Only these three matter, and their lengths tell them apart from most others at once.
  if (length === 14 && isName(bytes, from, "content-length")) {
    parseContentLength(bytes, at + 1, end, head);
    return true;
  }
  if (length === 17 && isName(bytes, from, "transfer-encoding")) {
    parseTransferEncoding(trimmedText(bytes, at + 1, end), head);
    return true;
  }
  if (length === 10 && isName(bytes, from, "connection")) parseConnection(bytes, at + 1, end, head);
  refuseBareCr(bytes, at, end);
  return false;
}

function refuseBareCr(bytes: Uint8Array, from: number, end: number): void {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === cr || byte === 0) {
      throw new ResponseSyntaxError("The response has a header with a CR or NUL in its value.");
    }
  }
}

/** The usual form, one number after one space, is read without making a string of it. */
function parseContentLength(bytes: Uint8Array, from: number, end: number, head: ResponseHead): void {
  let at = bytes[from] === space ? from + 1 : from;
  let length = 0;
  let plain = at < end && end - at <= 15;
  for (; plain && at < end; at++) {
    const byte = bytes[at] ?? 0;
    plain = byte >= zero && byte <= nine;
    length = length * 10 + byte - zero;
  }
  if (plain) agreeOnLength(length, head);
  else parseContentLengths(bytes, from, end, head);
}

/** A list of lengths is valid when they agree, RFC 9110 §8.6. */
function parseContentLengths(bytes: Uint8Array, from: number, end: number, head: ResponseHead): void {
  for (const part of trimmedText(bytes, from, end).split(",")) {
    const digits = part.trim();
    if (!/^\d{1,15}$/.test(digits)) {
      throw new ResponseSyntaxError("The response's Content-Length is not a number of bytes.");
    }
    agreeOnLength(Number(digits), head);
  }
}

function agreeOnLength(length: number, head: ResponseHead): void {
  if (head.contentLength >= 0 && head.contentLength !== length) {
    throw new ResponseSyntaxError("The response has several Content-Lengths that differ.");
  }
  head.contentLength = length;
}

function parseTransferEncoding(value: string, head: ResponseHead): void {
  for (const part of value.split(",")) {
    const coding = part.trim();
    if (coding === "") continue;
    if (head.chunked) {
      throw new ResponseSyntaxError("The response's Transfer-Encoding goes on after chunked.");
    }
    head.chunked = coding === "chunked";
  }
  head.transferEncoding = true;
}

function parseConnection(bytes: Uint8Array, from: number, end: number, head: ResponseHead): void {
  if (end - from === 11 && bytes[from] === space && isName(bytes, from + 1, "keep-alive")) {
    if (head.minorVersion === 0) head.close = false;
    return;
  }
  for (const part of trimmedText(bytes, from, end).split(",")) {
    const option = part.trim();
    if (option === "close") head.close = true;
    if (option === "keep-alive" && head.minorVersion === 0) head.close = false;
  }
}

function note(head: ResponseHead, kind: Oddity): void {
  if (!head.oddities.includes(kind)) head.oddities.push(kind);
}
