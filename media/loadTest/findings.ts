import type { Finding } from "../../src/features/loadTest/panelProtocol.ts";
import { h } from "../shared/dom.ts";

const glyphs: Readonly<Record<Finding["tone"], readonly [glyph: string, meaning: string]>> = {
  good: ["✓", "Good"],
  bad: ["✗", "Bad"],
  note: ["·", "Note"],
};

/** What a run came to, in plain words. */
export function createFindings() {
  const list = h("ul", {});
  const element = h(
    "section",
    { class: "findings", "aria-label": "Findings", hidden: true },
    h("h2", {}, "Findings"),
    list,
  );
  return {
    element,
    update(findings: readonly Finding[]): void {
      element.hidden = findings.length === 0;
      list.replaceChildren(...findings.map(line));
    },
  };
}

function line({ tone, text, detail, command }: Finding): HTMLElement {
  const [glyph, meaning] = glyphs[tone];
  return h(
    "li",
    { class: tone },
    h("span", { class: "glyph", role: "img", "aria-label": meaning }, glyph),
    h(
      "div",
      {},
      h("p", {}, text),
      ...(detail === undefined ? [] : [h("p", { class: "detail" }, detail)]),
      ...(command === undefined
        ? []
        : [h("pre", { tabindex: "0", "aria-label": "Command that repeats it" }, command)]),
    ),
  );
}
