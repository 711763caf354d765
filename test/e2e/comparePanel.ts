import { AxeBuilder } from "@axe-core/playwright";
import type { FrameLocator, Locator } from "@playwright/test";
import type { Theme, Workbench } from "../support/vscode/workbench.ts";
import { expect } from "./journey.ts";
import { pageFrames } from "./loadTestPanel.ts";

/** What VS Code marks a page with, by theme. */
const bodyClasses: Readonly<Record<Theme, string>> = {
  light: "vscode-light",
  dark: "vscode-dark",
  lightContrast: "vscode-high-contrast-light",
  darkContrast: "vscode-high-contrast",
};

/** The panel that compares schemas, driven by the names of its controls. */
export class ComparePanel {
  readonly frame: FrameLocator;
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.frame = workbench.page.frameLocator(pageFrames[0]).frameLocator(pageFrames[1]);
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
  }

  get status(): Locator {
    return this.frame.locator(".status");
  }

  region(name: string): Locator {
    return this.frame.getByRole("region", { name, exact: true });
  }

  /** Rows of the tree of changes whose name contains the text. */
  change(text: string | RegExp): Locator {
    return this.frame.getByRole("treeitem").filter({ hasText: text });
  }

  /** Waits until nothing is going on, with a sentence about what came of it. */
  async isDone(sentence: string | RegExp): Promise<void> {
    await expect(this.status).toContainText(sentence, { timeout: 60_000 });
    await expect(this.button("Stop")).toBeHidden({ timeout: 60_000 });
  }

  /** Answers the dialog of VS Code that asks before something is done. */
  async confirm(question: string | RegExp, answer: string): Promise<void> {
    const dialog = this.#workbench.page.getByRole("dialog").filter({ hasText: question });
    await dialog.getByRole("button", { name: answer }).click();
  }

  /** Keeps a picture in every theme, and looks for what those who do not see it cannot use. */
  async check(name: string): Promise<void> {
    for (const theme of Object.keys(bodyClasses) as Theme[]) {
      await this.#workbench.setTheme(theme);
      await this.frame.locator(`body.${bodyClasses[theme]}`).waitFor();
      await this.#workbench.screenshot(`${name}-${theme}`);
      const axe = new AxeBuilder({ page: this.#workbench.page }).include([...pageFrames, "main"]);
      // A theme changes colours and nothing else.
      const { violations } = await (theme === "light" ? axe : axe.withRules(["color-contrast"])).analyze();
      expect(
        violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map(({ html }) => html).join(" ")}`),
      ).toEqual([]);
    }
  }
}
