import { l10n, workspace } from "vscode";
import type { Handlers } from "../../../shared/channel.ts";
import { isPlainSecret } from "../../../shared/plainSecrets.ts";
import { UserError } from "../../../shared/userError.ts";
import { secretsOf } from "../engine/scenario/planOf.ts";
import type { Scenario } from "../engine/scenario/scenario.ts";
import type {
  Activity,
  Checked,
  Draft,
  OperationSource,
  PanelHostApi,
  PanelState,
  SavedPage,
  ScalingView,
} from "../panelProtocol.ts";
import { checkDraft } from "./checkDraft.ts";
import { chooseComparison, chooseExport, chooseRun, chooseScenario } from "./choose.ts";
import { draftOf } from "./draft.ts";
import { readChoice, readDraft, readSecretName } from "./readPage.ts";
import { type CheckKind, chooseCheck, runCheck } from "./runChecks.ts";
import { allowRun, runScenario, type RunSignals } from "./runScenario.ts";
import type { LoadServices } from "./services.ts";
import { ShownRun } from "./shownRun.ts";
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

/** One load test that a panel shows: what is typed, what runs, and what came of it. */
export class LoadSession {
  readonly #services: LoadServices;
  readonly #page: PageView;
  #notes: readonly string[];
  #draft: Draft;
  #file: string | null;
  #source: OperationSource | null;
  #activity: Activity = { kind: "idle" };
  readonly #shown: ShownRun;
  #stop: AbortController | undefined;
  readonly #closed = new AbortController();

  constructor(services: LoadServices, page: PageView, start: LoadStart) {
    this.#services = services;
    this.#page = page;
    this.#draft = start.draft;
    this.#file = start.scenario;
    this.#source = start.source;
    this.#notes = start.notes;
    this.#shown = new ShownRun(services, (parts) => page.show(parts));
    page.setTitle(this.#subject().title);
  }

  /** What this panel tests, so that it can be found again instead of opened twice. */
  get key(): string {
    return keyOf({ scenario: this.#file, draft: this.#draft, source: this.#source });
  }

  /** Ends what runs, at once. */
  dispose(): void {
    this.#closed.abort();
  }

  /** Shows kept runs again: those that are named and still there, otherwise the last one. */
  async restore({ runId, comparedId }: Pick<SavedPage, "runId" | "comparedId">): Promise<void> {
    const { history } = this.#services;
    const records = await history.of(this.#subject().key);
    const shown = (runId === null ? undefined : await history.find(runId)) ?? records[0];
    if (!shown || this.#activity.kind !== "idle") return;
    await this.#shown.show(shown.id);
    if (comparedId !== null) await this.#shown.compareWith(comparedId);
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
      const { id } = this.#shown;
      if (id !== undefined) await this.#services.history.makeBaseline(id);
      return null;
    },
  };

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
    this.#shown.clear();
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
      ...this.#shown.parts,
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
    this.#refuseBusy();
    this.#draft = draft;
    const scenario = this.#scenario();
    const allowed = await allowRun(this.#services, { scenario, source: this.#source, file: this.#file });
    if (!allowed) return;
    await this.#busy(l10n.t("Starting…"), async (signals) => {
      this.#page.show(await this.#check());
      const progress = { show: this.#shown.follow(scenario), say: this.#say };
      const record = await runScenario(this.#services, allowed, progress, signals);
      await this.#shown.show(record.id);
      await this.#shown.judge(record);
    });
  }

  /** Does something long that Stop ends; its failure stays visible until the next start. */
  async #busy(what: string, work: (signals: RunSignals) => Promise<void>): Promise<void> {
    // Questions before a run take time: another one may have started meanwhile.
    this.#refuseBusy();
    const stop = new AbortController();
    this.#stop = stop;
    this.#setActivity({ kind: "running", what });
    this.#shown.set({ failure: null });
    try {
      await work({ stop: stop.signal, abandon: this.#closed.signal });
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      if (!UserError.is(error)) throw error;
      this.#shown.set({ failure: error.message });
    } finally {
      this.#stop = undefined;
      this.#setActivity({ kind: "idle" });
    }
  }

  #refuseBusy(): void {
    if (this.#stop) throw new UserError(l10n.t("A test runs here already; stop it first."));
  }

  #stopRun(): void {
    if (!this.#stop) return;
    this.#setActivity({ kind: "stopping" });
    this.#stop.abort();
  }

  async #choose(what: ReturnType<typeof readChoice>): Promise<void> {
    const { history } = this.#services;
    const records = await history.of(this.#subject().key);
    const shownId = this.#shown.id;
    if (what === "scenario") {
      const file = await chooseScenario(await this.#services.scenarios.list());
      if (file !== undefined) await this.open(file);
    } else if (what === "run") {
      const id = await chooseRun(records);
      if (id !== undefined) await this.#shown.show(id);
    } else if (what === "comparison") {
      const id = await chooseComparison(records.filter((record) => record.id !== shownId));
      if (id !== undefined) await this.#shown.compareWith(id);
    } else if (what === "check") {
      await this.#runCheck(await chooseCheck(this.#source !== null));
    } else {
      await chooseExport(
        this.#services,
        this.#scenario(),
        records.find((record) => record.id === shownId),
      );
    }
  }

  async #runCheck(kind: CheckKind | undefined): Promise<void> {
    if (kind === undefined) return;
    this.#refuseBusy();
    const run = { scenario: this.#scenario(), source: this.#source, file: this.#file };
    const allowed = await allowRun(this.#services, run);
    if (!allowed) return;
    await this.#busy(l10n.t("Starting…"), async (signals) => {
      this.#shown.set({ findings: [], comparison: null, scaling: null });
      const listener = {
        say: this.#say,
        stepped: (scaling: ScalingView) => this.#shown.set({ scaling }),
      };
      this.#shown.set(await runCheck(this.#services, kind, allowed, listener, signals));
    });
  }

  readonly #say = (what: string): void => {
    if (this.#activity.kind === "running") this.#setActivity({ kind: "running", what });
  };

  async #save(): Promise<void> {
    const { scenarios } = this.#services;
    this.#file = await scenarios.save(this.#scenario(), this.#file);
    this.#page.show({ scenario: this.#file, scenarios: await scenarios.list() });
  }

  #setActivity(activity: Activity): void {
    this.#activity = activity;
    this.#page.show({ activity });
  }
}
