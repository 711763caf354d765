import type { ScalingStep } from "../answers/scaling/scalingAdvice.ts";
import type { ScalingPoint } from "../answers/scaling/usl.ts";
import type { GeneratorReport, SeriesPoint, TargetResult } from "../result.ts";

/** A window of the run; percentiles in ms. */
export type WindowView = Omit<SeriesPoint, "histogram">;

/** What is drawn of a target, while it runs and afterwards. */
export interface TargetView extends Pick<
  TargetResult,
  | "label"
  | "latency"
  | "latencyOf"
  | "service"
  | "lateness"
  | "spectrum"
  | "errorSamples"
  | "requests"
  | "unexpected"
  | "failed"
  | "status"
  | "errors"
  | "throughput"
  | "throughputConfidence"
> {
  /** The first answer of each status that was not hoped for. */
  readonly samples: readonly AnswerSample[];
}

export interface AnswerSample {
  readonly status: number;
  readonly body: string;
}

export type RunPhase = "connecting" | "warming-up" | "measuring" | "draining" | "completed" | "stopped";

/** Everything of a run but its windows. */
export interface RunView {
  /** Id in the history; "live" while it runs. */
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly phase: RunPhase;
  /** Measured seconds so far. */
  readonly elapsed: number;
  /** Measured seconds that are planned; null when requests are counted. */
  readonly seconds: number | null;
  /** The load in words: "50 connections · 30 s · closed loop". */
  readonly summary: string;
  readonly targets: readonly TargetView[];
  readonly generator: Pick<GeneratorReport, "utilization" | "health" | "bottleneck">;
}

/** Windows of each target, in the order of the targets. */
export type SeriesView = readonly (readonly WindowView[])[];

/** A sentence about a run, and what it rests on. */
export interface Finding {
  readonly tone: "good" | "bad" | "note";
  readonly text: string;
  /** Evidence, or the way out. */
  readonly detail?: string;
  /** A command line that repeats it. */
  readonly command?: string;
}

/** A stepped run: what each concurrency reached, and the law that was fitted to it. Times in ms, rates in req/s. */
export interface ScalingView {
  readonly steps: readonly Pick<
    ScalingStep,
    "concurrency" | "throughput" | "p50" | "p95" | "p99" | "errors"
  >[];
  /** The fitted law, over the tested range and as far as its peak; empty while none describes the steps. */
  readonly curve: readonly ScalingPoint[];
  /** Where throughput is highest; null when nothing in the range says. */
  readonly peak: ScalingPoint | null;
}

/** A run of the history. */
export interface RunEntry {
  readonly id: string;
  readonly startedAt: string;
  readonly p95: number | null;
  readonly throughput: number;
  readonly isBaseline: boolean;
  readonly outcome: "completed" | "stopped";
}
