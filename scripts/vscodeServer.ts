import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const repository = join(import.meta.dirname, "..");

export type UserSettings = Readonly<Record<string, unknown>>;

/** A running VS Code server; a Chromium that opens its address is a whole VS Code. */
export interface VscodeServer {
  readonly port: number;
  /** Id of the server's process, and of the process group of everything that it starts (but on Windows). */
  readonly pid: number;
  /** Ends the server and every process that it started. */
  stop(): Promise<void>;
}

export interface VscodeServerOptions {
  /** Folder that receives settings, state and installed extensions; kept after the server ends. */
  readonly dataFolder: string;
  readonly settings: UserSettings;
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Accepts `tests` in the address; VS Code then shows no notification toasts. */
  readonly acceptsTests?: boolean;
}

/** Settings that keep VS Code quiet: nothing asks, nothing is fetched, nothing covers the editor. */
export const quietSettings: UserSettings = {
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.openRepositoryInParentFolders": "never",
  "telemetry.telemetryLevel": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * Starts a VS Code server that listens on this machine only.
 * @throws {Error} when the server is not prepared, or ends before it listens
 */
export async function startVscodeServer(
  { dataFolder, settings, port = 0, acceptsTests = false }: VscodeServerOptions,
  signal?: AbortSignal,
): Promise<VscodeServer> {
  signal?.throwIfAborted();
  writeUserSettings(dataFolder, settings);
  const args = ["--host", "127.0.0.1", "--port", String(port), "--without-connection-token"];
  const server = spawnServer(dataFolder, [...args, ...(acceptsTests ? ["--enable-smoke-test-driver"] : [])]);
  const stop = async () => stopGroup(server);
  const onAbort = () => void stop();
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    return { port: await listeningPort(server), pid: server.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

/**
 * Registers an extension in the place where it lies: VS Code runs it like an installed one, without packaging.
 * For a server that is not running.
 */
export function installInPlace(dataFolder: string, extension: string): void {
  const { name, publisher, version } = readManifest(extension);
  const location = { $mid: 1, scheme: "file", path: slashes(extension) };
  const folder = join(dataFolder, "extensions");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "extensions.json"),
    JSON.stringify([{ identifier: { id: `${publisher}.${name}` }, version, location }]),
  );
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly version: string;
}

function readManifest(extension: string): Manifest {
  return JSON.parse(readFileSync(join(extension, "package.json"), "utf8")) as Manifest;
}

/** Installs a packaged extension (.vsix) into the data folder of a server that is not running. */
export async function installExtension(
  dataFolder: string,
  vsix: string,
  signal?: AbortSignal,
): Promise<void> {
  const installer = spawnServer(dataFolder, ["--install-extension", vsix]);
  const onAbort = () => void stopGroup(installer);
  signal?.addEventListener("abort", onAbort, { once: true });
  const output = collect(installer);
  const [code] = (await once(installer, "close")) as [number | null];
  signal?.removeEventListener("abort", onAbort);
  signal?.throwIfAborted();
  if (code !== 0) throw new Error(`VS Code did not install ${vsix}:\n${output()}`);
}

export interface WorkbenchTarget {
  /** Folder to open; absent: an empty window. */
  readonly folder?: string;
  /** File to show in the editor. */
  readonly file?: string;
  /** Extension to run from its development folder. */
  readonly extension?: string;
  /** Module whose `run()` the extension host calls. */
  readonly tests?: string;
}

/** The address that opens a workbench. All paths are absolute. */
export function workbenchUrl(port: number, { folder, file, extension, tests }: WorkbenchTarget): string {
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (folder === undefined) url.searchParams.set("ew", "true");
  else url.searchParams.set("folder", slashes(folder));
  const payload = Object.entries({
    extensionDevelopmentPath: extension,
    extensionTestsPath: tests,
    openFile: file,
  }).flatMap(([name, path]) =>
    path === undefined ? [] : [[name, `vscode-remote://127.0.0.1:${port}${slashes(path)}`]],
  );
  if (payload.length > 0) url.searchParams.set("payload", JSON.stringify(payload));
  // Slashes and colons need no escaping in a query, and people read this address.
  return url.href.replaceAll("%2F", "/").replaceAll("%3A", ":");
}

/** Drive letters of Windows become the first folder of a URI path. */
function slashes(path: string): string {
  const forward = path.replaceAll("\\", "/");
  return forward.startsWith("/") ? forward : `/${forward}`;
}

function writeUserSettings(dataFolder: string, settings: UserSettings): void {
  const folder = join(dataFolder, "data", "User");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "settings.json"), JSON.stringify(settings, null, 2));
}

function spawnServer(dataFolder: string, args: readonly string[]): ChildProcess {
  const main = join(serverFolder(), "out", "server-main.js");
  const server = spawn(
    process.execPath,
    [main, "--accept-server-license-terms", "--server-data-dir", dataFolder, ...args],
    {
      // A group of its own, so that stopping reaches the extension hosts as well.
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe"],
      // No gallery: the server asks no registry about extensions.
      env: { ...process.env, EXTENSIONS_GALLERY: "{}" },
    },
  );
  const onExit = () => killGroup(server);
  process.once("exit", onExit);
  server.once("exit", () => process.off("exit", onExit));
  return server;
}

function serverFolder(): string {
  const prepared =
    process.env["VSCODE_SERVER"] ??
    globSync(".vscode-test/code-server-*/node_modules/code-server/lib/vscode", { cwd: repository })
      .map((path) => join(repository, path))
      .at(-1);
  if (prepared !== undefined) return prepared;
  throw new Error("There is no VS Code server yet: run node scripts/setup.mjs --vscode --browser.");
}

async function listeningPort(server: ChildProcess): Promise<number> {
  const output = collect(server);
  const listening = new Promise<number>((resolve) => {
    createInterface({ input: stream(server, "stdout") }).on("line", (line) => {
      const port = /^Extension host agent listening on (\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
  const ended = once(server, "close").then(() => {
    throw new Error(`The VS Code server ended before it listened:\n${output()}`);
  });
  return Promise.race([listening, ended]);
}

function collect(child: ChildProcess): () => string {
  let text = "";
  const append = (chunk: Buffer) => (text = (text + chunk.toString()).slice(-20_000));
  stream(child, "stdout").on("data", append);
  stream(child, "stderr").on("data", append);
  return () => text;
}

function stream(child: ChildProcess, name: "stdout" | "stderr"): NodeJS.ReadableStream {
  const found = child[name];
  if (!found) throw new Error(`The child process has no ${name}.`);
  return found;
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  killGroup(child);
  await ended;
}

function killGroup(child: ChildProcess): void {
  if (hasEnded(child) || child.pid === undefined) return;
  if (process.platform === "win32") spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"]);
  else process.kill(-child.pid, "SIGKILL");
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
