import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  installExtension,
  installInPlace,
  quietSettings,
  startVscodeServer,
  type UserSettings,
  type VscodeServer,
} from "../../../scripts/vscodeServer.ts";

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

/**
 * Starts a VS Code server with a profile of its own in a temporary folder.
 * @returns the server; `stop` also removes the profile
 */
export async function startTestServer(
  options: TestServerOptions,
  signal?: AbortSignal,
): Promise<VscodeServer> {
  const { trusted, settings = {}, install = "checkout", acceptsTests = false } = options;
  const dataFolder = mkdtempSync(join(tmpdir(), "senior-backend-vscode-"));
  const remove = () => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  try {
    if (install === "checkout") installInPlace(dataFolder, repository);
    else if (install !== "nothing") await installExtension(dataFolder, install.vsix, signal);
    const userSettings = { ...quietSettings, ...themeSettings.light, ...trustSettings(trusted), ...settings };
    const server = await startVscodeServer({ dataFolder, settings: userSettings, acceptsTests }, signal);
    return { port: server.port, stop: () => server.stop().finally(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

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
