import { l10n, Uri, window, workspace } from "vscode";
import { inform } from "../../../host/messages.ts";
import type { Step } from "../../../host/multiStep.ts";
import { type Choice, pick } from "../../../host/quickPick.ts";
import { runCommand } from "../../../host/commands.ts";
import type { Contract } from "../../../shared/lspProtocol.ts";
import type { ScaffoldAnswers } from "./answers.ts";

/** The description in the active editor, or the only one there is: then nobody has to be asked. */
export function obviousContract(contracts: readonly Contract[]): Uri | undefined {
  const active = window.activeTextEditor?.document.uri.toString();
  const activeContract = contracts.find(({ uri }) => Uri.parse(uri).toString() === active);
  const contract = activeContract ?? (contracts.length === 1 ? contracts[0] : undefined);
  return contract && Uri.parse(contract.uri);
}

/** Asks which description to scaffold from. */
export function contractStep(contracts: readonly Contract[]): Step<ScaffoldAnswers> {
  return async (_, frame) => {
    const placeholder = l10n.t("Which API to scaffold");
    const answer = await pick(frame, { placeholder, choices: contracts.map(contractChoice) });
    return answer instanceof Uri ? { contract: answer } : answer;
  };
}

function contractChoice({ uri, title, version }: Contract): Choice<Uri> {
  const contract = Uri.parse(uri);
  return {
    value: contract,
    label: title,
    description: workspace.asRelativePath(contract),
    detail: l10n.t("OpenAPI {0}", version),
  };
}

/** Explains what a workspace without a description can do. */
export async function explainNoContract(): Promise<void> {
  await inform(l10n.t("There is no OpenAPI description here yet: open one, or try the sample project."), {
    title: l10n.t("Open Sample Project"),
    run: () => runCommand("seniorBackend.sample.open"),
  });
}
