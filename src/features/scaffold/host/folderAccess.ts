import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { l10n, Uri, workspace } from "vscode";

/**
 * Tells in one sentence why nothing can be written into a folder, which need not exist yet; undefined when it
 * can be written.
 */
export async function writeProblem(folder: Uri): Promise<string | undefined> {
  if (folder.scheme !== "file")
    return l10n.t("Routes are written to folders on disk only; choose one of those.");
  const nearest = await nearestExisting(folder.fsPath);
  if (!nearest.isDirectory) return l10n.t("{0} is a file; choose a folder.", nameOf(nearest.path));
  try {
    await access(nearest.path, constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return l10n.t("{0} cannot be written to; choose another folder.", nameOf(nearest.path));
  }
}

/** Relative to the workspace where possible: the sentence has to fit into a list. */
function nameOf(path: string): string {
  return workspace.asRelativePath(Uri.file(path));
}

async function nearestExisting(path: string): Promise<{ path: string; isDirectory: boolean }> {
  try {
    return { path, isDirectory: (await stat(path)).isDirectory() };
  } catch (error) {
    const parent = dirname(path);
    // Below a file (ENOTDIR) and below nothing (ENOENT) the answer lies further up.
    if (parent === path) throw error;
    return nearestExisting(parent);
  }
}
