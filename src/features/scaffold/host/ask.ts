import { l10n, type Memento, type Uri } from "vscode";
import { askAll, type Step } from "../../../host/multiStep.ts";
import type { FrameworkName } from "../../../shared/lspProtocol.ts";
import { UserError } from "../../../shared/userError.ts";
import type { ScaffoldAnswers } from "./answers.ts";
import type { ScaffoldTarget } from "./argument.ts";
import { contractStep, explainNoContract, obviousContract } from "./contractStep.ts";
import { folderStep } from "./folderStep.ts";
import { frameworkOf, rememberedFolder } from "./folders.ts";
import { frameworkStep } from "./frameworkStep.ts";
import { operationsStep } from "./operationsStep.ts";
import type { ScaffoldServer } from "./request.ts";

/** A scaffold run that is fully described. */
export interface ScaffoldOrder {
  readonly contract: Uri;
  readonly folder: Uri;
  readonly framework: FrameworkName;
  readonly operations: readonly string[] | "all";
}

/**
 * Finds out what to scaffold and where, asking only what the target does not say. Undefined when the person
 * gave up or there is nothing to scaffold, which has been explained then.
 * @throws UserError for a description that is no file yet.
 */
export async function askForOrder(
  server: ScaffoldServer,
  memory: Memento,
  target: ScaffoldTarget | undefined,
): Promise<ScaffoldOrder | undefined> {
  const contracts = target ? [] : await server.listContracts(l10n.t("Looking for OpenAPI descriptions…"));
  const contract = target?.contract ?? obviousContract(contracts);
  if (!contract && contracts.length === 0) {
    await explainNoContract();
    return undefined;
  }
  if (contract?.scheme === "untitled") {
    throw new UserError(l10n.t("Save the description first: the service remembers which file it came from."));
  }
  const known = await knownAnswers(memory, contract, target?.operations);
  const steps: Step<ScaffoldAnswers>[] = [
    ...(known.contract ? [] : [contractStep(contracts)]),
    ...(known.folder ? [] : [folderStep(memory), frameworkStep(memory)]),
    ...(known.operations ? [] : [operationsStep(server)]),
  ];
  const answers = await askAll(l10n.t("Scaffold Routes"), steps, known);
  if (!answers?.contract || !answers.folder || !answers.framework || !answers.operations) return undefined;
  const { framework, operations } = answers;
  return { contract: answers.contract, folder: answers.folder, framework, operations };
}

/** One more operation goes where the service already is; everything else asks for the folder. */
async function knownAnswers(
  memory: Memento,
  contract: Uri | undefined,
  operations: ScaffoldTarget["operations"],
): Promise<ScaffoldAnswers> {
  if (!contract) return {};
  if (operations === undefined) return { contract };
  const folder = operations === "all" ? undefined : rememberedFolder(memory, contract);
  const framework = folder && (await frameworkOf(folder));
  return framework ? { contract, operations, folder, framework } : { contract, operations };
}
