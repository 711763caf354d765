import type { ComparisonView, Outcome } from "../../src/features/database/comparePanelProtocol.ts";
import { h } from "../shared/dom.ts";

/** What is lost, before anything else; and what came of the last thing that was done. */
export function createNotices(actions: { readonly openFile: () => void }) {
  const lost = h("ul", {});
  const losses = h(
    "section",
    { class: "losses", "aria-label": "Data is lost", hidden: true },
    h("h2", {}, "Data is lost"),
    lost,
  );
  const said = h("div", {});
  const open = h("button", { type: "button", class: "link", click: actions.openFile }, "Open the file");
  const outcome = h("section", { class: "outcome", "aria-label": "Outcome", hidden: true }, said, open);
  return {
    element: h("div", { class: "notices" }, outcome, losses),
    update(comparison: ComparisonView | null, last: Outcome | null): void {
      losses.hidden = !comparison || comparison.losses.length === 0;
      lost.replaceChildren(...(comparison?.losses ?? []).map((text) => h("li", {}, text)));
      outcome.hidden = !last;
      outcome.classList.toggle("good", last?.tone === "good");
      said.replaceChildren(...(last?.sentences ?? []).map((text) => h("p", {}, text)));
      open.hidden = last?.hasFile !== true;
    },
  };
}
