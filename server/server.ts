import {
  type CancellationToken,
  CodeActionKind,
  CodeLensRefreshRequest,
  type Connection,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  ResponseError,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { createLintPool } from "../src/features/openapi/engine/lint/pool.ts";
import {
  draftLoadTestMethod,
  type DraftLoadTestParams,
  type InitializationOptions,
  lintWorkspaceMethod,
  listHandlersMethod,
  type ListHandlersParams,
  type ListOperationsParams,
  listContractsMethod,
  listOperationsMethod,
  loadResultsMethod,
  type LoadResultsParams,
  locateOperationMethod,
  type LocateOperationParams,
  type PlanScaffoldParams,
  planScaffoldMethod,
  scaffoldedMethod,
  trustGrantedMethod,
  userErrorCode,
} from "../src/shared/lspProtocol.ts";
import { UserError } from "../src/shared/userError.ts";
import { DiagnosticsBoard } from "./board.ts";
import { signalOf } from "./cancellation.ts";
import { codeActionsOf, scaffoldKind } from "./codeActions.ts";
import { Documents } from "./documents.ts";
import { fixActionsOf } from "./fixActions.ts";
import { Implementations } from "./implementations.ts";
import { lensesOf } from "./lenses.ts";
import { LintSessions } from "./lintSessions.ts";
import { draftLoadTest, LoadTests } from "./loadTests.ts";
import { operationsOf } from "./operations.ts";
import { planScaffoldFor } from "./scaffold.ts";
import type { Services } from "./services.ts";
import { Settings } from "./settings.ts";
import { Workspace } from "./workspace.ts";

/** Hosts the engines behind a connection: documents in, diagnostics and answers out. */
export function startServer(connection: Connection, lintWorkerPath: string): void {
  const services = createServices(connection, lintWorkerPath);
  const sessions = new LintSessions(services);
  listenToDocuments(services, sessions);
  answerRequests(services, sessions);
  listenToWorkspace(services, sessions);
  connection.onShutdown(() => services.pool.dispose());
  connection.listen();
}

interface ServerServices extends Services {
  initialize(params: InitializeParams): InitializeResult;
}

function createServices(connection: Connection, workerPath: string): ServerServices {
  const documents = new Documents();
  const settings = new Settings(connection);
  const workspace = new Workspace(documents);
  const pool = createLintPool({ workerPath, readText: (path) => documents.readText(path) });
  const { signal } = new AbortController();
  documents.outliner = async (text) => {
    const { lintMemory } = await settings.of(documents.uriOf(text.path));
    return await pool.outline(text, lintMemory, signal);
  };
  let params: InitializeParams | undefined;
  let changes = 0;
  return {
    connection,
    documents,
    settings,
    workspace,
    pool,
    board: new DiagnosticsBoard(connection),
    implementations: new Implementations(workspace, documents),
    loadTests: new LoadTests(),
    nextChange: () => ++changes,
    capabilities: () => params?.capabilities,
    lensesChanged() {
      if (params?.capabilities.workspace?.codeLens?.refreshSupport !== true) return;
      void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
    },
    initialize(received) {
      params = received;
      const options = received.initializationOptions as Partial<InitializationOptions> | undefined;
      workspace.trusted = options?.trusted ?? false;
      workspace.setFolders(received.workspaceFolders ?? []);
      settings.initialize(received.capabilities);
      return {
        capabilities: {
          textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
          codeLensProvider: { resolveProvider: false },
          codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, scaffoldKind] },
          workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        },
        serverInfo: { name: "senior-backend" },
      };
    },
  };
}

function listenToDocuments({ connection, documents }: Services, sessions: LintSessions): void {
  const { open } = documents;
  // The first change that is reported of a document is that it was opened.
  const opened = new Set<string>();
  open.onDidOpen(({ document }) => {
    opened.add(document.uri);
    void sessions.documentChanged(document.uri, "open");
  });
  open.onDidChangeContent(({ document }) => {
    if (!opened.delete(document.uri)) void sessions.documentChanged(document.uri, "type");
  });
  open.onDidSave(({ document }) => void sessions.documentChanged(document.uri, "save"));
  open.onDidClose(({ document }) => void sessions.documentClosed(document.uri));
  open.listen(connection);
}

function answerRequests(services: ServerServices, sessions: LintSessions): void {
  const { connection, documents, settings, workspace, implementations, loadTests } = services;
  connection.onInitialize((params) => services.initialize(params));
  connection.onCodeLens(async ({ textDocument: { uri } }) => {
    const { lenses } = await settings.of(uri);
    const outline = lenses ? await documents.outlineOf(uri) : undefined;
    if (!outline) return [];
    const load = workspace.trusted ? { results: loadTests.of(uri), now: Date.now() } : undefined;
    const handlers = await implementations.of(uri);
    implementations.look().then(
      (isNew) => isNew && services.lensesChanged(),
      () => undefined,
    );
    return lensesOf(uri, outline, sessions.get(uri)?.counts, handlers, load);
  });
  connection.onCodeAction(async ({ textDocument: { uri }, range, context }, token) => [
    ...(await fixActionsOf(documents.open.get(uri), context.diagnostics, services, signalOf(token))),
    ...codeActionsOf(uri, await documents.outlineOf(uri), range),
  ]);
  connection.onRequest(lintWorkspaceMethod, (...received: unknown[]) =>
    answer(sessions.lintWorkspace(signalOf(received.at(-1) as CancellationToken))),
  );
  // A request without parameters calls back with the token alone.
  connection.onRequest(listContractsMethod, (...received: unknown[]) =>
    answer(workspace.contracts(signalOf(received.at(-1) as CancellationToken))),
  );
  connection.onRequest(listOperationsMethod, ({ uri }: ListOperationsParams) =>
    answer(operationsOf(uri, documents)),
  );
  connection.onRequest(listHandlersMethod, ({ uri }: ListHandlersParams) => answer(implementations.of(uri)));
  connection.onRequest(locateOperationMethod, ({ uri }: LocateOperationParams) => {
    // Whoever comes from a handler has worked on it, and watchers miss some of what happens in new folders.
    implementations.forget();
    services.lensesChanged();
    return answer(implementations.operationOf(uri));
  });
  connection.onRequest(draftLoadTestMethod, (params: DraftLoadTestParams, token: CancellationToken) =>
    answer(draftLoadTest(params, documents, signalOf(token))),
  );
  connection.onNotification(scaffoldedMethod, () => {
    workspace.forgetFiles();
    implementations.forget();
    services.lensesChanged();
  });
  connection.onNotification(loadResultsMethod, ({ results }: LoadResultsParams) => {
    loadTests.replace(results);
    services.lensesChanged();
  });
  connection.onRequest(planScaffoldMethod, (params: PlanScaffoldParams, token: CancellationToken) =>
    answer(planScaffoldFor(params, documents, signalOf(token))),
  );
}

/** Failures that people can act on cross as such; everything else stays an internal error. */
async function answer<T>(result: Promise<T>): Promise<T | ResponseError> {
  try {
    return await result;
  } catch (error) {
    if (UserError.is(error)) return new ResponseError(userErrorCode, error.message);
    throw error;
  }
}

function listenToWorkspace(services: ServerServices, sessions: LintSessions): void {
  const { connection, settings, workspace } = services;
  connection.onInitialized(() => {
    if (services.capabilities()?.workspace?.workspaceFolders !== true) return;
    connection.workspace.onDidChangeWorkspaceFolders(() => {
      void connection.workspace.getWorkspaceFolders().then((folders) => workspace.setFolders(folders ?? []));
    });
  });
  connection.onNotification(trustGrantedMethod, () => {
    workspace.trusted = true;
    sessions.refreshAll();
    services.lensesChanged();
  });
  connection.onDidChangeConfiguration(() => {
    settings.reset();
    sessions.refreshAll();
    services.lensesChanged();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    // What is in a file is read at each look; only files that come and go change the list of them.
    if (changes.some(({ type }) => type !== FileChangeType.Changed)) workspace.forgetFiles();
    const uris = changes.map(({ uri }) => uri);
    if (services.implementations.filesChanged(uris)) services.lensesChanged();
    // A ruleset that appears or goes decides for documents that did not depend on it before.
    if (uris.some((uri) => /\/\.spectral\.[^/]+$/.test(uri))) sessions.refreshAll();
    else sessions.filesChanged(uris);
  });
}
