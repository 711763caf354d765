import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { installInPlace, quietSettings, startVscodeServer, workbenchUrl } from "../vscodeServer.ts";
import type { DemoFolders } from "./folders.ts";
import { isTaken } from "./ports.ts";
import type { Running } from "./sampleApi.ts";

const preferredPort = 3780;

/** Opens the VS Code of this machine; false when it does not start, as it refuses to for root. */
export async function openDesktop({ extension, sample }: DemoFolders): Promise<boolean> {
  const args = [
    "--new-window",
    `--extensionDevelopmentPath=${extension}`,
    sample,
    join(sample, "openapi.yaml"),
  ];
  const code = spawn("code", args, { stdio: "ignore", shell: process.platform === "win32" });
  const exited = once(code, "exit").then(([status]) => status === 0);
  return exited.catch(() => false);
}

/** Starts a VS Code server with the extension, and tells the address that shows the sample project. */
export async function openInBrowser(folders: DemoFolders): Promise<Running & { readonly address: string }> {
  const { extension, sample, profile } = folders;
  installInPlace(profile, extension);
  const server = await startVscodeServer({
    dataFolder: profile,
    port: (await isTaken(preferredPort)) ? 0 : preferredPort,
    settings: { ...quietSettings, "security.workspace.trust.enabled": false },
  });
  const address = workbenchUrl(server.port, { folder: sample, file: join(sample, "openapi.yaml") });
  return { address, stop: () => server.stop() };
}
