import { join } from "node:path";
import { Uri, workspace } from "vscode";
import type { ComparisonReport } from "../../protocol.ts";

/** A migration that is on the disk. */
export interface SavedMigration {
  /** Absolute path of the folder of migrations. */
  readonly folder: string;
  /** The file that is run, relative to the folder. */
  readonly run: string;
  readonly absolutePath: string;
  /** All files, as people know them. */
  readonly paths: readonly string[];
  /** What was proven. */
  readonly provenText: string;
  /** What the way down cannot bring back. */
  readonly irreversible: readonly string[];
}

/** Writes the files of a migration. @throws the file system's error. */
export async function saveMigration(
  { files, runs, irreversible }: ComparisonReport,
  folder: string,
): Promise<SavedMigration> {
  for (const { path, text } of files)
    await workspace.fs.writeFile(Uri.file(join(folder, path)), new TextEncoder().encode(text));
  const [run = ""] = runs;
  return {
    folder,
    run,
    absolutePath: join(folder, run),
    paths: files.map(({ path }) => workspace.asRelativePath(join(folder, path))),
    provenText: files.find(({ path }) => path === run)?.text ?? "",
    irreversible,
  };
}

/** What the file says now; an editor that holds changes of it is saved first. */
export async function textOfSaved({
  absolutePath,
  provenText,
}: SavedMigration): Promise<{ readonly text: string; readonly isEdited: boolean }> {
  const uri = Uri.file(absolutePath);
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty === true) await open.save();
  const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
  return { text, isEdited: text !== provenText };
}
