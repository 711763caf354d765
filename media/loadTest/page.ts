import type {
  Checked,
  ChoiceName,
  Draft,
  LatencyKind,
  PanelState,
  RunView,
  TargetView,
  WindowView,
} from "../../src/features/loadTest/panelProtocol.ts";
import { createAnnouncer } from "./announcer.ts";
import { ChartCard } from "./charts/chartCard.ts";
import { onThemeChange } from "./charts/palette.ts";
import { scalingDrawing } from "./charts/scalingChart.ts";
import { spectrumDrawing } from "./charts/spectrumChart.ts";
import { statusDrawing } from "./charts/statusChart.ts";
import { percentilesDrawing, throughputDrawing } from "./charts/timeCharts.ts";
import { h, setText } from "../shared/dom.ts";
import { createFindings } from "./findings.ts";
import { createForm } from "./form.ts";
import { createProblems } from "./problems.ts";
import { createTiles } from "./tiles.ts";
import { createToolbar } from "./toolbar.ts";
import { draftText, latencyKinds, phases, runSentence } from "./wording.ts";

/** What the page asks of its host. */
export interface PageActions {
  readonly edit: (draft: Draft) => void;
  readonly start: (draft: Draft) => void;
  readonly stop: () => void;
  readonly choose: (what: ChoiceName, draft: Draft) => void;
  readonly saveScenario: (draft: Draft) => void;
  readonly saveBaseline: () => void;
  readonly setSecret: (name: string) => void;
}

/** The panel's page: its parts, and how they follow the state. */
export function createPage(actions: PageActions) {
  let state: PanelState | undefined;
  let kind: LatencyKind = "latency";
  let shownTarget = 0;

  const announcer = createAnnouncer();
  const form = createForm({
    edit: actions.edit,
    submit: () => startOrStop("start"),
    setSecret: actions.setSecret,
  });
  const toolbar = createToolbar({
    choose: (what) => actions.choose(what, form.draft()),
    saveScenario: () => actions.saveScenario(form.draft()),
    saveBaseline: actions.saveBaseline,
  });
  const start = h("button", { type: "button", class: "primary", click: () => startOrStop() }, "Start");
  const disclosure = h("button", {
    type: "button",
    class: "link summary",
    "aria-expanded": "false",
    "aria-controls": "configuration",
  });
  disclosure.addEventListener("click", () => unfold(form.details.hidden === true));
  const progress = h("progress", { "aria-label": "Progress of the run", max: "1", value: "0" });
  const status = h("p", { class: "status" });
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const bottleneck = h("p", { class: "bottleneck", hidden: true });
  const tiles = createTiles();
  const findings = createFindings();
  const problems = createProblems();
  const targetSwitch = h("select", { id: "target", change: () => chooseTarget() });
  const targetField = h(
    "div",
    { class: "switch", hidden: true },
    h("label", { for: "target" }, "Target shown"),
    targetSwitch,
  );
  const kindSwitch = h(
    "select",
    { id: "kind", "aria-describedby": "kind-meaning", change: () => chooseKind() },
    ...Object.entries(latencyKinds).map(([value, { title }]) => h("option", { value }, title)),
  );
  const meaning = h("p", { class: "hint", id: "kind-meaning" });
  const timeView = () => ({ windows: windows(), other: otherWindows(), seconds: plannedSeconds(state?.run) });
  const charts = [
    new ChartCard("Throughput", (palette) => throughputDrawing(timeView(), palette)),
    new ChartCard("Percentiles over time", (palette) => percentilesDrawing(timeView(), palette)),
    new ChartCard("Status codes", (palette) => statusDrawing(timeView(), palette)),
    new ChartCard("Distribution", (palette) =>
      spectrumDrawing({ target: target(), other: otherTarget(), kind }, palette),
    ),
  ];
  const scaling = new ChartCard("Throughput by connections", (palette) =>
    scalingDrawing(state?.scaling, palette),
  );
  const scalingCards = h("div", { class: "cards scaling", hidden: true }, scaling.element);
  const [throughput, percentiles, statuses, spectrum] = charts.map(({ element }) => element);
  // Before the first run there is nothing to see, and empty frames say nothing.
  const figures = h(
    "div",
    { class: "figures", hidden: true },
    bottleneck,
    tiles.element,
    findings.element,
    scalingCards,
    h(
      "div",
      { class: "switches" },
      targetField,
      h("div", { class: "switch" }, h("label", { for: "kind" }, "Latency shown"), kindSwitch, meaning),
    ),
    h(
      "div",
      { class: "cards time" },
      ...[throughput, percentiles, statuses].filter((each) => each !== undefined),
    ),
    h("div", { class: "cards detail" }, ...[spectrum, problems.element].filter((each) => each !== undefined)),
  );
  const results = h("div", { class: "results" }, h("div", { class: "run" }, status, progress), figures);
  const element = h(
    "main",
    {},
    h("h1", { class: "hidden" }, "Load test"),
    h("div", { class: "head" }, form.line, start),
    h("div", { class: "under" }, disclosure),
    error,
    form.notes,
    form.details,
    toolbar.element,
    results,
    announcer.element,
  );
  unfold(false);
  onThemeChange(() => [...charts, scaling].forEach((chart) => chart.rebuild()));

  function target(): TargetView | undefined {
    return state?.run?.targets[shownTarget] ?? state?.run?.targets[0];
  }

  /** The run that was chosen for comparison, or the other of two targets. */
  function otherTarget(): TargetView | undefined {
    return (
      state?.comparison?.targets[shownTarget] ??
      state?.comparison?.targets[0] ??
      state?.run?.targets[1 - shownTarget]
    );
  }

  function windows(): readonly WindowView[] {
    return state?.series[shownTarget] ?? [];
  }

  function otherWindows(): readonly WindowView[] {
    const compared = state?.comparison?.series;
    return compared?.[shownTarget] ?? compared?.[0] ?? state?.series[1 - shownTarget] ?? [];
  }

  function unfold(open: boolean): void {
    form.details.hidden = !open;
    disclosure.setAttribute("aria-expanded", String(open));
  }

  function startOrStop(only?: "start"): void {
    const isIdle = state?.activity.kind === "idle";
    if (!isIdle && only === "start") return;
    if (isIdle) actions.start(form.draft());
    else actions.stop();
  }

  function chooseKind(): void {
    kind = kindSwitch.value as LatencyKind;
    updateFigures();
    charts[3]?.update();
  }

  function chooseTarget(): void {
    shownTarget = targetSwitch.selectedIndex;
    updateFigures();
    for (const chart of charts) chart.update();
  }

  function updateFigures(): void {
    setText(meaning, latencyKinds[kind].meaning);
    tiles.update({ run: state?.run ?? null, target: target(), other: otherTarget(), kind });
    problems.update(target());
  }

  function updateRun(run: RunView | null): void {
    const labels = run?.targets.map(({ label }) => label) ?? [];
    targetField.hidden = labels.length < 2;
    if ([...targetSwitch.options].map(({ text }) => text).join("\n") !== labels.join("\n")) {
      targetSwitch.replaceChildren(...labels.map((label) => h("option", {}, label)));
      shownTarget = 0;
    }
    bottleneck.hidden = !run?.generator.bottleneck;
    setText(bottleneck, run?.generator.bottleneck ?? "");
    figures.classList.toggle("findings-only", !run);
    if (run) announcer.say(runSentence(run));
  }

  function updateActivity({ activity, run, scaling }: PanelState): void {
    const isIdle = activity.kind === "idle";
    setText(start, isIdle ? "Start" : activity.kind === "stopping" ? "Stopping…" : "Stop");
    start.disabled = activity.kind === "stopping";
    progress.hidden = isIdle;
    const share = run?.id === "live" && run.seconds ? Math.max(0, run.elapsed) / run.seconds : undefined;
    if (share === undefined) progress.removeAttribute("value");
    else progress.value = Math.min(share, 1);
    setText(status, statusText(activity, run, scaling));
  }

  return {
    element,
    draft: () => form.draft(),
    get state(): PanelState | undefined {
      return state;
    },
    /** Shows the parts that changed. */
    show(parts: Partial<PanelState>): void {
      // Until the first, complete state has come, there is nothing that parts could belong to.
      if (!state && !parts.draft) return;
      state = { ...state, ...parts } as PanelState;
      if (parts.draft) {
        form.fill(parts.draft);
        setText(disclosure, draftText(parts.draft));
      }
      if (parts.problems) this.check(state);
      if (parts.run !== undefined) updateRun(state.run);
      if (parts.run !== undefined || parts.comparison !== undefined) updateFigures();
      figures.hidden = !state.run && !state.scaling && state.findings.length === 0;
      if (parts.scaling !== undefined) {
        scalingCards.hidden = !state.scaling;
        scaling.update();
      }
      if (parts.findings ?? parts.comparison !== undefined) {
        findings.update([...state.findings, ...(state.comparison?.findings ?? [])]);
      }
      if (parts.series ?? parts.comparison !== undefined)
        for (const chart of charts.slice(0, 3)) chart.update();
      if (parts.run !== undefined || parts.comparison !== undefined) charts[3]?.update();
      if (parts.failure !== undefined) this.fail(parts.failure);
      toolbar.update(state);
      updateActivity(state);
    },
    check(checked: Checked): void {
      form.check(checked);
      setText(disclosure, draftText(form.draft()));
    },
    /** Says what went wrong; null takes it away. */
    fail(sentence: string | null): void {
      error.hidden = sentence === null;
      setText(error, sentence ?? "");
    },
    /** Leads to the first field that needs a change. */
    showProblem(): void {
      unfold(true);
      element.querySelector<HTMLElement>("[aria-invalid]")?.focus();
    },
  };
}

/** How long the axes of time are; a run that was stopped ends where it ended. */
function plannedSeconds(run: RunView | null | undefined): number {
  return (run?.phase === "stopped" ? run.elapsed : run?.seconds) ?? 0;
}

function statusText(
  activity: PanelState["activity"],
  run: RunView | null,
  scaling: PanelState["scaling"],
): string {
  if (activity.kind === "running" && run?.id !== "live") return activity.what;
  const steps = scaling?.steps ?? [];
  if (!run && steps.length > 0)
    return `Scaling · ${steps.length} ${steps.length === 1 ? "step" : "steps"}, up to ${steps.at(-1)?.concurrency ?? 0} connections`;
  if (!run) return "Press Start to run the test.";
  const seconds = Math.max(0, Math.floor(run.elapsed));
  const time = run.seconds === null ? `${seconds} s` : `${seconds} of ${Math.round(run.seconds)} s`;
  return `${phases[run.phase]} · ${time} · ${run.summary}`;
}
