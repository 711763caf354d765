import { l10n, type Memento } from "vscode";
import { back, skip, type Step } from "../../../host/multiStep.ts";
import { type Choice, pick } from "../../../host/quickPick.ts";
import type { FrameworkName } from "../../../shared/lspProtocol.ts";
import type { ScaffoldAnswers } from "./answers.ts";
import { frameworkLabels, frameworkNames } from "./frameworkNames.ts";

const memoryKey = "scaffold.framework";

/** Asks what a new service stands on; a service that is there already has its framework. */
export function frameworkStep(memory: Memento): Step<ScaffoldAnswers> {
  return async ({ framework }, frame) => {
    if (framework !== undefined) return skip;
    const answer = await pick<FrameworkName>(frame, {
      placeholder: l10n.t("Framework of the service"),
      choices: frameworkChoices(memory.get<string>(memoryKey)),
    });
    return answer === undefined || answer === back ? answer : { framework: answer };
  };
}

export async function rememberFramework(memory: Memento, framework: FrameworkName): Promise<void> {
  await memory.update(memoryKey, framework);
}

/** The one that was used last comes first. */
function frameworkChoices(last: string | undefined): readonly Choice<FrameworkName>[] {
  const choices = frameworkNames.map((value) => ({ value, label: frameworkLabels[value] }));
  return [
    ...choices
      .filter(({ value }) => value === last)
      .map((choice) => ({ ...choice, description: l10n.t("used last") })),
    ...choices.filter(({ value }) => value !== last),
  ];
}
