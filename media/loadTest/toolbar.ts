import type { ChoiceName, PanelState } from "../../src/features/loadTest/panelProtocol.ts";
import { h, setText } from "../shared/dom.ts";
import { entryText } from "./wording.ts";

export interface ToolbarActions {
  readonly choose: (what: ChoiceName) => void;
  readonly saveScenario: () => void;
  readonly saveBaseline: () => void;
}

/** Which scenario, which run, compared with what; and what can be done with them. */
export function createToolbar(actions: ToolbarActions) {
  const button = (title: string, click: () => void) =>
    h("button", { type: "button", class: "secondary", click }, title);
  const chooser = (label: string, what: ChoiceName) => {
    const value = h("span", { class: "chosen" });
    const element = h(
      "button",
      {
        type: "button",
        class: "secondary chooser",
        "aria-haspopup": "listbox",
        click: () => actions.choose(what),
      },
      h("span", { class: "label" }, `${label}: `),
      value,
    );
    return { element, show: (text: string) => setText(value, text) };
  };

  const scenario = chooser("Scenario", "scenario");
  const run = chooser("Run", "run");
  const comparison = chooser("Compared with", "comparison");
  const save = button("Save Scenario", () => actions.saveScenario());
  const baseline = button("Save as Baseline", () => actions.saveBaseline());
  const checks = button("Check…", () => actions.choose("check"));
  const exports = button("Export…", () => actions.choose("export"));

  return {
    element: h(
      "div",
      { class: "toolbar", role: "group", "aria-label": "Scenario and run" },
      scenario.element,
      save,
      run.element,
      comparison.element,
      baseline,
      checks,
      exports,
    ),
    update({
      scenario: file,
      scenarios,
      run: shown,
      history,
      comparison: compared,
      activity,
    }: PanelState): void {
      const isIdle = activity.kind === "idle";
      const entry = history.find(({ id }) => id === shown?.id);
      scenario.show(
        file === null ? "not saved" : (scenarios.find((each) => each.file === file)?.name ?? file),
      );
      run.show(entry ? entryText(entry) : isIdle ? "none yet" : "this one");
      run.element.disabled = !isIdle || history.length === 0;
      comparison.show(compared ? entryText(compared.entry) : "nothing");
      comparison.element.disabled = history.length < (entry ? 2 : 1);
      checks.disabled = !isIdle;
      baseline.disabled = !isIdle || !entry || entry.isBaseline;
    },
  };
}
