import type { CheckView, ComparisonView } from "../../src/features/database/comparePanelProtocol.ts";
import { h } from "../shared/dom.ts";

/** What was proven, and by name what was not. */
export function createProof() {
  const line = h("p", { class: "line" });
  const details = h("ul", { class: "unproven" });
  const element = h("section", { class: "proof", "aria-label": "Proof", hidden: true }, line, details);
  return {
    element,
    update(comparison: ComparisonView | null): void {
      element.hidden = !comparison || (comparison.isEqual && comparison.unproven.length === 0);
      if (!comparison) return;
      const { isEqual, isProven, checks, unmodelled, unproven, notes } = comparison;
      element.classList.toggle("good", isProven);
      const verdict = isEqual ? "Compared" : isProven ? "Proven" : "Not proven completely";
      line.replaceChildren(
        h("strong", {}, verdict),
        ...checks.map(check),
        h(
          "span",
          { class: "unmodelled" },
          `not modelled: ${unmodelled.length === 0 ? "—" : unmodelled.join(", ")}`,
        ),
      );
      details.replaceChildren(
        ...unproven.map((text) => h("li", {}, h("strong", {}, "Not proven: "), text)),
        ...notes.map((text) => h("li", { class: "note" }, text)),
      );
      details.hidden = unproven.length + notes.length === 0;
    },
  };
}

function check({ name, ok, detail }: CheckView): HTMLElement {
  return h(
    "span",
    { class: ok ? "check ok" : "check failed", ...(detail !== null && { title: detail }) },
    `${name} `,
    h("span", { class: "glyph", role: "img", "aria-label": ok ? "holds" : "does not hold" }, ok ? "✓" : "✗"),
  );
}
