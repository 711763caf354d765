import type { Socket } from "node:net";
import type { Recorder } from "../recorder/recorder.ts";
import type { ErrorKind } from "../result.ts";
import { errorKindOf, errorSentence, type Stage } from "../worker/errors.ts";
import type { Lane, LaneOwner } from "../worker/lane.ts";
import type { Samples } from "../worker/samples.ts";
import { backOff } from "../worker/backOff.ts";
import type { EncodedRequest, RequestSource } from "./encodeRequest.ts";
import type { HeadMemo } from "./headMemo.ts";
import { type Endpoint, openSocket } from "./openSocket.ts";
import { ResponseScanner } from "./scanner.ts";

/** What the lanes of a target share. */
export interface RawLaneOptions {
  readonly endpoint: Endpoint;
  readonly source: RequestSource;
  readonly recorder: Recorder;
  readonly samples: Samples;
  readonly owner: LaneOwner;
  /** Bytes are read into it; on Unix one serves all connections, because each read is used up at once. */
  readonly buffer: () => Uint8Array;
  readonly memo: HeadMemo;
  readonly keepAlive: boolean;
  readonly connectTimeout: number;
  readonly requestTimeout: number;
  readonly responseBytes: number;
}

/** A connection of HTTP/1.1, plain or over TLS: one request at a time, connected again when it was lost. */
export class RawLane implements Lane {
  readonly group: number;
  idleSince = 0;
  queued = false;
  busy = false;
  open = false;
  readonly #options: RawLaneOptions;
  readonly #scanner: ResponseScanner;
  readonly #buffer: Uint8Array;
  #socket: Socket | undefined;
  #stage: Stage = "open";
  #request: EncodedRequest | undefined;
  #written = false;
  #retried = false;
  #due = 0;
  #sentAt = 0;
  #own = 0;
  #connectAt = 0;
  /** Arrived since the last answer. */
  #bytes = 0;
  /** Answers that this connection has carried. */
  #served = 0;
  #failures = 0;
  #blockedUntil = 0;

  constructor(group: number, options: RawLaneOptions) {
    this.group = group;
    this.#options = options;
    this.#scanner = new ResponseScanner(options.samples, options.memo, options.responseBytes);
    this.#buffer = options.buffer();
  }

  connect(now: number): void {
    if (this.#socket || this.#blockedUntil > now) return;
    this.#connectAt = now;
    this.#served = 0;
    this.#stage = "connecting";
    // A closed socket may still report; only the present one is heard.
    const heard = (socket: Socket | undefined) => socket !== undefined && this.#socket === socket;
    const socket: Socket = openSocket(this.#options.endpoint, this.#buffer, {
      onTcp: () => {
        if (heard(socket)) this.#stage = "securing";
      },
      onOpen: () => {
        if (heard(socket)) this.#opened(performance.now());
      },
      onBytes: (bytes, length) => {
        if (heard(socket)) this.#received(bytes, length);
      },
      onEnd: () => {
        if (heard(socket)) this.#ended(undefined);
      },
      onError: (error) => {
        if (heard(socket)) this.#ended(error);
      },
      onClose: () => {
        if (heard(socket)) this.#ended(undefined);
      },
    });
    this.#socket = socket;
  }

  send(due: number, own: number, now: number): void {
    this.#due = due;
    this.#own = own;
    this.#retried = false;
    this.#request = this.#options.source.next();
    this.busy = true;
    if (this.open) this.#write(now);
    else this.connect(now);
  }

  sweep(now: number): void {
    if (this.busy && this.#written) {
      if (now - this.#sentAt >= this.#options.requestTimeout) {
        this.#fail("timeout", `No answer within ${this.#options.requestTimeout} ms.`, now);
      }
    } else if (this.#socket && !this.open) {
      if (now - this.#connectAt >= this.#options.connectTimeout) {
        const kind = this.#stage === "securing" ? "tls" : "connect";
        this.#fail(kind, `No connection within ${this.#options.connectTimeout} ms.`, now);
      }
    } else if (this.#blockedUntil > 0 && now >= this.#blockedUntil) {
      this.#blockedUntil = 0;
      this.#options.owner.free(this, now);
    }
  }

  end(): number | undefined {
    const due = this.busy ? this.#due : undefined;
    this.#close();
    this.busy = false;
    return due;
  }

  #opened(now: number): void {
    this.open = true;
    this.#stage = "open";
    this.#options.recorder.connected(now - this.#connectAt);
    this.#options.owner.opened(this, now);
    if (this.busy) this.#write(now);
    else this.#options.owner.free(this, now);
  }

  #write(now: number): void {
    const { recorder } = this.#options;
    const request = this.#request;
    if (!request) return;
    this.#sentAt = now;
    this.#written = true;
    this.#scanner.expect(request.head);
    if (!this.#retried) recorder.sent(this.#due, now - this.#due, this.#own, request.bytes.length);
    this.#socket?.write(request.bytes);
  }

  #received(bytes: Uint8Array, length: number): void {
    const now = performance.now();
    this.#bytes += length;
    if (!this.#written) {
      // Bytes that nobody asked for would be taken for the answer to the next request.
      this.#options.recorder.oddity("unsolicited-bytes");
      this.#lose(now);
      return;
    }
    let after: number;
    try {
      after = this.#scanner.scan(bytes, 0, length);
    } catch (error) {
      this.#fail("protocol", error instanceof Error ? error.message : String(error), now);
      return;
    }
    if (this.#scanner.done) this.#answered(now, after < length);
  }

  #answered(now: number, more: boolean): void {
    const { recorder, owner, keepAlive } = this.#options;
    const { head } = this.#scanner;
    // An answer that came before the request had left says nothing about where the next one begins.
    const early = (this.#socket?.writableLength ?? 0) > 0;
    recorder.answer(head.status, this.#due, this.#sentAt, now, this.#bytes);
    this.#bytes = 0;
    if (head.oddities.length > 0) for (const kind of head.oddities) recorder.oddity(kind);
    if (more) recorder.oddity("unsolicited-bytes");
    if (early) recorder.oddity("early-answer");
    this.busy = false;
    this.#written = false;
    this.#served++;
    this.#failures = 0;
    if (this.#scanner.close || more || early || !keepAlive) this.#close();
    owner.free(this, now);
  }

  /** The connection is over; `error` says why when it did not end in an orderly way. */
  #ended(error: Error | undefined): void {
    const now = performance.now();
    if (this.#written) this.#endedUnderWay(error, now);
    else if (!this.open) {
      const kind = error ? errorKindOf(error, this.#stage) : this.#stage === "securing" ? "tls" : "connect";
      this.#fail(kind, error ? errorSentence(error) : "The connection ended while it was made.", now);
    } else {
      this.#lose(now);
    }
  }

  #endedUnderWay(error: Error | undefined, now: number): void {
    const scanner = this.#scanner;
    if (!error && scanner.endsWithConnection) {
      this.#answered(now, false);
      return;
    }
    if (!scanner.begun && this.#served > 0) this.#raced(now);
    else if (error) this.#fail(errorKindOf(error, "open"), errorSentence(error), now);
    else if (scanner.begun)
      this.#fail("truncated", "The server closed the connection within an answer.", now);
    else this.#fail("reset", "The server closed the connection without an answer.", now);
  }

  /** The server closed an idle connection while the request was on its way; sending it again is safe once. */
  #raced(now: number): void {
    if (this.#request?.idempotent !== true || this.#retried) {
      this.#fail("keepalive-race", "The server closed a kept-alive connection as the request was sent.", now);
      return;
    }
    this.#options.recorder.retry(this.#due);
    this.#retried = true;
    this.#close();
    this.connect(now);
  }

  /** The connection is gone, and no request with it. */
  #lose(now: number): void {
    // A server that closes what it has just accepted is not asked again at once.
    if (this.#served === 0) this.#hold(now);
    this.#close();
    this.#options.owner.lost(this, now);
  }

  #fail(kind: ErrorKind, message: string, now: number): void {
    const { recorder, samples, owner } = this.#options;
    const connecting = !this.open;
    samples.error(kind, message, now);
    this.#close();
    this.#hold(now);
    if (this.busy) {
      this.busy = false;
      recorder.failure(kind, this.#due, now);
    }
    if (connecting) owner.unreachable(this, kind, now);
    if (this.#blockedUntil <= now) owner.free(this, now);
  }

  #hold(now: number): void {
    this.#failures++;
    this.#blockedUntil = now + backOff(this.#failures);
  }

  #close(): void {
    const socket = this.#socket;
    if (this.#bytes > 0) this.#options.recorder.received(this.#bytes, performance.now());
    this.#bytes = 0;
    this.#socket = undefined;
    this.open = false;
    this.#written = false;
    socket?.destroy();
  }
}
