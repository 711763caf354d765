import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
} from "vscode-languageserver-protocol/node";
import type { InitializationOptions, OpenApiSettings } from "../../src/shared/lspProtocol.ts";
import { serverFlags } from "../../src/shared/serverFlags.ts";

export interface ServerOptions {
  readonly folders?: readonly string[];
  readonly trusted?: boolean;
  readonly settings?: Partial<OpenApiSettings>;
  /** Further flags of Node. */
  readonly flags?: readonly string[];
}

/** The bundled language server, spoken to over stdio like any editor would. */
export interface LanguageServer {
  readonly connection: ProtocolConnection;
  readonly processId: number | undefined;
  /** Every publication so far, or since `forget`, oldest first. */
  readonly published: readonly PublishDiagnosticsParams[];
  /** Drops what was published: who keeps hundreds of long lists waits for its own garbage collection. */
  forget(): void;
  open(uri: string, text: string, version?: number): void;
  change(uri: string, text: string, version: number): void;
  /** Changes parts of the text, each in what the one before it left. */
  edit(uri: string, changes: readonly TextEdit[], version: number): void;
  close(uri: string): void;
  setSettings(settings: Partial<OpenApiSettings>): void;
  /** Diagnostics of the first publication (past or to come) about the document that the test accepts. */
  diagnostics(
    uri: string,
    accept?: (params: PublishDiagnosticsParams) => boolean,
  ): Promise<readonly Diagnostic[]>;
  /** Counts the requests to fetch lenses again. */
  readonly lensRefreshes: () => number;
  stop(): Promise<void>;
}

/** Tests and benchmarks run in the root of the repository. */
const serverPath = join(process.cwd(), "dist/server.js");

export async function startLanguageServer(options: ServerOptions = {}): Promise<LanguageServer> {
  const process_ = spawn(
    process.execPath,
    [...serverFlags, ...(options.flags ?? []), serverPath, "--stdio"],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const connection = createProtocolConnection(
    new StreamMessageReader(process_.stdout),
    new StreamMessageWriter(process_.stdin),
  );
  const published: PublishDiagnosticsParams[] = [];
  const waiting = new Set<() => void>();
  let settings = options.settings ?? {};
  let lensRefreshes = 0;
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    published.push(params);
    for (const check of waiting) check();
  });
  connection.onRequest("workspace/configuration", ({ items }: { items: unknown[] }) =>
    items.map(() => settings),
  );
  connection.onRequest("workspace/codeLens/refresh", () => {
    lensRefreshes++;
    return null;
  });
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();

  const initializationOptions: InitializationOptions = { trusted: options.trusted ?? false };
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true, codeLens: { refreshSupport: true } },
      window: { workDoneProgress: true },
    },
    workspaceFolders: (options.folders ?? []).map((folder) => ({
      uri: pathToFileURL(folder).href,
      name: folder,
    })),
    initializationOptions,
  });
  await connection.sendNotification("initialized", {});

  const notify = (method: string, params: object) => void connection.sendNotification(method, params);
  return {
    connection,
    processId: process_.pid,
    published,
    forget: () => void published.splice(0),
    open: (uri, text, version = 1) =>
      notify("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version, text } }),
    change: (uri, text, version) =>
      notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [{ text }] }),
    edit: (uri, changes, version) =>
      notify("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: changes.map(({ range, newText }) => ({ range, text: newText })),
      }),
    close: (uri) => notify("textDocument/didClose", { textDocument: { uri } }),
    setSettings(changed) {
      settings = changed;
      notify("workspace/didChangeConfiguration", { settings: null });
    },
    diagnostics(uri, accept = () => true) {
      return new Promise((resolve) => {
        const check = () => {
          const found = published.find((params) => params.uri === uri && accept(params));
          if (!found) return;
          waiting.delete(check);
          resolve(found.diagnostics);
        };
        waiting.add(check);
        check();
      });
    },
    lensRefreshes: () => lensRefreshes,
    async stop() {
      await connection.sendRequest("shutdown");
      const exited = once(process_, "exit");
      await connection.sendNotification("exit");
      await exited;
      connection.dispose();
    },
  };
}
