/**
 * What crosses between the load-test panel (a webview) and its host, over src/shared/channel.ts.
 * The host checks everything that arrives from the page.
 */
import type { GeneratorReport, SeriesPoint, TargetResult } from "./engine/result.ts";

export type { Interval, LatencyFigures, PercentileName, StatusClass } from "./engine/result.ts";

/** A scenario as it is typed: texts are checked by the host, as they change. */
export interface Draft {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  /** A second address for a comparison in turns; empty: none. */
  readonly compareUrl: string;
  /** One "Name: value" a line. */
  readonly headers: string;
  readonly body: string;
  readonly data: string;
  readonly model: LoadModel;
  readonly connections: string;
  /** "30s", "2m" or "10000 requests". */
  readonly duration: string;
  readonly rate: string;
  /** One "100/s for 30s" a line. */
  readonly stages: string;
  readonly warmUp: string;
  readonly timeout: string;
  readonly keepAlive: boolean;
  readonly http2: boolean;
  readonly insecure: boolean;
  /** "200, 201"; empty: everything below 400. */
  readonly expectStatus: string;
  /** One "p95<200ms" a line. */
  readonly thresholds: string;
  readonly rateLimit: boolean;
}

export type LoadModel = "closed" | "rate" | "stages";

/** One sentence for a field that cannot be used as it is. */
export type DraftProblems = Readonly<Partial<Record<keyof Draft, string>>>;

/** Which of the three latencies is shown. */
export type LatencyKind = "latency" | "service" | "lateness";

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

/** A run of the history. */
export interface RunEntry {
  readonly id: string;
  readonly startedAt: string;
  readonly p95: number | null;
  readonly throughput: number;
  readonly isBaseline: boolean;
  readonly outcome: "completed" | "stopped";
}

/** The run that the shown one is compared with. */
export interface ComparisonView {
  readonly entry: RunEntry;
  readonly targets: readonly TargetView[];
  readonly series: SeriesView;
  readonly findings: readonly Finding[];
}

export interface ScenarioEntry {
  /** File name in `.senior-backend/load`. */
  readonly file: string;
  readonly name: string;
}

/** Whatever the page shows. */
export interface PanelState {
  readonly draft: Draft;
  readonly problems: DraftProblems;
  /** Where the request comes from and what is missing, in sentences. */
  readonly notes: readonly string[];
  /** Names of the secrets that the request uses, and whether they have a value for its server. */
  readonly secrets: readonly { readonly name: string; readonly isSet: boolean }[];
  readonly scenarios: readonly ScenarioEntry[];
  /** File of the scenario that is open; null: not saved yet. */
  readonly scenario: string | null;
  /** The operation of a description that is tested; null: an address. */
  readonly source: OperationSource | null;
  readonly activity: Activity;
  readonly run: RunView | null;
  readonly series: SeriesView;
  readonly history: readonly RunEntry[];
  readonly comparison: ComparisonView | null;
  readonly findings: readonly Finding[];
}

/** An operation by its description and its JSON pointer there. */
export interface OperationSource {
  readonly uri: string;
  readonly pointer: string;
}

export type Activity =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly what: string }
  | { readonly kind: "stopping" };

/** What the host can ask about with a list of its own. */
export const choices = ["scenario", "run", "comparison", "check", "export"] as const;
export type ChoiceName = (typeof choices)[number];

/** What the host does for the page. Failures that people can act on arrive as their sentence. */
export interface PanelHostApi {
  /** The page has loaded and wants everything. */
  ready(params: null): PanelState;
  /** Remembers what was typed, and checks it. */
  edit(draft: Draft): Checked;
  /** Runs the draft; resolves when the run is over. */
  start(draft: Draft): null;
  /** Ends what is running; the figures so far stay. */
  stop(params: null): null;
  /** Asks which one, and does it. */
  choose(params: { readonly what: ChoiceName; readonly draft: Draft }): null;
  saveScenario(draft: Draft): null;
  setSecret(params: { readonly name: string }): null;
  /** Makes the shown run the baseline of its scenario. */
  saveBaseline(params: null): null;
}

/** What a check of the draft came to. */
export type Checked = Pick<PanelState, "problems" | "notes" | "secrets">;

/** What the page does for the host. */
export interface PanelPageApi {
  /** Shows the parts that changed. */
  show(parts: Partial<PanelState>): null;
}

/** What the page keeps for a reload of the window. */
export type SavedPage = Pick<PanelState, "draft" | "scenario" | "source"> & {
  readonly runId: string | null;
  readonly comparedId: string | null;
};
