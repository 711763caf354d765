import type { ComparePanelState, PanelChoice } from "../../src/features/database/comparePanelProtocol.ts";
import { h, setAttribute, setText } from "../shared/dom.ts";
import { placeText } from "./wording.ts";

export interface HeadActions {
  readonly compare: () => void;
  readonly choose: (what: PanelChoice) => void;
  readonly save: () => void;
  readonly dryRun: (on: "copy" | "database") => void;
  readonly apply: () => void;
  readonly takeBack: () => void;
}

/** Both sides, and what can be done. */
export function createHead(actions: HeadActions) {
  const side = (label: string, what: "from" | "to") => {
    const value = h("span", {});
    const element = h(
      "button",
      {
        type: "button",
        class: "secondary chooser side",
        "aria-haspopup": "listbox",
        click: () => actions.choose(what),
      },
      h("span", { class: "hidden" }, `${label}: `),
      value,
    );
    return { element, show: (text: string) => setText(value, text) };
  };
  const button = (title: string, click: () => void, look = "secondary") =>
    h("button", { type: "button", class: look, click }, title);

  const from = side("What is", "from");
  const to = side("What is wanted", "to");
  const swap = h(
    "button",
    {
      type: "button",
      class: "secondary",
      "aria-label": "Swap the sides",
      click: () => actions.choose("swap"),
    },
    "⇄",
  );
  const tool = h("span", {});
  const format = h(
    "button",
    {
      type: "button",
      class: "secondary chooser",
      "aria-haspopup": "listbox",
      click: () => actions.choose("tool"),
    },
    "Format: ",
    tool,
  );
  const compare = button("Compare", actions.compare);
  const save = button("Save Migration", actions.save);
  const dryRun = button("Dry Run", () => actions.dryRun("copy"));
  const apply = button("Apply…", actions.apply, "primary");
  const takeBack = button("Take Back…", actions.takeBack);
  const why = h("p", { class: "hint", id: "why-not" });

  /** A button that cannot be used says why. */
  function allow(element: HTMLButtonElement, reason: string | null | undefined): void {
    element.disabled = reason !== null;
    setAttribute(element, "title", reason ?? false);
    setAttribute(element, "aria-describedby", reason == null ? false : "why-not");
  }

  return {
    element: h(
      "header",
      { class: "head" },
      h(
        "div",
        { class: "sides", role: "group", "aria-label": "The two sides" },
        from.element,
        h("span", { class: "arrow", "aria-hidden": "true" }, "→"),
        to.element,
        swap,
      ),
      h(
        "div",
        { class: "actions", role: "group", "aria-label": "What to do" },
        compare,
        format,
        save,
        dryRun,
        apply,
        takeBack,
      ),
      why,
    ),
    update({ from: source, to: target, activity, comparison, can }: ComparePanelState): void {
      const isIdle = activity.kind === "idle";
      from.show(placeText(source));
      to.show(placeText(target));
      for (const element of [from.element, to.element, swap, compare, format]) element.disabled = !isIdle;
      setText(compare, comparison ? "Compare Again" : "Compare");
      compare.className = comparison ? "secondary" : "primary";
      setText(tool, comparison?.tool ?? "recognised");
      allow(save, can.save);
      allow(dryRun, can.dryRun);
      allow(apply, can.apply);
      takeBack.hidden = can.takeBack === undefined;
      allow(takeBack, can.takeBack);
      const isWorthSaying = isIdle && comparison !== null && !comparison.isEqual;
      setText(why, isWorthSaying ? (can.save ?? can.apply ?? "") : "");
      why.hidden = why.textContent === "";
    },
  };
}
