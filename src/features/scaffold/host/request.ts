import { type CancellationToken, ProgressLocation, type Uri, window } from "vscode";
import type { Host } from "../../../host/host.ts";
import {
  type Contract,
  listContractsMethod,
  listOperationsMethod,
  type ListOperationsParams,
  type OperationSummary,
  planScaffoldMethod,
  type PlanScaffoldParams,
  type PlanScaffoldResult,
} from "../../../shared/lspProtocol.ts";

/** What the scaffold flow asks the language server. Requests with a title show progress that can be cancelled. */
export interface ScaffoldServer {
  listContracts(title: string): Promise<readonly Contract[]>;
  listOperations(contract: Uri): Promise<readonly OperationSummary[]>;
  plan(title: string, params: PlanScaffoldParams): Promise<PlanScaffoldResult>;
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
    plan: (title, params) =>
      withProgress(title, (token) => server.request<PlanScaffoldResult>(planScaffoldMethod, params, token)),
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
