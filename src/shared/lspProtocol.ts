/**
 * Every message between extension and language server that the Language Server Protocol does not define.
 * Method names and payloads only, so that both sides may import it; positions are LSP positions (UTF-16, from 0).
 */

/** `initializationOptions`: what the server must know before the first document arrives. */
export interface InitializationOptions {
  /** Whether the workspace is trusted: rulesets that are code run only then. */
  readonly trusted: boolean;
}

/** Settings of one document, fetched with `workspace/configuration` (section "seniorBackend.openapi"). */
export interface OpenApiSettings {
  readonly lint: "onType" | "onSave" | "off";
  /** Path of a Spectral ruleset; empty: the nearest .spectral.* file, then the built-in rules. */
  readonly ruleset: string;
  readonly lenses: boolean;
  /** Documents above this size (MB) are not linted. */
  readonly maxFileSize: number;
  /** Memory (MB) that one lint run may take. */
  readonly lintMemory: number;
}

/** Client → server, notification: the user trusts the workspace now. */
export const trustGrantedMethod = "seniorBackend/trustGranted";

/**
 * Client → server: lints every root document of the workspace and keeps their diagnostics shown, open or not.
 * Cancellable between documents.
 */
export const lintWorkspaceMethod = "seniorBackend/lintWorkspace";
export interface LintWorkspaceResult {
  readonly documents: number;
  readonly findings: number;
  readonly security: number;
}

/** Client → server: the OpenAPI root documents of the workspace folders, open buffers first. */
export const listContractsMethod = "seniorBackend/listContracts";
export interface Contract {
  readonly uri: string;
  /** `info.title`, or the file name. */
  readonly title: string;
  /** As written in the document: "3.1.0", "2.0". */
  readonly version: string;
}

/** Client → server: the operations of one document. */
export const listOperationsMethod = "seniorBackend/listOperations";
export interface ListOperationsParams {
  readonly uri: string;
}
export interface OperationSummary {
  /** JSON pointer in the document: "/paths/~1orders~1{id}/get". */
  readonly pointer: string;
  readonly method: string;
  readonly path: string;
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags: readonly string[];
}

/** What a scaffolded service stands on. */
export type FrameworkName = "express" | "fastify" | "koa";

/** Client → server: what a scaffold run would write. Writes nothing; cancellable. */
export const planScaffoldMethod = "seniorBackend/planScaffold";
export interface PlanScaffoldParams {
  readonly uri: string;
  readonly framework: FrameworkName;
  /** Folder that receives the service (file URI). */
  readonly folderUri: string;
  /** Pointers of the operations to add; absent: all of the document. */
  readonly operations?: readonly string[];
  /** Generated files that from now on belong to whoever edited them, relative to the folder. */
  readonly eject?: readonly string[];
}
export interface PlanScaffoldResult {
  /** Number of operations in the plan. */
  readonly operations: number;
  readonly files: readonly PlannedFile[];
  /** Handlers that no longer fit: their operations changed, or are gone. */
  readonly attention: readonly HandlerAttention[];
  /** Sentences about what the contract asks for and the scaffold leaves out. */
  readonly notes: readonly string[];
}
export interface HandlerAttention {
  readonly kind: "changed" | "removed";
  readonly uri: string;
  /** "POST /orders", of an operation that changed. */
  readonly operation?: string;
}
export interface PlannedFile {
  readonly uri: string;
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly zone: "generated" | "yours";
  readonly action: "created" | "updated" | "unchanged" | "removed" | "conflict";
  readonly contents: string;
}

/** Client → server: the handlers of the service that a description was scaffolded into; empty when there is none. */
export const listHandlersMethod = "seniorBackend/listHandlers";
export interface ListHandlersParams {
  readonly uri: string;
}
export interface HandlerSummary {
  /** JSON pointer of the operation in the description. */
  readonly pointer: string;
  /** Name of the exported function. */
  readonly name: string;
  /** File of the handler. */
  readonly uri: string;
  /** How people call the file: "orders/create-order.ts". */
  readonly label: string;
  readonly implemented: boolean;
}

/** Client → server: the operation that a handler file is for; null when the file is no handler. */
export const locateOperationMethod = "seniorBackend/locateOperation";
export interface LocateOperationParams {
  /** File of the handler. */
  readonly uri: string;
}
export interface OperationLocation {
  readonly uri: string;
  /** Line of the method's key, from 0. */
  readonly line: number;
  /** JSON pointer of the operation. */
  readonly pointer: string;
}

/** Client → server: a request for an operation, made from its examples and schemas. */
export const draftLoadTestMethod = "seniorBackend/draftLoadTest";
export interface DraftLoadTestParams {
  readonly uri: string;
  /** JSON pointer of the operation. */
  readonly operation: string;
}
export interface DraftLoadTestResult {
  readonly method: string;
  /** Credentials stand as `${NAME}` here and below. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
  /** Status codes of success that the description promises. */
  readonly status: readonly number[];
  /** Sentences about values that had to be chosen. */
  readonly notes: readonly string[];
}

/** Client → server, notification without parameters: a service was written, whatever file watchers say of it. */
export const scaffoldedMethod = "seniorBackend/scaffolded";

/** Client → server, notification: the last load test of each operation, for its lens. */
export const loadResultsMethod = "seniorBackend/loadResults";
export interface LoadResultsParams {
  readonly results: readonly LoadResultSummary[];
}
export interface LoadResultSummary {
  readonly uri: string;
  /** JSON pointer of the operation. */
  readonly operation: string;
  /** In ms; null: there were too few samples. */
  readonly p95: number | null;
  /** When it was measured, ISO 8601. */
  readonly startedAt: string;
  readonly isWorseThanBaseline: boolean;
}

/**
 * Error code of a response whose message is one sentence for the user (see UserError).
 * Outside the ranges that JSON-RPC and LSP reserve.
 */
export const userErrorCode = 1000;

/** Commands that the server's lenses and code actions name; the extension registers them. */
export const serverCommands = {
  scaffoldRoutes: "seniorBackend.scaffold.routes",
  scaffoldRoute: "seniorBackend.scaffold.route",
  showFindings: "seniorBackend.openapi.showFindings",
  goToHandler: "seniorBackend.scaffold.goToHandler",
  loadTest: "seniorBackend.loadTest.open",
} as const;

/** Argument of the scaffold commands. */
export interface ScaffoldCommandArgument {
  readonly uri: string;
  /** Pointer of the operation ("/paths/~1orders/post"); absent: ask, or all. */
  readonly operation?: string;
}
