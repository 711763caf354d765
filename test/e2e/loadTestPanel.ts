import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FrameLocator, Locator, Page } from "@playwright/test";
import { type BooksApi, startBooksApi } from "../support/booksApi.ts";
import type { Workbench } from "../support/vscode/workbench.ts";
import { expect, sampleProject, test as base } from "./journey.ts";

/** Where the page of a panel is: VS Code wraps it in two frames. */
export const pageFrames = ["iframe.webview.ready", "#active-frame"] as const;

/** The value of the secret in tests: it must turn up in no file. */
export const secret = "key-of-a-partner";

/** A load-test panel, driven by the names of its controls. */
export class LoadTestPanel {
  readonly frame: FrameLocator;
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.frame = workbench.page.frameLocator(pageFrames[0]).frameLocator(pageFrames[1]);
  }

  get page(): Page {
    return this.#workbench.page;
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
  }

  field(label: string): Locator {
    return this.frame.getByLabel(label, { exact: true });
  }

  /** The figure on a tile. */
  tile(title: string): Locator {
    return this.frame
      .locator(".tile", { has: this.frame.getByText(title, { exact: true }) })
      .locator(".value");
  }

  get status(): Locator {
    return this.frame.locator(".status");
  }

  get findings(): Locator {
    return this.frame.getByRole("region", { name: "Findings" }).getByRole("listitem");
  }

  /** Shows the fields that are folded away. */
  async unfold(): Promise<void> {
    const disclosure = this.frame.locator(".summary");
    if ((await disclosure.getAttribute("aria-expanded")) === "false") await disclosure.click();
  }

  /** Fills fields by their labels, and folds them away again. */
  async configure(fields: Readonly<Record<string, string>>): Promise<void> {
    await this.unfold();
    for (const [label, value] of Object.entries(fields)) await this.field(label).fill(value);
    await this.frame.locator(".summary").click();
  }

  /** Names of all controls that are shown and enabled. */
  async reachable(): Promise<readonly string[]> {
    const controls = this.frame.locator("button, input, select, textarea, summary, [tabindex='0']");
    return await controls.evaluateAll((elements) =>
      elements
        .filter((element) => element.checkVisibility() && !(element as HTMLButtonElement).disabled)
        .map((element, index) => {
          element.setAttribute("data-stop", String(index));
          return `${element.tagName} ${element.id} ${element.getAttribute("aria-label") ?? element.textContent} ${index}`;
        }),
    );
  }

  /** The name of the control that has the focus, as `reachable` spells it. */
  async focused(): Promise<string> {
    return await this.frame.locator("body").evaluate(() => {
      const element = document.activeElement;
      if (!element) return "";
      const name = element.getAttribute("aria-label") ?? element.textContent;
      return `${element.tagName} ${element.id} ${name} ${element.getAttribute("data-stop")}`;
    });
  }

  /** Gives the one secret of the sample's requests a value. */
  async setSecret(): Promise<void> {
    await this.button(/^Set SENIOR_BACKEND/).click();
    await this.#workbench.quickInput(secret);
    await this.button(/^Change SENIOR_BACKEND/).waitFor();
  }

  async start(): Promise<void> {
    await this.button("Start").click();
    await this.button("Stop").waitFor();
  }

  /** Runs what is configured to its end. */
  async run(): Promise<void> {
    await this.start();
    await this.finished();
  }

  async finished(): Promise<void> {
    await expect(this.status).toContainText(/Completed|Stopped/, { timeout: 60_000 });
    await expect(this.button("Start")).toBeEnabled();
  }
}

export interface LoadTestJourney {
  readonly workbench: Workbench;
  readonly panel: LoadTestPanel;
  readonly api: BooksApi;
  readonly folder: string;
}

/** The sample project beside a running server, with the panel of one operation open. */
export const test = base.extend<{ readonly openPanel: () => Promise<LoadTestJourney> }>({
  openPanel: async ({ start, page }, use) => {
    const api = await startBooksApi();
    await page.setViewportSize({ width: 1500, height: 1100 });
    await use(async () => {
      const { workbench, folder } = await start({ folder: sampleProject });
      const description = join(folder, "openapi.yaml");
      const text = readFileSync(description, "utf8").replaceAll("http://localhost:3000", api.origin);
      writeFileSync(description, text);
      await workbench.openFile("openapi.yaml");
      await workbench.goTo(lineOf(text, "operationId: getBook"));
      await workbench.clickCodeLens("Load test");
      const panel = new LoadTestPanel(workbench);
      await panel.setSecret();
      return { workbench, panel, api, folder };
    });
    await api.stop();
  },
});

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split("\n").length;
}
