import type { Handlers } from "../../../shared/channel.ts";
import type { LoadToolsOwnerApi } from "../toolsProtocol.ts";
import type { Log } from "../../../host/log.ts";
import type { ContractServer } from "./contractServer.ts";
import type { RunHistory } from "./history.ts";
import type { ScenarioFiles } from "./scenarioFiles.ts";
import type { SecretValues } from "./secretValues.ts";
import type { LoadTools } from "./toolsProcess.ts";

/** What the parts of the load-test feature share, built once in feature.ts. */
export interface LoadServices {
  readonly log: Log;
  readonly contracts: ContractServer;
  readonly tools: LoadTools;
  readonly history: RunHistory;
  readonly scenarios: ScenarioFiles;
  readonly secrets: SecretValues;
  /** A tools process for one long piece of work: it is gone when it is disposed of. */
  readonly forkTools: (owner: Handlers<LoadToolsOwnerApi>) => LoadTools;
  /** Path of dist/load.js. */
  readonly processPath: string;
}
