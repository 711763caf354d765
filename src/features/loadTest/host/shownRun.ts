import type { LoadSnapshot } from "../engine/result.ts";
import type { Scenario } from "../engine/scenario/scenario.ts";
import { appendWindows, liveRunOf } from "../engine/view/runView.ts";
import type { Finding, PanelState } from "../panelProtocol.ts";
import { loadInWords } from "./draft.ts";
import type { RunHistory, RunRecord } from "./history.ts";
import type { LoadServices } from "./services.ts";

/** The part of a panel's state that is about results. */
export type Shown = Pick<PanelState, "run" | "series" | "findings" | "scaling" | "comparison" | "failure">;

const nothing: Shown = {
  run: null,
  series: [],
  findings: [],
  scaling: null,
  comparison: null,
  failure: null,
};

/** The run that a panel shows, live or from the history, and what it is compared with. */
export class ShownRun {
  readonly #history: RunHistory;
  readonly #tools: LoadServices["tools"];
  readonly #changed: (parts: Partial<Shown>) => void;
  #shown = nothing;

  /** @param changed hears the parts that changed */
  constructor({ history, tools }: LoadServices, changed: (parts: Partial<Shown>) => void) {
    this.#history = history;
    this.#tools = tools;
    this.#changed = changed;
  }

  get parts(): Shown {
    return this.#shown;
  }

  /** Id in the history; undefined while there is none. */
  get id(): string | undefined {
    const id = this.#shown.run?.id;
    return id === "live" ? undefined : id;
  }

  set(parts: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...parts };
    this.#changed(parts);
  }

  clear(): void {
    this.set(nothing);
  }

  /** Clears what was shown, and takes the snapshots of a run that starts now. */
  follow(scenario: Scenario): (snapshot: LoadSnapshot) => void {
    const startedAt = new Date().toISOString();
    const summary = loadInWords(scenario.load);
    this.clear();
    return (snapshot) => {
      const run = liveRunOf(snapshot, startedAt, summary);
      const added = snapshot.targets.map(({ series }) => series.filter(({ at }) => at >= 0));
      const isNew = added.some(({ length }) => length > 0);
      const series = added.map((windows, index) => appendWindows(this.#shown.series[index] ?? [], windows));
      this.set(isNew ? { run, series } : { run });
    };
  }

  /** Shows a run of the history. */
  async show(id: string): Promise<void> {
    const path = this.#history.pathOf(id);
    const { run, series, findings } = await this.#tools.call("showRun", { path });
    this.set({ run: { ...run, id }, series, findings, scaling: null });
  }

  /** Holds the shown run against another one; null: against none. */
  async compareWith(id: string | null): Promise<void> {
    const entry = id === null ? undefined : await this.#history.find(id);
    if (!entry) {
      this.set({ comparison: null });
      return;
    }
    const { run, series } = await this.#tools.call("showRun", { path: this.#history.pathOf(entry.id) });
    const findings = await this.#findingsBeside(entry);
    this.set({ comparison: { entry, targets: run.targets, series, findings } });
  }

  /** Holds a finished run against the baseline of its subject, when there is one, and notes what came of it. */
  async judge(record: RunRecord): Promise<void> {
    const records = await this.#history.of(record.subject);
    const baseline = records.find(({ isBaseline }) => isBaseline);
    if (!baseline || baseline.id === record.id) return;
    await this.compareWith(baseline.id);
    const tones = this.#shown.comparison?.findings.map(({ tone }) => tone) ?? [];
    const isBetter = tones.includes("good") ? "better" : "same";
    await this.#history.judge(record.id, tones.includes("bad") ? "worse" : isBetter);
  }

  async #findingsBeside(other: RunRecord): Promise<readonly Finding[]> {
    if (this.id === undefined) return [];
    return await this.#tools.call("compareRuns", {
      run: { path: this.#history.pathOf(this.id) },
      other: { path: this.#history.pathOf(other.id) },
      isBaseline: other.isBaseline,
    });
  }
}
