import type { HeadMemo } from "./headMemo.ts";
import { emptyHead, incomplete, parseHead, type ResponseHead, ResponseSyntaxError } from "./head.ts";

/** Where a scanner stands; plain numbers, because they change several times a response. */
const state = {
  head: 0,
  length: 1,
  untilClose: 2,
  chunkSize: 3,
  chunkExtension: 4,
  chunkData: 5,
  chunkEnd: 6,
  trailer: 7,
  done: 8,
} as const;
type State = (typeof state)[keyof typeof state];

/** More bytes than this before a body are refused: heads, chunk extensions and trailers alike. */
const headLimit = 64 * 1024;

const cr = 13;
const lf = 10;

/** Who wants to see the bytes of a response. */
export interface ResponseTap {
  /** The complete head of a final response; what is returned sees the body, piece by piece. */
  onHead(status: number, bytes: Uint8Array, from: number, to: number): BodyTap | undefined;
}

export type BodyTap = (bytes: Uint8Array, from: number, to: number) => void;

/**
 * Finds where responses end, in whatever pieces they arrive, and nothing more: bodies are counted, not kept.
 * Interim responses (1xx) are skipped.
 */
export class ResponseScanner {
  /** Of the response that was scanned last; not to be changed. */
  head: ResponseHead;
  /** Whether the connection ends after the response. */
  close = false;
  readonly #ownHead = emptyHead();
  readonly #memo: HeadMemo;
  readonly #tap: ResponseTap;
  readonly #bodyLimit: number;
  #state: State = state.head;
  #headRequest = false;
  #remaining = 0;
  #size = 0;
  #digits = 0;
  #lineBytes = 0;
  #overhead = 0;
  #bodyBytes = 0;
  #bodyTap: BodyTap | undefined;
  #carry: Buffer | undefined;
  #carried = 0;

  /**
   * @param memo may be shared by all connections to a server
   * @param bodyLimit bytes of one body that are accepted
   */
  constructor(tap: ResponseTap, memo: HeadMemo, bodyLimit: number) {
    this.head = this.#ownHead;
    this.#tap = tap;
    this.#memo = memo;
    this.#bodyLimit = bodyLimit;
  }

  /** Whether the response is complete. */
  get done(): boolean {
    return this.#state === state.done;
  }

  /** Whether bytes of the response have arrived. */
  get begun(): boolean {
    return this.#state !== state.head || this.#carried > 0;
  }

  /** Whether the end of the connection completes the response. */
  get endsWithConnection(): boolean {
    return this.#state === state.untilClose;
  }

  /** Prepares for the response to a request. @param headRequest a response to HEAD has no body, whatever it says */
  expect(headRequest: boolean): void {
    this.#state = state.head;
    this.#headRequest = headRequest;
    this.#carried = 0;
  }

  /**
   * Takes bytes until the response is complete or they end.
   * @returns the place after what belongs to the response; less than `to` means that more follows it
   * @throws ResponseSyntaxError
   */
  scan(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && this.#state !== state.done) {
      if (this.#state === state.head) at = this.#scanHead(bytes, at, to);
      else if (isData(this.#state)) at = this.#skip(bytes, at, to);
      else this.#scanChunkByte(bytes[at++] ?? 0);
    }
    return at;
  }

  #scanHead(bytes: Uint8Array, from: number, to: number): number {
    if (this.#carried > 0) return this.#scanCarried(bytes, from, to);
    const known = this.#memo.match(bytes, from, to);
    if (known > 0) {
      this.head = this.#memo.head;
      this.#beginBody(bytes, from, from + known);
      return from + known;
    }
    this.head = this.#ownHead;
    const after = parseHead(bytes, from, to, this.head);
    if (after === incomplete) {
      this.#keep(bytes, from, to);
      return to;
    }
    if (this.head.status >= 200) this.#memo.remember(bytes, from, after, this.head);
    this.#beginBody(bytes, from, after);
    return after;
  }

  /** A head in pieces: they are put together first. */
  #scanCarried(bytes: Uint8Array, from: number, to: number): number {
    const before = this.#carried;
    this.#keep(bytes, from, to);
    const carry = this.#carry;
    // Without a line's end among the new bytes the head cannot have ended.
    if (!carry || !bytes.subarray(from, to).includes(lf)) return to;
    this.head = this.#ownHead;
    const after = parseHead(carry, 0, this.#carried, this.head);
    if (after === incomplete) return to;
    this.#carried = 0;
    this.#beginBody(carry, 0, after);
    return from + after - before;
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const length = this.#carried + to - from;
    if (length > headLimit) {
      throw new ResponseSyntaxError(`The response's head is longer than ${headLimit / 1024} kB.`);
    }
    if (!this.#carry || this.#carry.length < length) {
      const larger = Buffer.allocUnsafe(Math.max(4096, length * 2));
      this.#carry?.copy(larger, 0, 0, this.#carried);
      this.#carry = larger;
    }
    this.#carry.set(bytes.subarray(from, to), this.#carried);
    this.#carried = length;
  }

  #beginBody(bytes: Uint8Array, from: number, to: number): void {
    const { head } = this;
    if (head.status < 200) {
      if (head.status === 101) throw new ResponseSyntaxError("The server switched protocols unasked.");
      return;
    }
    this.close = head.close;
    this.#bodyTap = this.#tap.onHead(head.status, bytes, from, to);
    this.#bodyBytes = 0;
    this.#overhead = 0;
    this.#state = this.#bodyState();
  }

  /** RFC 9112 §6.3. */
  #bodyState(): State {
    const { head } = this;
    if (this.#headRequest || head.status === 204 || head.status === 304) return state.done;
    if (head.chunked) return this.#expectChunk();
    if (head.transferEncoding || head.contentLength < 0) {
      this.close = true;
      this.#remaining = Infinity;
      return state.untilClose;
    }
    this.#remaining = head.contentLength;
    if (head.contentLength > this.#bodyLimit) this.#refuseSize();
    return head.contentLength === 0 ? state.done : state.length;
  }

  #skip(bytes: Uint8Array, from: number, to: number): number {
    const next = Math.min(to, from + this.#remaining);
    this.#remaining -= next - from;
    this.#bodyBytes += next - from;
    if (this.#bodyBytes > this.#bodyLimit) this.#refuseSize();
    this.#bodyTap?.(bytes, from, next);
    if (this.#remaining === 0) this.#state = this.#state === state.length ? state.done : state.chunkEnd;
    return next;
  }

  #refuseSize(): never {
    throw new ResponseSyntaxError(`The response's body is longer than ${this.#bodyLimit} bytes.`);
  }

  #expectChunk(): State {
    this.#size = 0;
    this.#digits = 0;
    return state.chunkSize;
  }

  /** Everything of the chunked coding but data, RFC 9112 §7.1. */
  #scanChunkByte(byte: number): void {
    if (++this.#overhead > headLimit && this.#overhead > this.#bodyBytes * 16) {
      throw new ResponseSyntaxError("The response's chunks are mostly framing.");
    }
    if (this.#state === state.chunkSize) this.#chunkSizeByte(byte);
    else if (this.#state === state.chunkEnd) this.#chunkEndByte(byte);
    else if (this.#state === state.trailer) this.#trailerByte(byte);
    else if (byte === lf) this.#endChunkSize();
  }

  #chunkSizeByte(byte: number): void {
    const digit = hexValue(byte);
    if (digit >= 0) {
      this.#size = this.#size * 16 + digit;
      if (++this.#digits > 12) throw new ResponseSyntaxError("The response has a chunk of impossible size.");
      return;
    }
    if (this.#digits === 0) throw new ResponseSyntaxError("The response has a chunk without a size.");
    if (byte === lf) this.#endChunkSize();
    else if (byte === cr || byte === 59 || byte === 32 || byte === 9) this.#state = state.chunkExtension;
    else throw new ResponseSyntaxError("The response has a chunk size that is not hexadecimal.");
  }

  #endChunkSize(): void {
    this.#lineBytes = 0;
    this.#remaining = this.#size;
    this.#state = this.#size === 0 ? state.trailer : state.chunkData;
  }

  #chunkEndByte(byte: number): void {
    if (byte === cr && this.#lineBytes === 0) {
      this.#lineBytes = 1;
      return;
    }
    if (byte !== lf) throw new ResponseSyntaxError("The response has a chunk longer than its size.");
    this.#state = this.#expectChunk();
  }

  #trailerByte(byte: number): void {
    if (byte === lf) {
      if (this.#lineBytes === 0) this.#state = state.done;
      this.#lineBytes = 0;
    } else if (byte !== cr) {
      this.#lineBytes++;
    }
  }
}

function isData(at: State): boolean {
  return at === state.length || at === state.chunkData || at === state.untilClose;
}

function hexValue(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
