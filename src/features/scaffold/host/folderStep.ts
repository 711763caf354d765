import { l10n, type Memento, Uri, window, workspace } from "vscode";
import { back, type Back, type Frame, type Step } from "../../../host/multiStep.ts";
import { type Choice, pick } from "../../../host/quickPick.ts";
import type { ScaffoldAnswers } from "./answers.ts";
import { writeProblem } from "./folderAccess.ts";
import { type PathProblem, pathProblem } from "./folderNames.ts";
import {
  existingServices,
  firstWorkspaceFolder,
  frameworkOf,
  newServiceFolder,
  rememberedFolder,
} from "./folders.ts";

type Answer = Uri | "browse";

/** Asks for the folder that receives the service, again until it can be written to. */
export function folderStep(memory: Memento): Step<ScaffoldAnswers> {
  return async ({ contract }, frame) => {
    const known = contract ? folderChoices(memory, contract) : Promise.resolve([]);
    let choices = known;
    for (;;) {
      const folder = await askFolder(frame, choices);
      if (folder === undefined || folder === back) return folder;
      const problem = await writeProblem(folder);
      if (problem === undefined) return { folder, framework: await frameworkOf(folder) };
      choices = known.then((all) => [...all, explanation(problem)]);
    }
  };
}

async function askFolder(
  frame: Frame,
  choices: Promise<readonly Choice<Answer>[]>,
): Promise<Uri | Back | undefined> {
  const placeholder = l10n.t("Folder that receives the service; type a path for a new one");
  for (;;) {
    const answer = await pick<Answer>(frame, { placeholder, choices, fromText: typedFolder });
    if (answer !== "browse") return answer;
    const [chosen] = (await browse()) ?? [];
    if (chosen) return chosen;
  }
}

/** A line of the list that cannot be taken. */
function explanation(problem: string): Choice<never> {
  return { label: `$(warning) ${problem}`, alwaysShow: true };
}

function browse(): Thenable<Uri[] | undefined> {
  return window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: l10n.t("Folder that receives the service"),
    openLabel: l10n.t("Scaffold Here"),
  });
}

async function folderChoices(memory: Memento, contract: Uri): Promise<readonly Choice<Answer>[]> {
  const remembered = rememberedFolder(memory, contract);
  const known = [...(remembered ? [remembered] : []), ...(await existingServices())];
  const distinct = [...new Map(known.map((folder) => [folder.toString(), folder])).values()];
  const fresh = distinct.length > 0 ? undefined : await newServiceFolder(contract);
  return [
    ...distinct.map((folder) => folderChoice(folder, l10n.t("existing service"), "folder")),
    ...(fresh ? [folderChoice(fresh, l10n.t("new folder"), "new-folder")] : []),
    { value: "browse", label: `$(folder-opened) ${l10n.t("Choose folder…")}`, alwaysShow: true },
  ];
}

function folderChoice(value: Uri, description: string, icon: string): Choice<Answer> {
  return { value, label: `$(${icon}) ${workspace.asRelativePath(value)}`, description };
}

function typedFolder(text: string): Choice<Answer> | undefined {
  const parent = firstWorkspaceFolder();
  if (!parent) return undefined;
  const problem = pathProblem(text);
  if (problem) return explanation(problemSentence(problem, text));
  return {
    value: Uri.joinPath(parent, text),
    label: `$(new-folder) ${text}`,
    description: l10n.t("in {0}", parent.fsPath),
  };
}

function problemSentence(problem: PathProblem, text: string): string {
  const sentences: Readonly<Record<PathProblem, string>> = {
    absolute: l10n.t("Type a path inside the workspace, or use “Choose folder…”."),
    outside: l10n.t("{0} leads out of the workspace; use “Choose folder…” for that.", text),
    characters: l10n.t("{0} has characters that a folder name cannot have.", text),
  };
  return sentences[problem];
}
