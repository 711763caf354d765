import { l10n, workspace } from "vscode";
import type { Handlers } from "../../../shared/channel.ts";
import { isPlainSecret } from "../../../shared/plainSecrets.ts";
import { UserError } from "../../../shared/userError.ts";
import type { LoadSnapshot } from "../engine/result.ts";
import { secretsOf } from "../engine/scenario/planOf.ts";
import type { Scenario } from "../engine/scenario/scenario.ts";
import { appendWindows, liveRunOf } from "../engine/view/runView.ts";
import type {
  Activity,
  Checked,
  Draft,
  Finding,
  OperationSource,
  PanelHostApi,
  PanelState,
  SavedPage,
} from "../panelProtocol.ts";
import { checkDraft } from "./checkDraft.ts";
import { chooseComparison, chooseExport, chooseRun, chooseScenario } from "./choose.ts";
import { draftOf, loadInWords } from "./draft.ts";
import type { RunRecord } from "./history.ts";
import { readChoice, readDraft, readSecretName } from "./readPage.ts";
import { allowRun, runScenario } from "./runScenario.ts";
import type { LoadServices } from "./services.ts";
import { sourceOf, specFields, type Subject, subjectOf } from "./subject.ts";

/** Where a panel starts: a scenario, and where it came from. */
export interface LoadStart extends SavedPage {
  /** Sentences about how the request came to be. */
  readonly notes: readonly string[];
}

export function startWith(scenario: Scenario, more: Partial<LoadStart> = {}): LoadStart {
  return {
    draft: draftOf(scenario),
    scenario: null,
    source: null,
    runId: null,
    comparedId: null,
    notes: [],
    ...more,
  };
}

/** The same for all starts of one load test: its file, its operation, or its address. */
export function keyOf({ scenario, draft, source }: Pick<SavedPage, "scenario" | "draft" | "source">): string {
  return scenario ?? subjectOf({ method: draft.method.trim(), url: draft.url.trim() }, source).key;
}

/** How a session reaches its page. What a hidden page misses, it asks for when it comes back. */
export interface PageView {
  show(parts: Partial<PanelState>): void;
  setTitle(title: string): void;
}

type Shown = Pick<PanelState, "run" | "series" | "findings" | "comparison" | "failure">;

const nothing: Shown = { run: null, series: [], findings: [], comparison: null, failure: null };

/** One load test that a panel shows: what is typed, what runs, and what came of it. */
export class LoadSession {
  readonly #services: LoadServices;
  readonly #page: PageView;
  #notes: readonly string[];
  #draft: Draft;
  #file: string | null;
  #source: OperationSource | null;
  #activity: Activity = { kind: "idle" };
  #shown: Shown = nothing;
  #stop: AbortController | undefined;
  #disposed = false;

  constructor(services: LoadServices, page: PageView, start: LoadStart) {
    this.#services = services;
    this.#page = page;
    this.#draft = start.draft;
    this.#file = start.scenario;
    this.#source = start.source;
    this.#notes = start.notes;
    page.setTitle(this.#subject().title);
  }

  /** What this panel tests, so that it can be found again instead of opened twice. */
  get key(): string {
    return keyOf({ scenario: this.#file, draft: this.#draft, source: this.#source });
  }

  /** Ends what runs, at once. */
  dispose(): void {
    this.#disposed = true;
    this.#stop?.abort();
  }

  /** Shows kept runs again, those that are still there. */
  async restore({ runId, comparedId }: Pick<SavedPage, "runId" | "comparedId">): Promise<void> {
    if (runId !== null && (await this.#services.history.find(runId))) await this.showRun(runId);
    if (comparedId !== null && (await this.#services.history.find(comparedId)))
      await this.compareWith(comparedId);
  }

  /** What the page may call; all of it is checked here. */
  readonly handlers: Handlers<PanelHostApi> = {
    ready: () => this.#state(),
    edit: (draft) => this.#edit(readDraft(draft)),
    start: async (draft) => {
      await this.#start(readDraft(draft));
      return null;
    },
    stop: () => {
      this.#stopRun();
      return null;
    },
    choose: async (params) => {
      this.#draft = readDraft(params.draft);
      await this.#choose(readChoice(params));
      return null;
    },
    saveScenario: async (draft) => {
      this.#draft = readDraft(draft);
      await this.#save();
      return null;
    },
    setSecret: async (params) => {
      await this.#services.secrets.ask(this.#scenario(), readSecretName(params));
      this.#page.show(await this.#check());
      return null;
    },
    saveBaseline: async () => {
      const { run } = this.#shown;
      if (run) await this.#services.history.makeBaseline(run.id);
      return null;
    },
  };

  /** Shows a run of the history. */
  async showRun(id: string): Promise<void> {
    const { tools, history } = this.#services;
    const { run, series, findings } = await tools.call("showRun", { path: history.pathOf(id) });
    this.#show({ run: { ...run, id }, series, findings });
  }

  /** Holds the shown run against another one; null: against none. */
  async compareWith(id: string | null): Promise<void> {
    const { tools, history } = this.#services;
    const record = id === null ? undefined : await history.find(id);
    if (!record) {
      this.#show({ comparison: null });
      return;
    }
    const other = await tools.call("showRun", { path: history.pathOf(record.id) });
    const findings = await this.#findings(record);
    this.#show({ comparison: { entry: record, targets: other.run.targets, series: other.series, findings } });
  }

  /** The history changed: entries, baselines. */
  async historyChanged(): Promise<void> {
    this.#page.show({ history: await this.#services.history.of(this.#subject().key) });
  }

  /** Opens a saved scenario in this panel. */
  async open(file: string): Promise<void> {
    const scenario = await this.#services.scenarios.read(file);
    this.#file = file;
    this.#draft = draftOf(scenario);
    this.#source = sourceOf(scenario, this.#services.scenarios.uriOf(file));
    this.#notes = [];
    this.#shown = nothing;
    this.#page.setTitle(this.#subject().title);
    this.#page.show(await this.#state());
  }

  async #state(): Promise<PanelState> {
    const { history, scenarios } = this.#services;
    return {
      draft: this.#draft,
      ...(await this.#check()),
      scenarios: await scenarios.list(),
      scenario: this.#file,
      source: this.#source,
      activity: this.#activity,
      history: await history.of(this.#subject().key),
      ...this.#shown,
    };
  }

  async #edit(draft: Draft): Promise<Checked> {
    const before = this.#subject();
    this.#draft = draft;
    const after = this.#subject();
    if (after.key !== before.key) {
      this.#page.setTitle(after.title);
      await this.historyChanged();
    }
    return await this.#check();
  }

  async #check(): Promise<Checked> {
    const { scenario, problems } = checkDraft(this.#draft);
    const plain = this.#draft.headers.split("\n").find(isPlainSecret)?.split(":")[0]?.trim();
    const notes =
      plain === undefined
        ? this.#notes
        : [
            ...this.#notes,
            l10n.t("{0} holds a secret in plain text: write {1}, and VS Code keeps it.", plain, "${NAME}"),
          ];
    const names = scenario ? secretsOf(scenario) : [];
    const secrets = names.map(async (name) => ({
      name,
      isSet: scenario !== undefined && (await this.#services.secrets.isSet(scenario, name)),
    }));
    return { problems, notes, secrets: await Promise.all(secrets) };
  }

  /** @throws UserError with the first problem of the draft */
  #scenario(): Scenario {
    const { scenario, problems } = checkDraft(
      this.#draft,
      specFields(this.#source, workspace.workspaceFolders?.[0]?.uri),
    );
    if (scenario) return scenario;
    throw new UserError(Object.values(problems)[0] ?? l10n.t("This load test is not complete."));
  }

  #subject(): Subject {
    const { method, url } = this.#draft;
    return subjectOf({ method: method.trim(), url: url.trim() }, this.#source);
  }

  async #start(draft: Draft): Promise<void> {
    if (this.#activity.kind !== "idle")
      throw new UserError(l10n.t("A test runs here already; stop it first."));
    this.#draft = draft;
    const scenario = this.#scenario();
    const allowed = await allowRun(this.#services, { scenario, source: this.#source, file: this.#file });
    if (!allowed) return;
    await this.#busy(l10n.t("Starting…"), async (signal) => {
      this.#page.show(await this.#check());
      const live = this.#live(scenario);
      const record = await runScenario(this.#services, allowed, live, signal);
      if (this.#disposed) return;
      await this.showRun(record.id);
      await this.#judge(record);
    });
  }

  /** Does something long that Stop ends; its failure stays visible until the next start. */
  async #busy(what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    this.#setActivity({ kind: "running", what });
    this.#show({ failure: null });
    try {
      await work(stop.signal);
    } catch (error) {
      if (!UserError.is(error)) throw error;
      this.#show({ failure: error.message });
    } finally {
      this.#stop = undefined;
      this.#setActivity({ kind: "idle" });
    }
  }

  #live(scenario: Scenario): (snapshot: LoadSnapshot) => void {
    const startedAt = new Date().toISOString();
    const summary = loadInWords(scenario.load);
    this.#show({ ...nothing });
    return (snapshot) => {
      const run = liveRunOf(snapshot, startedAt, summary);
      const added = snapshot.targets.map(({ series }) => series.filter(({ at }) => at >= 0));
      if (added.every(({ length }) => length === 0)) {
        this.#show({ run });
        return;
      }
      const series = added.map((windows, index) => appendWindows(this.#shown.series[index] ?? [], windows));
      this.#show({ run, series });
    };
  }

  #stopRun(): void {
    if (!this.#stop) return;
    this.#setActivity({ kind: "stopping" });
    this.#stop.abort();
  }

  /** Holds a finished run against the baseline of its subject, when there is one. */
  async #judge(record: RunRecord): Promise<void> {
    const { history } = this.#services;
    const baseline = (await history.of(record.subject)).find(({ isBaseline }) => isBaseline);
    if (!baseline || baseline.id === record.id) return;
    await this.compareWith(baseline.id);
    const tones = this.#shown.comparison?.findings.map(({ tone }) => tone) ?? [];
    await history.judge(
      record.id,
      tones.includes("bad") ? "worse" : tones.includes("good") ? "better" : "same",
    );
  }

  /** What the shown run says beside another one. */
  async #findings(other: RunRecord): Promise<readonly Finding[]> {
    const { tools, history } = this.#services;
    const { run } = this.#shown;
    if (!run || run.id === "live") return [];
    return await tools.call("compareRuns", {
      run: { path: history.pathOf(run.id) },
      other: { path: history.pathOf(other.id) },
    });
  }

  async #choose(what: ReturnType<typeof readChoice>): Promise<void> {
    const { history } = this.#services;
    const records = await history.of(this.#subject().key);
    const shownId = this.#shown.run?.id;
    if (what === "scenario") {
      const file = await chooseScenario(await this.#services.scenarios.list());
      if (file !== undefined) await this.open(file);
    } else if (what === "run") {
      const id = await chooseRun(records);
      if (id !== undefined) await this.showRun(id);
    } else if (what === "comparison") {
      const id = await chooseComparison(records.filter((record) => record.id !== shownId));
      if (id !== undefined) await this.compareWith(id);
    } else {
      await chooseExport(
        this.#services,
        this.#scenario(),
        records.find((record) => record.id === shownId),
      );
    }
  }

  async #save(): Promise<void> {
    const { scenarios } = this.#services;
    this.#file = await scenarios.save(this.#scenario(), this.#file);
    this.#page.show({ scenario: this.#file, scenarios: await scenarios.list() });
  }

  #setActivity(activity: Activity): void {
    this.#activity = activity;
    this.#page.show({ activity });
  }

  #show(parts: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...parts };
    this.#page.show(parts);
  }
}
