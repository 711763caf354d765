/**
 * What a load test does: whom it asks, what it sends, how fast, for how long. Plain data, so that it can be saved,
 * hashed, sent to another process and exported. All times are in ms, all rates in requests per second.
 */
export interface LoadPlan {
  /** One target, or two that are measured in turns (ABBA) to be compared. */
  readonly targets: readonly [LoadTarget] | readonly [LoadTarget, LoadTarget];
  readonly pace: Pace;
  /** How long requests are measured, after the warm-up; both absent: as long as the stages, otherwise 10 s. */
  readonly length: Length;
  /** Load before measuring starts, in ms; shown apart and counted nowhere. Default 0. */
  readonly warmUp?: number;
  readonly timeouts?: Timeouts;
  /** Whether connections are used again. Default true; false sends `Connection: close` and connects each time. */
  readonly keepAlive?: boolean;
  readonly tls?: TlsOptions;
  /** Default "1.1"; "2" needs https. */
  readonly httpVersion?: HttpVersion;
  /** How many redirects a request follows. Default 0: a 3xx is an answer like any other. */
  readonly redirects?: number;
  /** Proxy that requests go through, as `http://host:port`. */
  readonly proxy?: string;
  /** Statuses that count as the answer that was hoped for. Default: everything below 400. */
  readonly expectStatus?: readonly StatusRange[];
  /** How long one target is asked before the other gets its turn, in ms; two targets only. Default: a 24th of the duration, 100 to 1000. */
  readonly block?: number;
  /** Worker threads. Default: the cores, less one for a server on this machine, at most one per 8 connections. */
  readonly workers?: number;
  /** What the plan may not exceed; raised on purpose only. */
  readonly caps?: Partial<LoadCaps>;
}

/** A server, or a build of it, and the requests it is asked. */
export interface LoadTarget {
  /** How it is called in reports; default: the URL of its first request. */
  readonly label?: string;
  /** Sent in turns. */
  readonly requests: readonly [RequestTemplate, ...RequestTemplate[]];
  /** Rows that fill `{{column}}`, in turns, each with the same columns. */
  readonly rows?: readonly DataRow[];
}

/**
 * A request with slots. `{{column}}` in the URL, a header value or the body is filled from the row, escaped for
 * where it stands: percent-encoded in the URL, as JSON string content in a JSON body. Generated slots are
 * `{{$uuid}}`, `{{$counter}}` (10 digits), `{{$randomInt}}` (9 digits) and `{{$timestamp}}` (ms since 1970).
 */
export interface RequestTemplate {
  /** Upper case. */
  readonly method: string;
  /** Absolute, http or https. */
  readonly url: string;
  readonly headers?: readonly Header[];
  readonly body?: RequestBody;
}

export type Header = readonly [name: string, value: string];

/** Text with slots, or bytes that are sent as they are. */
export type RequestBody = { readonly text: string } | { readonly base64: string };

export type DataRow = Readonly<Record<string, string>>;

/**
 * Closed: each connection sends when its last answer is complete. Rate: requests are due on a schedule whatever the
 * server does, and latency counts from when they were due. Stages: a rate that moves linearly to each target.
 */
export type Pace = ClosedPace | RatePace | StagedPace;

export interface ClosedPace {
  readonly kind: "closed";
  /** Connections (HTTP/1.1) or streams (HTTP/2). */
  readonly concurrency: number;
}

export interface RatePace {
  readonly kind: "rate";
  readonly rate: number;
  /** The most requests that may be under way at once; those due beyond wait for a connection. Default 100. */
  readonly connections?: number;
}

export interface StagedPace {
  readonly kind: "stages";
  /** The rate at the start. */
  readonly startRate: number;
  readonly stages: readonly [Stage, ...Stage[]];
  /** As in {@link RatePace}. */
  readonly connections?: number;
}

export interface Stage {
  /** The rate at the end of the stage. */
  readonly target: number;
  /** In ms. */
  readonly duration: number;
}

/** The run ends with whichever comes first. */
export interface Length {
  /** In ms. */
  readonly duration?: number;
  readonly requests?: number;
}

export interface Timeouts {
  /** From connecting to ready for a request, in ms. Default 5000. */
  readonly connect?: number;
  /** From sending a request to the end of its answer, in ms. Default 10,000. */
  readonly request?: number;
  /** How long answers under way are waited for at the end, in ms. Default 1000. */
  readonly drain?: number;
}

/** Certificates and keys are PEM texts. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly servername?: string;
  /** Accepts any certificate. Default false. */
  readonly insecure?: boolean;
}

export type HttpVersion = "1.1" | "2";

/** From and to, both included. */
export type StatusRange = readonly [from: number, to: number];

export interface LoadCaps {
  /** Requests per second. */
  readonly rate: number;
  /** Warm-up and measuring together, in ms. */
  readonly duration: number;
  readonly connections: number;
  /** Bytes of one response. */
  readonly responseBytes: number;
}

export const defaultCaps: LoadCaps = {
  rate: 50_000,
  duration: 3_600_000,
  connections: 2_000,
  responseBytes: 256 * 1024 * 1024,
};
