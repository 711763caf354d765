import type { BodyTap, ResponseTap } from "../raw/scanner.ts";
import type { ErrorKind, ErrorSample, ResponseSample } from "../result.ts";

/** Answers kept of each status; limits show in the sequence of 429s. */
const perStatus = 1;
const per429 = 20;
const bodyBytes = 1024;
const perErrorKind = 3;
/** A server with a different status each time must not fill memory. */
const mostSamples = 60;

interface Growing {
  readonly sample: Omit<ResponseSample, "body">;
  readonly pieces: Buffer[];
}

/** Keeps the first answer of each status and the first errors of each kind, as a worker meets them. */
export class Samples implements ResponseTap {
  readonly #kept = new Uint8Array(1000);
  readonly #responses: Growing[] = [];
  readonly #errors: ErrorSample[] = [];
  #start = 0;

  /** Times are told in seconds from here (ms on the worker's clock). */
  startAt(start: number): void {
    this.#start = start;
  }

  onHead(status: number, bytes: Uint8Array, from: number, to: number): BodyTap | undefined {
    return this.take(status, () => headersOf(Buffer.from(bytes.subarray(from, to)).toString("latin1")));
  }

  /** Keeps an answer if it is among the first of its status; what is returned then sees the body. */
  take(status: number, headers: () => ResponseSample["headers"]): BodyTap | undefined {
    const kept = this.#kept[status] ?? 0;
    if (kept >= (status === 429 ? per429 : perStatus) || this.#responses.length >= mostSamples)
      return undefined;
    this.#kept[status] = kept + 1;
    const pieces: Buffer[] = [];
    const at = (performance.now() - this.#start) / 1000;
    this.#responses.push({ sample: { at, status, headers: headers() }, pieces });
    let room = bodyBytes;
    return (body, start, end) => {
      if (room === 0) return;
      const piece = Buffer.from(body.subarray(start, Math.min(end, start + room)));
      pieces.push(piece);
      room -= piece.length;
    };
  }

  error(kind: ErrorKind, message: string, now: number): void {
    if (this.#errors.length >= mostSamples) return;
    if (this.#errors.filter((sample) => sample.kind === kind).length >= perErrorKind) return;
    this.#errors.push({ kind, message, at: (now - this.#start) / 1000 });
  }

  responses(): readonly ResponseSample[] {
    return this.#responses.map(({ sample, pieces }) => ({
      ...sample,
      body: Buffer.concat(pieces).toString("utf8"),
    }));
  }

  errors(): readonly ErrorSample[] {
    return this.#errors;
  }
}

function headersOf(head: string): readonly (readonly [string, string])[] {
  return head
    .split(/\r?\n/)
    .slice(1)
    .flatMap((line) => {
      const colon = line.indexOf(":");
      return colon <= 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
    });
}
