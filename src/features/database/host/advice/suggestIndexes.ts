import { l10n, Uri, window, workspace } from "vscode";
import { longTask } from "../../../../host/longTask.ts";
import { inform } from "../../../../host/messages.ts";
import type { SuggestedMigration } from "../../protocol.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";
import type { SavedConnection } from "../savedConnection.ts";

/** Files of a folder beyond these say nothing more about its migration tool. */
const manyFiles = 2000;

/** Lets the user choose among the index migrations that are suggested, and writes them into a folder. */
export async function suggestIndexes(process: DatabaseProcess, connection: SavedConnection): Promise<void> {
  const folder = await askFolder();
  if (!folder) return;
  const existing = await filesIn(folder);
  const suggestions = await longTask(l10n.t("Analyzing {0}…", connection.name), (signal) =>
    process.call("suggestIndexes", { connectionId: connection.id, existing }, signal),
  );
  if (suggestions.length === 0) {
    await inform(l10n.t("No index to suggest for {0}.", connection.name));
    return;
  }
  const chosen = await askWhich(suggestions);
  const files = chosen.flatMap((suggestion) => suggestion.files);
  const [first] = files;
  if (!first) return;
  for (const { path, text } of files)
    await workspace.fs.writeFile(Uri.joinPath(folder, path), new TextEncoder().encode(text));
  await window.showTextDocument(Uri.joinPath(folder, first.path));
  await inform(
    files.length === 1
      ? l10n.t("Wrote one migration; read it before you run it.")
      : l10n.t("Wrote {0} migrations; read them before you run them.", files.length),
  );
}

async function askFolder(): Promise<Uri | undefined> {
  const [known] = await workspace.findFiles("**/migrations/*.sql", "**/node_modules/**", 1);
  const root = workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = known ? Uri.joinPath(known, "..") : root;
  const [folder] =
    (await window.showOpenDialog({
      title: l10n.t("Folder for the Migrations"),
      openLabel: l10n.t("Write Here"),
      canSelectFiles: false,
      canSelectFolders: true,
      ...(defaultUri && { defaultUri }),
    })) ?? [];
  return folder;
}

async function filesIn(folder: Uri): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const names = (await workspace.fs.readDirectory(folder))
    .map(([name]) => name)
    .filter((name) => name.endsWith(".sql"))
    .slice(0, manyFiles);
  return await Promise.all(
    names.map(async (path) => ({
      path,
      text: new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder, path))),
    })),
  );
}

async function askWhich(suggestions: readonly SuggestedMigration[]): Promise<readonly SuggestedMigration[]> {
  const picked = await window.showQuickPick(
    suggestions.map((suggestion) => ({
      label: suggestion.files[0]?.path ?? "",
      detail: suggestion.message,
      picked: true,
      suggestion,
    })),
    { title: l10n.t("Suggested Indexes"), canPickMany: true, matchOnDetail: true },
  );
  return (picked ?? []).map(({ suggestion }) => suggestion);
}
