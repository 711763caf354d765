import type { DataRow } from "./engine/plan.ts";
import type { Scenario } from "./engine/scenario/scenario.ts";
import type { Finding, RunView, SeriesView } from "./panelProtocol.ts";

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

/** What the tools process (dist/loadTools.js) does: reading, printing and judging, so that no editor waits for it. */
export interface LoadToolsApi {
  /** @throws UserError with the sentence of what is wrong */
  readScenario(params: { readonly text: string; readonly fileName: string }): Scenario;
  printScenario(params: { readonly scenario: Scenario }): string;
  /** Rows of a CSV or JSON file. */
  readRows(params: { readonly path: string }): readonly DataRow[];
  showRun(params: RunFile): ShownRun;
  /** What the run says beside the one that it is compared with. */
  compareRuns(params: { readonly run: RunFile; readonly other: RunFile }): readonly Finding[];
  exportRun(params: { readonly run: RunFile; readonly format: RunFormat }): string;
  exportScenario(params: { readonly scenario: Scenario; readonly format: ScenarioFormat }): string;
}
