import { existsSync } from "node:fs";
import { chromium, type Browser } from "@playwright/test";

const usualPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Starts the Chromium of this machine: the one that scripts/setup.mjs found, or the one in its usual place. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch(browserOptions());
}

/** How Chromium is started, for launchBrowser and for Playwright's own runner. */
export function browserOptions(): { executablePath: string; args: string[] } {
  return {
    executablePath: executable(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}

function executable(): string {
  const path = process.env["CHROME_PATH"] ?? usualPlaces.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error("There is no Chromium: run node scripts/setup.mjs --browser.");
  return path;
}
