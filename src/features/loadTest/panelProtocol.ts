/**
 * What crosses between the load-test panel (a webview) and its host, over src/shared/channel.ts.
 * The host checks everything that arrives from the page.
 */
import type { Finding, RunEntry, RunView, ScalingView, SeriesView, TargetView } from "./engine/view/views.ts";

export type { Interval, LatencyFigures, PercentileName, StatusClass } from "./engine/result.ts";
export type * from "./engine/view/views.ts";

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
  /** A stepped run, in place of a run; null: there is none. */
  readonly scaling: ScalingView | null;
  /** Why the last test did not run; null: it did. */
  readonly failure: string | null;
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
