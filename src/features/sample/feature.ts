import { commands, FileSystemError, l10n, Uri, window, workspace } from "vscode";
import type { Feature } from "../../host/host.ts";

const folderName = "senior-backend-sample";

/** The sample project: copied out of the extension so that people can change it. */
export const sample: Feature = {
  id: "sample",
  activate: ({ commands: ours, extensionUri }) =>
    ours.register("seniorBackend.sample.open", l10n.t("Open Sample Project"), async () => {
      const parent = await chooseParent();
      if (!parent) return;
      const target = await freeFolder(parent);
      await workspace.fs.copy(Uri.joinPath(extensionUri, "media", "sample"), target, { overwrite: false });
      const forceNewWindow = workspace.workspaceFolders !== undefined;
      await commands.executeCommand("vscode.openFolder", target, { forceNewWindow });
    }),
};

async function chooseParent(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: l10n.t("Where to put the sample project"),
    openLabel: l10n.t("Copy Sample Here"),
  });
  return chosen?.[0];
}

/** The first of senior-backend-sample, senior-backend-sample-2, … that does not exist. */
async function freeFolder(parent: Uri): Promise<Uri> {
  for (let number = 1; ; number++) {
    const folder = Uri.joinPath(parent, number === 1 ? folderName : `${folderName}-${number}`);
    if (!(await exists(folder))) return folder;
  }
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === "FileNotFound") return false;
    throw error;
  }
}
