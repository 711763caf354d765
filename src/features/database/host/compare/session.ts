import { randomUUID } from "node:crypto";
import { l10n } from "vscode";
import { isCancellation } from "../../../../host/errors.ts";
import type { Handlers } from "../../../../shared/channel.ts";
import { UserError } from "../../../../shared/userError.ts";
import type {
  Abilities,
  Activity,
  ComparePanelHostApi,
  ComparePanelState,
  DryRunView,
  Outcome,
  PlaceView,
  RenameAnswer,
  SavedComparison,
} from "../../comparePanelProtocol.ts";
import type { ToolName } from "../../engine/migrations/migration.ts";
import type { ComparisonReport, SchemaPlace } from "../../protocol.ts";
import type { SavedConnection } from "../savedConnection.ts";
import { describeAdviceChange, readAdvice } from "./adviceChange.ts";
import { appliedSentence, takenBackSentence } from "./appliedSentence.ts";
import { comparisonView, dryRunView, openQuestions } from "./comparisonView.ts";
import { isConfirmed, isWanted } from "./confirm.ts";
import type { CompareParts } from "./parts.ts";
import { migrationFolder, pickPlace, pickTool } from "./pickPlace.ts";
import { readAnswer, readDryRunPlace, readObject, readPanelChoice } from "./readPage.ts";
import { type SavedMigration, saveMigration, textOfSaved } from "./savedMigration.ts";

/** How a session reaches its page. What a hidden page misses, it asks for when it comes back. */
export interface ComparePage {
  show(parts: Partial<ComparePanelState>): void;
  setTitle(title: string): void;
  /** Shows a file where it does not cover the panel. */
  openFile(path: string): Promise<void>;
}

interface Compared {
  readonly report: ComparisonReport;
  readonly folder: string;
}

/** One comparison that a panel shows: two schemas, the migration between them, and what became of it. */
export class CompareSession {
  readonly #parts: CompareParts;
  readonly #page: ComparePage;
  readonly #progressId = randomUUID();
  readonly #closed = new AbortController();
  #from: SchemaPlace;
  #to: SchemaPlace;
  #tool: ToolName | null;
  #answers: readonly RenameAnswer[];
  #compared: Compared | undefined;
  #saved: SavedMigration | undefined;
  /** The migration that was applied from here, for taking it back. */
  #applied: SavedMigration | undefined;
  #dryRun: DryRunView | null = null;
  #outcome: Outcome | null = null;
  #failure: string | null = null;
  #activity: Activity = { kind: "idle" };
  #stop: AbortController | undefined;

  constructor(parts: CompareParts, page: ComparePage, start: SavedComparison) {
    this.#parts = parts;
    this.#page = page;
    this.#from = start.from;
    this.#to = start.to;
    this.#answers = start.answers;
    this.#tool = start.tool as ToolName | null;
    page.setTitle(this.#title());
  }

  /** The same for all panels with the same two sides. */
  get key(): string {
    return JSON.stringify([this.#from, this.#to]);
  }

  /** Says what is being done, when that is for this session. */
  progressed(id: string, what: string): void {
    if (id === this.#progressId && this.#activity.kind === "running")
      this.#setActivity({ kind: "running", what });
  }

  /** Ends what runs. */
  dispose(): void {
    this.#closed.abort();
  }

  /** Reads both sides, compares them, and replays the migration. */
  async compare(): Promise<void> {
    await this.#busy(l10n.t("Comparing"), (signal) => this.#compare(signal));
  }

  /** What the page may call; all of it is checked here. */
  readonly handlers: Handlers<ComparePanelHostApi> = {
    ready: () => this.#state(),
    compare: async () => {
      await this.#renewed();
      return null;
    },
    stop: () => {
      if (this.#stop) {
        this.#setActivity({ kind: "stopping" });
        this.#stop.abort();
      }
      return null;
    },
    answer: async (params) => {
      await this.#answer(readAnswer(params));
      return null;
    },
    choose: async (params) => {
      await this.#choose(readPanelChoice(params));
      return null;
    },
    save: async () => {
      allowed(this.#abilities().save);
      await this.#busy(l10n.t("Saving"), async () => {
        const { paths } = await this.#save();
        this.#setOutcome({
          tone: "plain",
          sentences: [l10n.t("Saved {0}.", paths.join(", "))],
          hasFile: true,
        });
      });
      await this.#openFile();
      return null;
    },
    openFile: async () => {
      await this.#openFile();
      return null;
    },
    dryRun: async (params) => {
      await this.#tryOut(readDryRunPlace(params));
      return null;
    },
    apply: async () => {
      await this.#apply();
      return null;
    },
    takeBack: async () => {
      await this.#takeBack();
      return null;
    },
    showDdl: async (params) => {
      const object = readObject(params);
      const { report } = this.#current();
      const group = report.groups.find((one) => one.object === object);
      if (!group) throw new UserError(l10n.t("This object is not part of the comparison."));
      await this.#parts.ddl.showDifference(report.id, object, group.title);
      return null;
    },
  };

  async #compare(signal: AbortSignal): Promise<void> {
    const folder = await migrationFolder();
    const params = {
      from: this.#from,
      to: this.#to,
      folder,
      renames: this.#answers.filter(({ isRename }) => isRename).map(namesOf),
      progressId: this.#progressId,
      ...(this.#tool !== null && { tool: this.#tool }),
    };
    const report = await this.#parts.process.call("compareSchemas", params, signal);
    this.#compared = { report, folder };
    this.#saved = undefined;
    this.#dryRun = null;
    this.#page.show({ ...this.#results(), dryRun: null });
  }

  /** Compares again; answers that no longer fit anything are forgotten, and asked for anew. */
  async #renewed(): Promise<void> {
    await this.#busy(l10n.t("Comparing"), async (signal) => {
      this.#setOutcome(null);
      await this.#compareAnew(signal);
    });
  }

  async #compareAnew(signal: AbortSignal): Promise<void> {
    try {
      await this.#compare(signal);
    } catch (error) {
      if (!UserError.is(error) || !this.#answers.some(({ isRename }) => isRename)) throw error;
      this.#answers = [];
      await this.#compare(signal);
    }
  }

  async #answer({ from, to, isRename }: ReturnType<typeof readAnswer>): Promise<void> {
    this.#refuseBusy();
    const others = this.#answers.filter((answer) => answer.from !== from || answer.to !== to);
    const isKnown =
      others.length < this.#answers.length ||
      this.#questions().some((question) => question.from === from && question.to === to);
    if (!isKnown) throw new UserError(l10n.t("Nobody asked about this rename."));
    const hadRename = this.#answers.some(
      (answer) => answer.from === from && answer.to === to && answer.isRename,
    );
    this.#answers = isRename === null ? others : [...others, { from, to, isRename }];
    this.#page.show(this.#results());
    // "Drop and add" is what the migration does already.
    if (isRename === true || hadRename) await this.#renewed();
  }

  async #choose(what: ReturnType<typeof readPanelChoice>): Promise<void> {
    this.#refuseBusy();
    const before = this.key;
    if (what === "tool") {
      const tool = await pickTool(this.#compared?.report.tool);
      if (tool === undefined) return;
      this.#tool = tool;
    } else if (what === "swap") {
      [this.#from, this.#to] = [this.#to, this.#from];
    } else {
      const place = await pickPlace(this.#parts.store, what === "from" ? this.#to : this.#from, what);
      if (!place) return;
      if (what === "from") this.#from = place;
      else this.#to = place;
    }
    if (this.key !== before) {
      this.#answers = [];
      this.#applied = undefined;
      this.#compared = undefined;
    }
    this.#page.setTitle(this.#title());
    this.#page.show(this.#state());
    await this.#renewed();
  }

  async #tryOut(on: "copy" | "database"): Promise<void> {
    const connection = this.#liveSource(this.#abilities().dryRun);
    const question = l10n.t("Run the migration on {0} and roll it back?", connection.name);
    const detail = [
      l10n.t("It takes its locks for real until it is rolled back, and waits two seconds for each at most."),
    ];
    if (on === "database" && !(await isWanted(question, detail, l10n.t("Run and Roll Back")))) return;
    await this.#busy(l10n.t("Trying the migration"), async (signal) => {
      const { path, text, root } = await this.#runnable();
      const report = await this.#parts.process.call(
        "dryRunMigration",
        { connectionId: connection.id, path, text, root, direction: "up", on, progressId: this.#progressId },
        signal,
      );
      const where =
        on === "copy"
          ? l10n.t("a copy of the schema of {0}", connection.name)
          : l10n.t("{0}, rolled back", connection.name);
      this.#dryRun = dryRunView(report, where);
      this.#page.show({ dryRun: this.#dryRun });
    });
  }

  async #apply(): Promise<void> {
    const connection = this.#liveSource(this.#abilities().apply);
    const saved = this.#saved ?? (await this.#save());
    const { isEdited, text } = await textOfSaved(saved);
    const { losses, proof, summary } = this.#current().report;
    const detail = [
      ...losses.map(({ message }) => message),
      ...(isEdited ? [l10n.t("The file was edited after it was proven.")] : [summary]),
      ...(proof.unproven.length > 0
        ? [l10n.t("Not proven: {0}", proof.unproven.map(({ object }) => object).join(", "))]
        : []),
    ];
    const question = l10n.t("Apply {0} to {1}?", saved.run, connection.name);
    if (!(await isWanted(question, detail, l10n.t("Apply")))) return;
    if (!(await isConfirmed(connection))) return;
    await this.#busy(l10n.t("Applying the migration"), async (signal) => {
      const { process, tree } = this.#parts;
      const advice = await readAdvice(process, connection.id, signal);
      const applied = await process.call("applyMigration", this.#run(connection, saved, text, "up"), signal);
      this.#applied = saved;
      await tree.refresh(connection.id);
      this.#answers = [];
      await this.#compare(signal);
      const rest = this.#current().report.files.length;
      const sentences = [
        appliedSentence(connection.name, applied),
        rest === 0
          ? l10n.t("Verified: {0} is as {1} says.", connection.name, this.#placeView(this.#to).name)
          : l10n.t("{0} still differs: what is left is below.", connection.name),
        ...describeAdviceChange(advice, await readAdvice(process, connection.id, signal)),
      ];
      this.#setOutcome({ tone: rest === 0 ? "good" : "plain", sentences, hasFile: true });
    });
  }

  async #takeBack(): Promise<void> {
    const saved = this.#applied;
    const connection = this.#liveSource(this.#abilities().takeBack ?? null);
    if (!saved) throw new UserError(l10n.t("Nothing was applied from here."));
    const { text } = await textOfSaved(saved);
    const question = l10n.t("Take {0} back from {1}?", saved.run, connection.name);
    if (!(await isWanted(question, saved.irreversible, l10n.t("Take Back")))) return;
    if (!(await isConfirmed(connection))) return;
    await this.#busy(l10n.t("Taking the migration back"), async (signal) => {
      const { process, tree } = this.#parts;
      const undone = await process.call("applyMigration", this.#run(connection, saved, text, "down"), signal);
      this.#applied = undefined;
      await tree.refresh(connection.id);
      await this.#compareAnew(signal);
      this.#saved = saved;
      const sentences = [takenBackSentence(connection.name, undone)];
      this.#setOutcome({ tone: "plain", sentences, hasFile: true });
    });
  }

  #run({ id }: SavedConnection, { run, folder }: SavedMigration, text: string, direction: "up" | "down") {
    return {
      connectionId: id,
      path: run,
      text,
      root: folder,
      direction,
      progressId: this.#progressId,
    };
  }

  async #save(): Promise<SavedMigration> {
    const { report, folder } = this.#current();
    this.#saved ??= await saveMigration(report, folder);
    return this.#saved;
  }

  /** The migration as a file says it, or as it would be saved. */
  async #runnable(): Promise<{ readonly path: string; readonly text: string; readonly root: string }> {
    const { report, folder } = this.#current();
    if (this.#saved)
      return { path: this.#saved.run, text: (await textOfSaved(this.#saved)).text, root: folder };
    const [path = ""] = report.runs;
    const text = report.files.find((file) => file.path === path)?.text ?? "";
    return { path, text, root: folder };
  }

  async #openFile(): Promise<void> {
    const saved = this.#saved ?? this.#applied;
    if (saved) await this.#page.openFile(saved.absolutePath);
  }

  /** Does something long that Stop ends; its failure stays visible until the next one. */
  async #busy(what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#refuseBusy();
    const stop = new AbortController();
    this.#stop = stop;
    this.#failure = null;
    this.#page.show({ failure: null });
    this.#setActivity({ kind: "running", what });
    try {
      await work(AbortSignal.any([stop.signal, this.#closed.signal]));
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      if (isCancellation(error)) this.#failure = l10n.t("Stopped.");
      else if (UserError.is(error)) this.#failure = error.message;
      else throw error;
      this.#page.show({ failure: this.#failure });
    } finally {
      this.#stop = undefined;
      this.#setActivity({ kind: "idle" });
      this.#page.show({ can: this.#abilities(), saved: this.#kept() });
    }
  }

  #refuseBusy(): void {
    if (this.#stop) throw new UserError(l10n.t("Something runs here already; stop it first."));
  }

  #current(): Compared {
    if (this.#compared) return this.#compared;
    throw new UserError(l10n.t("Compare the schemas first."));
  }

  /** The connection that is changed. @throws UserError with the reason why nothing can be. */
  #liveSource(reason: string | null): SavedConnection {
    const connection =
      this.#from.kind === "connection" ? this.#parts.store.find(this.#from.connectionId) : undefined;
    allowed(reason);
    if (!connection) throw new UserError(l10n.t("This connection is gone; choose another one."));
    return connection;
  }

  #questions() {
    return this.#compared ? openQuestions(this.#compared.report, this.#answers) : [];
  }

  #abilities(): Abilities {
    const [busy, nothing] = [
      this.#stop ? l10n.t("Something is running.") : null,
      this.#compared === undefined
        ? l10n.t("Nothing has been compared yet.")
        : this.#compared.report.files.length === 0
          ? l10n.t("There is no difference.")
          : null,
    ];
    const asked = this.#questions().length > 0 ? l10n.t("Answer the questions about renames first.") : null;
    const files =
      this.#from.kind === "files" ? l10n.t("The left side is files; only a database can be changed.") : null;
    return {
      save: busy ?? nothing ?? asked,
      dryRun: busy ?? nothing ?? asked ?? files,
      apply: busy ?? nothing ?? asked ?? files,
      ...(this.#applied && { takeBack: busy ?? files }),
    };
  }

  #results(): Pick<ComparePanelState, "comparison" | "answers" | "can" | "saved"> {
    return {
      comparison: this.#compared ? comparisonView(this.#compared.report, this.#answers) : null,
      answers: this.#answers,
      can: this.#abilities(),
      saved: this.#kept(),
    };
  }

  #state(): ComparePanelState {
    return {
      from: this.#placeView(this.#from),
      to: this.#placeView(this.#to),
      activity: this.#activity,
      dryRun: this.#dryRun,
      outcome: this.#outcome,
      failure: this.#failure,
      ...this.#results(),
    };
  }

  #kept(): SavedComparison {
    return { from: this.#from, to: this.#to, answers: this.#answers, tool: this.#tool };
  }

  #placeView(place: SchemaPlace): PlaceView {
    if (place.kind === "files") return { kind: "files", name: place.label, role: null };
    const connection = this.#parts.store.find(place.connectionId);
    return {
      kind: "connection",
      name: connection?.name ?? l10n.t("a connection that is gone"),
      role: connection?.role ?? null,
    };
  }

  #title(): string {
    return l10n.t("Compare {0} with {1}", this.#placeView(this.#from).name, this.#placeView(this.#to).name);
  }

  #setActivity(activity: Activity): void {
    this.#activity = activity;
    this.#page.show({ activity, can: this.#abilities() });
  }

  #setOutcome(outcome: Outcome | null): void {
    this.#outcome = outcome;
    this.#page.show({ outcome });
  }
}

/** @throws UserError with the reason why something cannot be done */
function allowed(reason: string | null): void {
  if (reason !== null) throw new UserError(reason);
}

/** Ids without their kinds, as a comparison takes them. */
function namesOf({ from, to }: RenameAnswer): { readonly from: string; readonly to: string } {
  const nameOf = (id: string) => id.slice(id.indexOf(" ") + 1);
  return { from: nameOf(from), to: nameOf(to) };
}
