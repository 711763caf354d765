import { type CancellationToken, ProgressLocation, type Uri, window } from "vscode";
import type { Host } from "../../../host/host.ts";
import {
  type Contract,
  type HandlerSummary,
  listContractsMethod,
  listHandlersMethod,
  type ListHandlersParams,
  listOperationsMethod,
  type ListOperationsParams,
  locateOperationMethod,
  type LocateOperationParams,
  type OperationLocation,
  type OperationSummary,
  planScaffoldMethod,
  type PlanScaffoldParams,
  type PlanScaffoldResult,
  scaffoldedMethod,
} from "../../../shared/lspProtocol.ts";

/** What the scaffold flow asks the language server. Requests with a title show progress that can be cancelled. */
export interface ScaffoldServer {
  listContracts(title: string): Promise<readonly Contract[]>;
  listOperations(contract: Uri): Promise<readonly OperationSummary[]>;
  listHandlers(contract: Uri): Promise<readonly HandlerSummary[]>;
  /** Where the operation of a handler stands; null when the file is no handler. */
  locateOperation(handler: Uri): Promise<OperationLocation | null>;
  plan(title: string, params: PlanScaffoldParams): Promise<PlanScaffoldResult>;
  /** Says that a plan was written, so that lenses know of it at once. */
  written(): void;
}

export function scaffoldServer({ server }: Pick<Host, "server">): ScaffoldServer {
  return {
    listContracts: (title) =>
      withProgress(title, (token) =>
        server.request<readonly Contract[]>(listContractsMethod, undefined, token),
      ),
    listOperations: (contract) =>
      server.request<readonly OperationSummary[]>(listOperationsMethod, {
        uri: contract.toString(),
      } satisfies ListOperationsParams),
    listHandlers: (contract) =>
      server.request<readonly HandlerSummary[]>(listHandlersMethod, {
        uri: contract.toString(),
      } satisfies ListHandlersParams),
    locateOperation: (handler) =>
      server.request<OperationLocation | null>(locateOperationMethod, {
        uri: handler.toString(),
      } satisfies LocateOperationParams),
    plan: (title, params) =>
      withProgress(title, (token) => server.request<PlanScaffoldResult>(planScaffoldMethod, params, token)),
    written: () => server.notify(scaffoldedMethod, {}),
  };
}

function withProgress<Result>(
  title: string,
  work: (token: CancellationToken) => Promise<Result>,
): Promise<Result> {
  return Promise.resolve(
    window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) =>
      work(token),
    ),
  );
}
