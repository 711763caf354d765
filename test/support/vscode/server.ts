import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import {
  installExtension,
  installInPlace,
  quietSettings,
  startVscodeServer,
  type UserSettings,
  type VscodeServer,
} from "../../../scripts/vscodeServer.ts";
import { listProcesses } from "../processes.ts";

/** The folder of this repository, which is also the development folder of the extension. */
export const repository = join(import.meta.dirname, "..", "..", "..");

export interface TestServerOptions {
  /** Whether opened folders are trusted. Never asked: a test says which of the two it is about. */
  readonly trusted: boolean;
  /** User settings on top of the quiet ones. */
  readonly settings?: UserSettings;
  /** What is installed: the checkout as it is built now, a packaged extension (path of the .vsix), or nothing. */
  readonly install?: "checkout" | "nothing" | { readonly vsix: string };
  /** Runs test modules inside the extension host; shows no toasts. */
  readonly acceptsTests?: boolean;
}

export interface TestServer extends VscodeServer {
  /** What the extension has logged so far. */
  readonly extensionLog: () => string;
  /** Kills the language server, as a crash would, and waits until another one runs. */
  readonly killLanguageServer: () => Promise<void>;
}

/**
 * Starts a VS Code server with a profile of its own in a temporary folder.
 * @returns the server; `stop` also removes the profile
 */
export async function startTestServer(options: TestServerOptions, signal?: AbortSignal): Promise<TestServer> {
  const { trusted, settings = {}, install = "checkout", acceptsTests = false } = options;
  const dataFolder = mkdtempSync(join(tmpdir(), "senior-backend-vscode-"));
  const remove = () => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  try {
    if (install === "checkout") installInPlace(dataFolder, repository);
    else if (install !== "nothing") await installExtension(dataFolder, install.vsix, signal);
    const userSettings = {
      ...quietSettings,
      ...leanSettings,
      ...themeSettings.light,
      ...trustSettings(trusted),
      ...settings,
    };
    const server = await startVscodeServer({ dataFolder, settings: userSettings, acceptsTests }, signal);
    return {
      ...server,
      extensionLog: () => readLogs(dataFolder),
      killLanguageServer: () => killLanguageServer(server.pid),
      stop: () => server.stop().finally(remove),
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Generated TypeScript is compiled by the tests; the editor need not check it as well. */
const leanSettings: UserSettings = {
  "typescript.tsserver.useSyntaxServer": "always",
};

export const themeSettings = {
  light: { "workbench.colorTheme": "Default Light Modern" },
  dark: { "workbench.colorTheme": "Default Dark Modern" },
} as const satisfies Record<string, UserSettings>;

function trustSettings(trusted: boolean): UserSettings {
  return {
    "security.workspace.trust.enabled": !trusted,
    "security.workspace.trust.startupPrompt": "never",
    "security.workspace.trust.banner": "never",
  };
}

function readLogs(dataFolder: string): string {
  const logs = globSync("data/logs/**/senior-backend.senior-backend/*.log", { cwd: dataFolder });
  return logs.map((path) => readFileSync(join(dataFolder, path), "utf8")).join("\n");
}

async function killLanguageServer(group: number): Promise<void> {
  const killed = languageServer(group);
  if (killed === undefined) throw new Error("The language server does not run.");
  process.kill(killed, "SIGKILL");
  await expect.poll(() => languageServer(group)).not.toBe(killed);
  await expect.poll(() => languageServer(group)).toBeDefined();
}

function languageServer(group: number): number | undefined {
  return listProcesses().find((entry) => entry.group === group && entry.command.includes("/dist/server.js"))
    ?.pid;
}
