import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { workbenchUrl, type VscodeServer, type WorkbenchTarget } from "../../../scripts/vscodeServer.ts";
import { repository } from "./server.ts";

const artifacts = join(repository, "test", "artifacts");
const startupTimeout = 60_000;

/** The themes that everything has to look right in, and the class that VS Code paints them with. */
const themes = {
  light: { name: "Light Modern", painted: "vs" },
  dark: { name: "Dark Modern", painted: "vs-dark" },
  lightContrast: { name: "Light High Contrast", painted: "hc-light" },
  darkContrast: { name: "Dark High Contrast", painted: "hc-black" },
} as const;
export type Theme = keyof typeof themes;

/** One VS Code window, driven the way a person does: by keyboard, and by the roles and names that are on screen. */
export class Workbench {
  readonly page: Page;
  readonly #quickInput: Locator;

  private constructor(page: Page) {
    this.page = page;
    this.#quickInput = page.locator(".quick-input-widget");
  }

  /** Opens the window and waits until it shows the file, or the explorer when there is no file. */
  static async open(page: Page, { port }: VscodeServer, target: WorkbenchTarget): Promise<Workbench> {
    await page.goto(workbenchUrl(port, target));
    const workbench = new Workbench(page);
    await page.locator(".monaco-workbench").waitFor({ timeout: startupTimeout });
    const file = target.file?.split(/[\\/]/).at(-1);
    if (file !== undefined) await workbench.editor(file).waitFor({ timeout: startupTimeout });
    return workbench;
  }

  /** The text area of an editor, by file name. */
  editor(file: string): Locator {
    return this.page.getByRole("code").filter({ has: this.page.getByRole("textbox", { name: file }) });
  }

  /**
   * Runs a command by its title in the palette, such as "Senior Backend: Show Log". The palette lists what is known
   * when it opens, so it is closed and opened again until it has the command.
   */
  async runCommand(title: string): Promise<void> {
    await expect(async () => {
      if (await this.#quickInput.isVisible()) await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("F1");
      await this.#quickInput.getByRole("textbox").fill(`>${title}`);
      await this.quickPickEntry(title).first().click({ timeout: 2000 });
    }).toPass({ timeout: startupTimeout });
  }

  /** Takes the entry of the open quick pick whose name contains the text. */
  async quickPick(name: string): Promise<void> {
    // A pointer that still rests where the last list was brings up a description, which may cover the entry.
    await this.page.mouse.move(0, 0);
    await this.quickPickEntry(name).first().click();
  }

  /** Entries of the open quick pick whose name contains the text. */
  quickPickEntry(name: string): Locator {
    return this.#quickInput.getByRole("option", { name });
  }

  /** The open quick pick by the title in its header: lists that follow one another look alike otherwise. */
  quickPickTitled(title: string): Locator {
    return this.#quickInput.filter({ visible: true, has: this.page.getByText(title, { exact: true }) });
  }

  /** Answers the open input box or quick pick with text and Enter. */
  async quickInput(text: string): Promise<void> {
    await this.#quickInput.getByRole("textbox").fill(text);
    await this.page.keyboard.press("Enter");
  }

  /** Opens a file of the workspace through Quick Open. */
  async openFile(path: string): Promise<void> {
    const name = path.split("/").at(-1) ?? path;
    await this.page.keyboard.press("ControlOrMeta+P");
    await this.#quickInput.getByRole("textbox").fill(path);
    await this.quickPick(name);
    await this.editor(name).waitFor();
  }

  /** Puts the cursor at a line and column, both from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press("Control+G");
    await this.quickInput(`:${line}:${column}`);
    await expect(this.page.getByRole("button", { name: `Ln ${line}, Col ${column}` })).toBeVisible();
  }

  /** Inserts text at the cursor as one edit, without the help that VS Code gives to typing. */
  async typeText(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
  }

  /** Replaces the whole text of the editor that has the focus. */
  async replaceAll(text: string): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.typeText(text);
  }

  /** Squiggly lines in the visible part of the editor. */
  squiggles(severity: "error" | "warning" | "info" | "hint" = "warning"): Locator {
    return this.page.locator(`.squiggly-${severity}`);
  }

  /** Rows of the Problems panel whose message contains the text; shows the panel. */
  async problems(text: string | RegExp = ""): Promise<Locator> {
    const tree = this.page.getByRole("tree", { name: /problems/i });
    if (!(await tree.isVisible())) await this.runCommand("Problems: Focus on Problems View");
    return tree.getByRole("treeitem").and(this.page.locator("[aria-level='2']")).filter({ hasText: text });
  }

  /** Leaves only the rows of the Problems panel that contain the text: it draws no more than fit into it. */
  async filterProblems(text: string): Promise<void> {
    await this.page
      .getByRole("textbox", { name: /filter/i })
      .and(this.page.locator(".panel *"))
      .fill(text);
  }

  /** Waits until the Problems panel shows a message that contains the text. */
  async waitForDiagnostic(text: string | RegExp): Promise<void> {
    await (await this.problems(text)).first().waitFor({ timeout: 30_000 });
  }

  /** Lenses in the visible part of the editor whose title contains the text. */
  codeLens(title: string | RegExp): Locator {
    return this.page.locator(".codelens-decoration").getByRole("button", { name: title });
  }

  async clickCodeLens(title: string | RegExp): Promise<void> {
    await this.codeLens(title).first().click({ timeout: 30_000 });
  }

  /** Shows the fixes and refactorings for the place of the cursor. */
  async openQuickFixes(): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+.");
    await this.page.locator(".action-widget").first().waitFor();
  }

  async takeQuickFix(title: string): Promise<void> {
    await this.page.locator(".action-widget").first().getByText(title, { exact: true }).click();
  }

  /** Text in the visible part of the editor. */
  editorText(text: string): Locator {
    return this.page.locator(".view-lines").getByText(text).first();
  }

  /** The refactor preview: a tree of files and its buttons. */
  refactorPreview(): Locator {
    return this.page.getByRole("tree", { name: "Bulk Edit" });
  }

  /** Waits for the refactor preview and applies it as it stands. */
  async acceptRefactorPreview(): Promise<void> {
    // The buttons are there before the files, and accept nothing then.
    await this.refactorPreview().locator(".monaco-list-row").first().waitFor({ timeout: 60_000 });
    await this.page.getByRole("button", { name: "Apply", exact: true }).click();
  }

  /** Notification toasts whose text contains the given one. */
  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast").getByRole("dialog").filter({ hasText: text });
  }

  /** All notifications so far whose text contains the given one, those that have faded too; shows their list. */
  async notifications(text: string | RegExp): Promise<Locator> {
    const list = this.page.locator(".notifications-center");
    if (!(await list.isVisible())) await this.runCommand("Notifications: Show Notifications");
    await list.waitFor();
    return list.locator(".notification-list-item").filter({ hasText: text });
  }

  /** Changes the colour theme and waits until it is painted. */
  async setTheme(theme: Theme): Promise<void> {
    const { name, painted } = themes[theme];
    await this.runCommand("Preferences: Color Theme");
    await this.#quickInput.getByRole("textbox").fill(name);
    await this.quickPick(name);
    await this.page.locator(`.monaco-workbench.${painted}`).waitFor();
    await this.#quickInput.waitFor({ state: "hidden" });
  }

  /** Keeps a picture of the window in test/artifacts. */
  async screenshot(name: string): Promise<string> {
    const path = join(artifacts, `${name}.png`);
    await this.page.screenshot({ path });
    return path;
  }
}
