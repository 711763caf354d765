import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { mayInstallPackages, run } from "./run.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

const usualPlaces = {
  darwin: [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [process.env.PROGRAMFILES, process.env["PROGRAMFILES(X86)"], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .flatMap((folder) => [
      join(folder, "Google", "Chrome", "Application", "chrome.exe"),
      join(folder, "Chromium", "Application", "chrome.exe"),
      join(folder, "Microsoft", "Edge", "Application", "msedge.exe"),
    ]),
};

/**
 * Finds a Chromium and names it to the child processes as CHROME_PATH; installs one where that is possible.
 * @returns {Promise<string>} path of the executable
 * @throws {Error} with the way out when there is none
 */
export async function prepareBrowser() {
  process.env.CHROME_PATH = findBrowser() ?? (await installBrowser());
  return process.env.CHROME_PATH;
}

function findBrowser() {
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const candidates = [process.env.CHROME_PATH, ...onPath, ...(usualPlaces[process.platform] ?? [])];
  return candidates.find((path) => path && existsSync(path));
}

async function installBrowser() {
  if (await mayInstallPackages()) {
    console.log("Installing Chromium (apt-get install chromium)");
    const options = { quiet: true, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    await run("apt-get", ["update"], options);
    await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], options);
  }
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error("There is no Chromium or Chrome here: install one, or set CHROME_PATH to its executable.");
}
