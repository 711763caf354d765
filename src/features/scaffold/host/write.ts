import { l10n, Range, Uri, workspace, WorkspaceEdit, type WorkspaceEditEntryMetadata } from "vscode";
import type { PlannedFile } from "../../../shared/lspProtocol.ts";
import { UserError } from "../../../shared/userError.ts";
import { exists } from "./folders.ts";

const wholeFile = new Range(0, 0, 0x7fff_ffff, 0);

/**
 * Shows the files in VS Code's refactor preview and writes what is accepted there as one undoable edit, saved to
 * disk. Returns the files that were written; none when the preview was discarded.
 * @throws UserError when only some of the files could be written.
 */
export async function writeWithPreview(
  folder: Uri,
  files: readonly PlannedFile[],
): Promise<readonly PlannedFile[]> {
  const edit = new WorkspaceEdit();
  for (const file of files) addFile(edit, file);
  askForPreview(edit, folder);
  const applied = await workspace.applyEdit(edit, { isRefactoring: true });
  if (!applied) {
    await refuseHalves(folder, files);
    return [];
  }
  await saveAll(files);
  return doneAmong(files);
}

function addFile(edit: WorkspaceEdit, { uri, zone, action, contents }: PlannedFile): void {
  const file = Uri.parse(uri);
  const metadata = metadataOf(zone);
  if (action === "created") edit.createFile(file, { contents: new TextEncoder().encode(contents) }, metadata);
  else if (action === "removed") edit.deleteFile(file, { ignoreIfNotExists: true }, metadata);
  else edit.replace(file, wholeFile, contents, metadata);
}

function metadataOf(zone: PlannedFile["zone"]): WorkspaceEditEntryMetadata {
  const label =
    zone === "generated" ? l10n.t("Generated, rewritten each time") : l10n.t("Yours, written only once");
  return { label, needsConfirmation: false };
}

/**
 * An edit is previewed when one of its entries needs confirmation, but such entries start unchecked. So one that
 * changes nothing and is not listed, removing a file that is not there, asks for the preview, and all the others
 * start checked.
 */
function askForPreview(edit: WorkspaceEdit, folder: Uri): void {
  const nothing = Uri.joinPath(folder, ".senior-backend", "preview");
  edit.deleteFile(
    nothing,
    { ignoreIfNotExists: true },
    { label: l10n.t("Preview"), needsConfirmation: true },
  );
}

/** Edited files may still be in memory only, depending on `files.refactoring.autoSave`. */
async function saveAll(files: readonly PlannedFile[]): Promise<void> {
  const written = new Set(files.map(({ uri }) => Uri.parse(uri).toString()));
  const unsaved = workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && written.has(uri.toString()),
  );
  await Promise.all(unsaved.map((document) => document.save()));
}

/** VS Code answers a discarded preview and a full disk alike; only the second leaves new files behind. */
async function refuseHalves(folder: Uri, files: readonly PlannedFile[]): Promise<void> {
  const created = await doneAmong(files.filter(({ action }) => action === "created"));
  if (created.length === 0) return;
  throw new UserError(
    l10n.t(
      "Only a part could be written to {0}: check its permissions and space, then run again.",
      folder.fsPath,
    ),
  );
}

/** The files that are as planned. Entries can be unchecked in the preview, so the disk is asked. */
async function doneAmong(files: readonly PlannedFile[]): Promise<readonly PlannedFile[]> {
  const present = await Promise.all(files.map(({ uri }) => exists(Uri.parse(uri))));
  return files.filter(({ action }, index) => present[index] === (action !== "removed"));
}
