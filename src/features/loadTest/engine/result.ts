import type { HttpVersion, Length, Pace } from "./plan.ts";

/**
 * What a load test found. Plain data without secrets: it can be saved, compared and drawn again. All times are in
 * ms unless a name says otherwise; a figure that has not enough samples is null.
 */
export interface LoadResult {
  readonly schemaVersion: 1;
  /** When measuring started, ISO 8601. */
  readonly startedAt: string;
  /** "stopped" when it was ended from outside: the figures are those up to then. */
  readonly outcome: "completed" | "stopped";
  readonly plan: PlanSummary;
  /** In the order of the plan's targets. */
  readonly targets: readonly TargetResult[];
  readonly generator: GeneratorReport;
  readonly environment: Environment;
}

/** The plan without bodies, header values and credentials. */
export interface PlanSummary {
  /** SHA-256 of everything in the plan that changes what is measured, credentials left out, in hex. */
  readonly hash: string;
  readonly targets: readonly {
    readonly label: string;
    readonly requests: readonly { readonly method: string; readonly url: string }[];
  }[];
  readonly pace: Pace;
  readonly length: Length;
  readonly warmUp: number;
  readonly keepAlive: boolean;
  readonly httpVersion: HttpVersion;
}

export interface TargetResult extends Counts {
  readonly label: string;
  readonly url: string;
  /** How long this target was measured, in seconds. */
  readonly seconds: number;
  /** Complete answers per second. */
  readonly throughput: number;
  /** 95 % confidence interval of the throughput, from batch means over windows; null when there are too few. */
  readonly throughputConfidence: Interval | null;
  /**
   * Latency that a user sees: from when a request was due (in a closed loop: sent) to the end of its answer, over
   * the answers that were hoped for and those that never came (counted as long as they were waited for).
   */
  readonly latency: LatencyFigures;
  /** "all" when no answer was hoped for: the latency is then that of every answer. */
  readonly latencyOf: "expected" | "all";
  /** Time from sending to the end of the answer, over every answer. */
  readonly service: LatencyFigures;
  /** How late requests were sent, over every request sent; all 0 in a closed loop. */
  readonly lateness: LatencyFigures;
  /** Of lateness, the part that is the generator's own: a connection was free and the request was still late. */
  readonly generatorLateness: LatencyFigures;
  /** Time to establish a connection, TLS included. */
  readonly connect: LatencyFigures;
  /** Latency by class of status; classes that did not occur are absent. */
  readonly byClass: Readonly<Partial<Record<StatusClass, LatencyFigures>>>;
  /** One point a window, in time order; warm-up has negative seconds. */
  readonly series: readonly SeriesPoint[];
  readonly histograms: TargetHistograms;
  /** Points of the percentile spectrum of the latency, for drawing. */
  readonly spectrum: readonly SpectrumPoint[];
  /** Turns of this target when two were measured, in time order; otherwise empty. */
  readonly blocks: readonly BlockResult[];
  /** Load before measuring started. */
  readonly warmUp: { readonly seconds: number; readonly requests: number };
  readonly samples: readonly ResponseSample[];
  readonly errorSamples: readonly ErrorSample[];
}

export interface Counts {
  /** Complete answers. */
  readonly requests: number;
  readonly sent: number;
  /** Answers by status, as in `{ "200": 12 }`. */
  readonly status: Readonly<Record<string, number>>;
  /** Complete answers whose status was not hoped for. */
  readonly unexpected: number;
  /** Requests without an answer, by kind. */
  readonly errors: Readonly<Partial<Record<ErrorKind, number>>>;
  /** Sum of errors. */
  readonly failed: number;
  /** Requests that timed out or were never sent: their waiting time is in the latency, which would have been at least that. */
  readonly censored: number;
  /** Under way when the run ended: neither answers nor errors. */
  readonly cut: number;
  /** Due, but never sent, because all connections were busy until the end. */
  readonly notSent: number;
  /** Requests sent a second time after a keep-alive race. */
  readonly retried: number;
  readonly connections: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Answers with oddities that were tolerated. */
  readonly oddities: Readonly<Partial<Record<Oddity, number>>>;
}

/**
 * Why there is no answer. keepalive-race: the server closed an idle connection while a request was on its way;
 * generator: this machine ran out of ports, files or memory, which says nothing about the server.
 */
export type ErrorKind = (typeof errorKinds)[number];

export const errorKinds = [
  "dns",
  "connect",
  "tls",
  "timeout",
  "reset",
  "truncated",
  "protocol",
  "keepalive-race",
  "generator",
] as const;

/** Deviations from RFC 9112 that answers were accepted in spite of. */
export type Oddity = (typeof oddities)[number];

export const oddities = [
  "line-feed-only",
  "folded-header",
  "length-and-chunked",
  "early-answer",
  "unsolicited-bytes",
] as const;

/** 429 stands apart: a limiter's answers are fast and are not the service. */
export type StatusClass = (typeof statusClasses)[number];

export const statusClasses = ["2xx", "3xx", "4xx", "429", "5xx"] as const;

export type PercentileName = (typeof percentileNames)[number];

export const percentileNames = ["p50", "p75", "p90", "p95", "p99", "p99_9"] as const;

export interface LatencyFigures extends Readonly<Record<PercentileName, number | null>> {
  readonly count: number;
  readonly mean: number | null;
  readonly max: number | null;
  /** 95 % confidence intervals, widened where neighbouring windows resemble each other. */
  readonly confidence: Readonly<Record<PercentileName, Interval | null>>;
}

export type Interval = readonly [low: number, high: number];

/** A window of the run; as long as `seconds` says (1 s in short runs). */
export interface SeriesPoint {
  /** Start, in seconds since measuring started. */
  readonly at: number;
  readonly seconds: number;
  readonly requests: number;
  readonly errors: number;
  /** Answers by class. */
  readonly classes: Readonly<Record<StatusClass, number>>;
  readonly bytesIn: number;
  /** Of the latency; null when nothing was answered. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Coarse histogram of the window's latency: what confidence and comparisons are computed from. */
  readonly histogram: EncodedHistogram;
}

/**
 * A histogram as text: base64 of LEB128 pairs (buckets skipped, count) over the layout that `resolution` names.
 * `decodeHistogram` reads it; `fine` has relative errors up to 0.05 %, `coarse` up to 0.8 %.
 */
export interface EncodedHistogram {
  readonly resolution: "fine" | "coarse";
  readonly count: number;
  /** In ms, exact. */
  readonly sum: number;
  /** In ms, exact. */
  readonly max: number;
  readonly buckets: string;
}

/** All in the fine resolution. */
export interface TargetHistograms {
  readonly latency: EncodedHistogram;
  readonly service: EncodedHistogram;
  readonly lateness: EncodedHistogram;
}

export interface SpectrumPoint {
  /** 0 to 1. */
  readonly quantile: number;
  readonly ms: number;
}

/** One turn of a target in an ABBA comparison. */
export interface BlockResult {
  /** Position in the sequence of both targets' turns, from 0. */
  readonly index: number;
  readonly seconds: number;
  readonly requests: number;
  readonly errors: number;
  /** Coarse, of the latency. */
  readonly histogram: EncodedHistogram;
}

/** An answer as it came: the first of each status, more of 429. */
export interface ResponseSample {
  /** In seconds since measuring started. */
  readonly at: number;
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The beginning of the body, at most 1 kB, decoded as UTF-8. */
  readonly body: string;
}

export interface ErrorSample {
  readonly kind: ErrorKind;
  /** One sentence. */
  readonly message: string;
  /** In seconds since measuring started. */
  readonly at: number;
}

export interface GeneratorReport {
  /** "raw": own HTTP/1.1 on sockets; "undici": HTTP/2, proxies, redirects; "k6": a summary that k6 wrote. */
  readonly engine: "raw" | "undici" | "k6";
  readonly workers: number;
  /** Highest event-loop utilisation of a worker, 0 to 1. 1 is normal for a closed loop that the server keeps up with. */
  readonly utilization: number;
  /** Processor time of the generator, in cores. */
  readonly cpu: number;
  /** Processor time per request, in µs. */
  readonly cpuPerRequest: number | null;
  /** Requests sent of those that were due, 0 to 1; null in a closed loop. */
  readonly achieved: number | null;
  /** "limiting": the figures are a bound of the generator's, not the server's. */
  readonly health: GeneratorHealth;
  /** One sentence when the generator limited the run. */
  readonly bottleneck: string | null;
}

export type GeneratorHealth = "healthy" | "busy" | "limiting";

export interface Environment {
  readonly tool: string;
  readonly node: string;
  readonly undici: string;
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  /** Whether the server runs on this machine and shares its cores. */
  readonly loopback: boolean;
  /** Addresses that requests went to. */
  readonly addresses: readonly string[];
}

/** Where a run stands, a few kB, at most four times a second. */
export interface LoadSnapshot {
  /** In seconds since measuring started; negative while warming up. */
  readonly elapsed: number;
  /** Measured seconds that the plan asks for; null when it counts requests only. */
  readonly seconds: number | null;
  readonly phase: "connecting" | "warming-up" | "measuring" | "draining";
  readonly targets: readonly TargetSnapshot[];
  readonly generator: Pick<GeneratorReport, "utilization" | "health" | "bottleneck">;
}

export interface TargetSnapshot
  extends
    Pick<TargetResult, "label" | "latency" | "latencyOf" | "service" | "lateness" | "spectrum">,
    Pick<Counts, "requests" | "unexpected" | "failed" | "status" | "errors"> {
  /** Complete answers per second over the last second. */
  readonly throughput: number;
  /** Windows that were completed since the last snapshot, without their histograms. */
  readonly series: readonly Omit<SeriesPoint, "histogram">[];
}
