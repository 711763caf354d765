import { l10n, Range, Uri, workspace, WorkspaceEdit, type WorkspaceEditEntryMetadata } from "vscode";
import type { PlannedFile } from "../../../shared/lspProtocol.ts";
import { exists } from "./folders.ts";

const wholeFile = new Range(0, 0, 0x7fff_ffff, 0);

/**
 * Shows the files in VS Code's refactor preview and writes what is accepted there as one undoable edit, saved to
 * disk. Returns the files that were written; none when the preview was discarded.
 */
export async function writeWithPreview(
  folder: Uri,
  files: readonly PlannedFile[],
): Promise<readonly PlannedFile[]> {
  const edit = new WorkspaceEdit();
  for (const file of files) addFile(edit, file);
  askForPreview(edit, folder);
  if (!(await workspace.applyEdit(edit, { isRefactoring: true }))) return [];
  await saveAll(files);
  const happened = await Promise.all(files.map(isDone));
  return files.filter((_, index) => happened[index]);
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

/** Entries can be unchecked in the preview, so the disk is asked. */
async function isDone({ uri, action }: PlannedFile): Promise<boolean> {
  return (await exists(Uri.parse(uri))) !== (action === "removed");
}
