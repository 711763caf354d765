import type { DataRow, LoadPlan } from "./engine/plan.ts";
import type { Scenario } from "./engine/scenario/scenario.ts";
import type { LoadResult, LoadSnapshot } from "./engine/result.ts";
import type { Finding, RunView, ScalingView, SeriesView } from "./panelProtocol.ts";

/** A kept run: what was asked for, without secrets, and what was found. Paths are absolute. */
export interface RunFile {
  readonly path: string;
}

/** A run as the panel draws it. */
export interface ShownRun {
  readonly run: RunView;
  readonly series: SeriesView;
  readonly scenario: Scenario;
  readonly findings: readonly Finding[];
}

/** What a run can be written as. */
export type RunFormat = "html" | "json" | "csv" | "junit";

/** What a scenario can be written as: scripts of other tools, or a command line of ours. */
export type ScenarioFormat = "k6" | "artillery" | "command";

/** A run against a server that limits it, and what the check of its limit came to. */
export interface LimitedRun {
  readonly result: LoadResult;
  readonly findings: readonly Finding[];
}

/** A stepped run, and what follows from it. */
export interface ScalingRun {
  readonly scaling: ScalingView;
  readonly findings: readonly Finding[];
}

/** Hostile requests for one operation of a description. */
export interface AttackOrder {
  /** File of the description. */
  readonly uri: string;
  /** "POST /orders". */
  readonly operation: string;
  /** Credentials by the names of their variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** The only server that requests may go to. */
  readonly origin: string;
  /** Whether requests that change data may be sent. */
  readonly mutating: boolean;
}

/** What the owner of the tools process hears while something long runs. */
export interface LoadToolsOwnerApi {
  say(sentence: string): null;
  show(snapshot: LoadSnapshot): null;
  /** The steps of a stepped run so far. */
  stepped(scaling: ScalingView): null;
}

/** What the tools process (dist/loadTools.js) does: reading, printing and judging, so that no editor waits for it. */
export interface LoadToolsApi {
  /** @throws UserError with the sentence of what is wrong */
  readScenario(params: { readonly text: string; readonly fileName: string }): Scenario;
  printScenario(params: { readonly scenario: Scenario }): string;
  /** Rows of a CSV or JSON file. */
  readRows(params: { readonly path: string }): readonly DataRow[];
  showRun(params: RunFile): ShownRun;
  /** What the run says beside the one that it is compared with. */
  compareRuns(params: {
    readonly run: RunFile;
    readonly other: RunFile;
    readonly isBaseline: boolean;
  }): readonly Finding[];
  exportRun(params: { readonly run: RunFile; readonly format: RunFormat }): string;
  /** Runs a plan at rising concurrency. Cancelling ends it; `stop` leaves the steps so far. */
  scale(params: { readonly plan: LoadPlan }): ScalingRun;
  runLimited(params: { readonly plan: LoadPlan }): LimitedRun;
  attack(params: AttackOrder): readonly Finding[];
  /** Ends what runs; its call then answers with what there is so far. */
  stop(params: null): null;
  exportScenario(params: { readonly scenario: Scenario; readonly format: ScenarioFormat }): string;
}
