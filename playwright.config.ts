import { defineConfig } from "@playwright/test";
import { browserOptions } from "./test/support/vscode/browser.ts";

const results = process.env["E2E_RESULTS"];

export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test/artifacts/e2e",
  // A VS Code is a server, an extension host and a browser: two at once are slower than one after the other.
  workers: 1,
  timeout: 180_000,
  // Shared machines stall for seconds at a time; what fails twice is broken.
  retries: process.env["CI"] === undefined ? 0 : 1,
  expect: { timeout: 30_000 },
  reporter: [["list"], ...(results === undefined ? [] : [["json", { outputFile: results }] as const])],
  use: {
    viewport: { width: 1280, height: 800 },
    actionTimeout: 30_000,
    screenshot: "only-on-failure",
    launchOptions: browserOptions(),
  },
});
