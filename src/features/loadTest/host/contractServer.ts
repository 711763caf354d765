import type { Uri } from "vscode";
import type { LanguageServer } from "../../../host/languageServer.ts";
import {
  type Contract,
  draftLoadTestMethod,
  type DraftLoadTestParams,
  type DraftLoadTestResult,
  listContractsMethod,
  listOperationsMethod,
  type ListOperationsParams,
  locateOperationMethod,
  type LocateOperationParams,
  type OperationLocation,
  type OperationSummary,
} from "../../../shared/lspProtocol.ts";
import type { OperationSource } from "../panelProtocol.ts";

/** What load tests ask the language server. */
export interface ContractServer {
  listContracts(): Promise<readonly Contract[]>;
  listOperations(uri: string): Promise<readonly OperationSummary[]>;
  /** The operation of a handler file; null when it is none. */
  locateOperation(handler: Uri): Promise<OperationLocation | null>;
  /** A request for an operation. @throws UserError when none can be made */
  draft(source: OperationSource): Promise<DraftLoadTestResult>;
}

export function contractServer(server: LanguageServer): ContractServer {
  return {
    listContracts: () => server.request(listContractsMethod),
    listOperations: (uri) => server.request(listOperationsMethod, { uri } satisfies ListOperationsParams),
    locateOperation: (handler) =>
      server.request(locateOperationMethod, { uri: handler.toString() } satisfies LocateOperationParams),
    draft: ({ uri, pointer }) =>
      server.request(draftLoadTestMethod, { uri, operation: pointer } satisfies DraftLoadTestParams),
  };
}
