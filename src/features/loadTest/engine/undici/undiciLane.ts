import type { Dispatcher } from "undici";
import type { Recorder } from "../recorder/recorder.ts";
import type { ErrorKind } from "../result.ts";
import type { BodyTap } from "../raw/scanner.ts";
import { backOff } from "../worker/backOff.ts";
import { errorKindOf, errorSentence } from "../worker/errors.ts";
import type { Lane, LaneOwner } from "../worker/lane.ts";
import type { Samples } from "../worker/samples.ts";
import type { DispatchSource } from "./dispatchSource.ts";

export interface UndiciLaneOptions {
  readonly source: DispatchSource;
  readonly recorder: Recorder;
  readonly samples: Samples;
  readonly owner: LaneOwner;
  readonly keepAlive: boolean;
  readonly requestTimeout: number;
  readonly responseBytes: number;
}

/** A stream of HTTP/2, or a request through a proxy or along redirects: undici does the talking. */
export class UndiciLane implements Lane, ExchangeOwner {
  readonly group: number;
  /** undici connects by itself, as part of the first request. */
  readonly open = true;
  idleSince = 0;
  queued = false;
  busy = false;
  readonly #dispatcher: Dispatcher;
  readonly #options: UndiciLaneOptions;
  #exchange: Exchange | undefined;
  #due = 0;
  #sentAt = 0;
  #status = 0;
  #bodyBytes = 0;
  #bodyTap: BodyTap | undefined;
  #failures = 0;
  #blockedUntil = 0;

  constructor(group: number, dispatcher: Dispatcher, options: UndiciLaneOptions) {
    this.group = group;
    this.#dispatcher = dispatcher;
    this.#options = options;
  }

  connect(now: number): void {
    this.#options.owner.opened(this, now);
    this.#options.owner.free(this, now);
  }

  send(due: number, own: number, now: number): void {
    const { source, recorder, keepAlive } = this.#options;
    const { bytes, headers, ...request } = source.next();
    this.#due = due;
    this.#sentAt = now;
    this.#status = 0;
    this.#bodyBytes = 0;
    this.busy = true;
    recorder.sent(due, now - due, own, bytes);
    const exchange = new Exchange(this);
    this.#exchange = exchange;
    this.#dispatcher.dispatch({ ...request, headers: [...headers], reset: !keepAlive }, exchange);
  }

  sweep(now: number): void {
    const { requestTimeout, owner } = this.#options;
    if (this.busy && now - this.#sentAt >= requestTimeout) {
      this.#fail("timeout", `No answer within ${requestTimeout} ms.`, now);
    } else if (this.#blockedUntil > 0 && now >= this.#blockedUntil) {
      this.#blockedUntil = 0;
      owner.free(this, now);
    }
  }

  end(): number | undefined {
    const due = this.busy ? this.#due : undefined;
    this.#giveUp();
    return due;
  }

  onHead(exchange: Exchange, status: number, headers: IncomingHeaders): void {
    if (exchange !== this.#exchange) return;
    this.#status = status;
    this.#bodyTap = this.#options.samples.take(status, () => headerList(headers));
  }

  onBody(exchange: Exchange, chunk: Uint8Array): void {
    if (exchange !== this.#exchange) return;
    this.#bodyBytes += chunk.length;
    this.#bodyTap?.(chunk, 0, chunk.length);
    const { responseBytes } = this.#options;
    if (this.#bodyBytes > responseBytes) {
      this.#fail("protocol", `The response's body is longer than ${responseBytes} bytes.`, performance.now());
    }
  }

  onEnd(exchange: Exchange): void {
    if (exchange !== this.#exchange) return;
    const now = performance.now();
    this.#exchange = undefined;
    this.#options.recorder.answer(this.#status, this.#due, this.#sentAt, now, 0);
    this.busy = false;
    this.#failures = 0;
    this.#options.owner.free(this, now);
  }

  onError(exchange: Exchange, error: Error): void {
    if (exchange !== this.#exchange) return;
    this.#fail(kindOf(error, this.#status > 0), errorSentence(error), performance.now());
  }

  #fail(kind: ErrorKind, message: string, now: number): void {
    const { samples, recorder, owner } = this.#options;
    this.#giveUp();
    samples.error(kind, message, now);
    recorder.failure(kind, this.#due, now);
    this.#failures++;
    const wait = backOff(this.#failures);
    this.#blockedUntil = wait > 0 ? now + wait : 0;
    if (wait === 0) owner.free(this, now);
  }

  #giveUp(): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.busy = false;
    exchange?.abort();
  }
}

type IncomingHeaders = Record<string, string | string[] | undefined>;

interface ExchangeOwner {
  onHead(exchange: Exchange, status: number, headers: IncomingHeaders): void;
  onBody(exchange: Exchange, chunk: Uint8Array): void;
  onEnd(exchange: Exchange): void;
  onError(exchange: Exchange, error: Error): void;
}

/** One request and its answer: what arrives after the lane gave it up must not be taken for the next one's. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #owner: ExchangeOwner;
  #controller: Dispatcher.DispatchController | undefined;
  #aborted = false;

  constructor(owner: ExchangeOwner) {
    this.#owner = owner;
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort(new Error("The request was given up."));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It was given up while it waited for its connection.
    if (this.#aborted) this.abort();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHeaders): void {
    if (status >= 200) this.#owner.onHead(this, status, headers);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#owner.onBody(this, chunk);
  }

  onResponseEnd(): void {
    this.#owner.onEnd(this);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#owner.onError(this, error);
  }
}

const kindsByCode: Readonly<Record<string, ErrorKind>> = {
  UND_ERR_CONNECT_TIMEOUT: "connect",
  ECONNREFUSED: "connect",
  EHOSTUNREACH: "connect",
  ENETUNREACH: "connect",
  UND_ERR_PRX_TLS: "tls",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "truncated",
  UND_ERR_HEADERS_OVERFLOW: "protocol",
  UND_ERR_REDIRECT: "protocol",
};

function kindOf(error: Error, begun: boolean): ErrorKind {
  const { code = "" } = error as NodeJS.ErrnoException;
  const known = kindsByCode[code];
  if (known !== undefined) return known;
  if (code.startsWith("HPE_") || code.startsWith("ERR_HTTP2_")) return "protocol";
  if (/CERT|SELF_SIGNED|ALTNAME|ERR_SSL|ERR_TLS/.test(code)) return "tls";
  if (code === "UND_ERR_SOCKET") return begun ? "truncated" : "reset";
  return errorKindOf(error, "open");
}

function headerList(headers: IncomingHeaders) {
  return Object.entries(headers).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => [name, value] as const),
  );
}
