import type {
  ComparePanelState,
  PanelChoice,
  RenameAnswer,
} from "../../src/features/database/comparePanelProtocol.ts";
import { createAnnouncer } from "../loadTest/announcer.ts";
import { h, setText } from "../shared/dom.ts";
import { createHead } from "./head.ts";
import { createMigration } from "./migration.ts";
import { createNotices } from "./notices.ts";
import { createProof } from "./proof.ts";
import { createQuestions } from "./questions.ts";
import { createTree } from "./tree.ts";
import { comparedSentence, statusText } from "./wording.ts";

/** What the page asks of its host. */
export interface PageActions {
  readonly compare: () => void;
  readonly stop: () => void;
  readonly answer: (answer: Omit<RenameAnswer, "isRename"> & { readonly isRename: boolean | null }) => void;
  readonly choose: (what: PanelChoice) => void;
  readonly save: () => void;
  readonly openFile: () => void;
  readonly dryRun: (on: "copy" | "database") => void;
  readonly apply: () => void;
  readonly takeBack: () => void;
  readonly showDdl: (object: string) => void;
}

/** The panel's page: its parts, and how they follow the state. */
export function createPage(actions: PageActions) {
  let state: ComparePanelState | undefined;

  const announcer = createAnnouncer();
  const head = createHead(actions);
  const progress = h("progress", { "aria-label": "Progress", hidden: true });
  const status = h("p", { class: "status" });
  const stop = h("button", { type: "button", class: "secondary", hidden: true, click: actions.stop }, "Stop");
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const proof = createProof();
  const notices = createNotices({ openFile: actions.openFile });
  const questions = createQuestions(actions.answer);
  const tree = createTree({ showDdl: actions.showDdl, select: (objects) => migration.mark(objects) });
  const migration = createMigration({ dryRunOnDatabase: () => actions.dryRun("database") });
  const columns = h("div", { class: "columns", hidden: true }, tree.element, migration.element);
  const element = h(
    "main",
    {},
    h("h1", { class: "hidden" }, "Compare schemas"),
    head.element,
    h("div", { class: "run" }, status, progress, stop),
    error,
    notices.element,
    proof.element,
    questions.element,
    columns,
    announcer.element,
  );

  function updateActivity({ activity, comparison }: ComparePanelState): void {
    const isIdle = activity.kind === "idle";
    progress.hidden = isIdle;
    stop.hidden = isIdle;
    stop.disabled = activity.kind === "stopping";
    setText(stop, activity.kind === "stopping" ? "Stopping…" : "Stop");
    const text = statusText(activity, comparison);
    setText(status, text);
    announcer.say(text);
  }

  return {
    element,
    /** Shows the parts that changed. */
    show(parts: Partial<ComparePanelState>): void {
      // Until the first, complete state has come, there is nothing that parts could belong to.
      if (!state && !parts.from) return;
      state = { ...state, ...parts } as ComparePanelState;
      head.update(state);
      if (parts.comparison !== undefined) {
        tree.update(state.comparison?.groups ?? []);
        proof.update(state.comparison);
        columns.hidden = !state.comparison || state.comparison.isEqual;
        if (state.comparison) announcer.say(comparedSentence(state.comparison));
      }
      if (parts.comparison !== undefined || parts.dryRun !== undefined)
        migration.update(state.comparison, state.dryRun);
      migration.allow(state.can.dryRun === null);
      if (parts.comparison !== undefined || parts.answers) questions.update(state.comparison, state.answers);
      if (parts.comparison !== undefined || parts.outcome !== undefined)
        notices.update(state.comparison, state.outcome);
      if (parts.outcome) announcer.say(parts.outcome.sentences.join(" "));
      if (parts.failure !== undefined) this.fail(parts.failure);
      updateActivity(state);
    },
    /** Says what went wrong; null takes it away. */
    fail(sentence: string | null): void {
      error.hidden = sentence === null;
      setText(error, sentence ?? "");
    },
  };
}
