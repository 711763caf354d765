import type { ComparisonView, RenameAnswer } from "../../src/features/database/comparePanelProtocol.ts";
import { h } from "../shared/dom.ts";
import type { PageActions } from "./page.ts";

/** Questions about renames, which are never guessed; and the answers, which can be taken back. */
export function createQuestions(answer: PageActions["answer"]) {
  const list = h("ul", {});
  const element = h(
    "section",
    { class: "questions", "aria-label": "Renames", hidden: true },
    h("h2", {}, "Is it the same under a new name?"),
    list,
  );
  return {
    element,
    update(comparison: ComparisonView | null, answers: readonly RenameAnswer[]): void {
      const open = comparison?.questions ?? [];
      element.hidden = open.length + answers.length === 0;
      list.replaceChildren(
        ...open.map(({ from, to, reason }) => {
          const button = (title: string, isRename: boolean) =>
            h(
              "button",
              {
                type: "button",
                class: "secondary",
                "aria-label": `${title}: ${from} and ${to}`,
                click: () => answer({ from, to, isRename }),
              },
              title,
            );
          return h(
            "li",
            {},
            h("span", { class: "pair" }, h("code", {}, from), " → ", h("code", {}, to)),
            h("span", { class: "hint" }, reason),
            h("span", { class: "buttons" }, button("It Is a Rename", true), button("Drop and Add", false)),
          );
        }),
        ...answers.map(({ from, to, isRename }) =>
          h(
            "li",
            { class: "answered" },
            h("span", { class: "pair" }, h("code", {}, from), " → ", h("code", {}, to)),
            h("span", { class: "hint" }, isRename ? "A rename: its data stays." : "Dropped and added."),
            h(
              "button",
              {
                type: "button",
                class: "link",
                "aria-label": `Ask again about ${from} and ${to}`,
                click: () => answer({ from, to, isRename: null }),
              },
              "Ask again",
            ),
          ),
        ),
      );
    },
  };
}
