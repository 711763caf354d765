/** `src/api/generated/http.ts`, without its header. */
export const httpSource = `import type { Readable } from "node:stream";
import type { Logger } from "pino";
import type { Dependencies } from "../../dependencies.ts";
import type { Principals } from "./security.ts";

/** What a handler gets besides its input. */
export interface Context {
  readonly requestId: string;
  /** Writes lines that carry the request's id. */
  readonly log: Logger;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly dependencies: Dependencies;
  /** Who asks, by the security schemes that let the request in. */
  readonly principals: Principals;
}

/** A body that is not JSON: bytes, or a stream of them. */
export type BinaryBody = Uint8Array | Readable;

export type ResponseHeaders = Readonly<Record<string, string | number | readonly string[]>>;

/** Status codes registered with IANA, by class. */
export type InformationalStatus = 100 | 101 | 102 | 103;
export type SuccessStatus = 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 226;
export type RedirectionStatus = 300 | 301 | 302 | 303 | 304 | 305 | 307 | 308;
export type ClientErrorStatus =
  | 400
  | 401
  | 402
  | 403
  | 404
  | 405
  | 406
  | 407
  | 408
  | 409
  | 410
  | 411
  | 412
  | 413
  | 414
  | 415
  | 416
  | 417
  | 418
  | 421
  | 422
  | 423
  | 424
  | 425
  | 426
  | 428
  | 429
  | 431
  | 451;
export type ServerErrorStatus = 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 510 | 511;
export type HttpStatus =
  InformationalStatus | SuccessStatus | RedirectionStatus | ClientErrorStatus | ServerErrorStatus;
`;
