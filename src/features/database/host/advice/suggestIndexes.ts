import { relative } from "node:path";
import { l10n, Uri, window, workspace } from "vscode";
import { longTask } from "../../../../host/longTask.ts";
import { inform } from "../../../../host/messages.ts";
import { readMigrationFolder, writeMigrationFiles } from "../../engine/migrations/migrationFolder.ts";
import type { FindingKey, SuggestedMigration } from "../../protocol.ts";
import { migrationFolder } from "../compare/pickPlace.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";
import type { SavedConnection } from "../savedConnection.ts";

/** Lets the user choose among the index migrations that are suggested, and writes them. */
export async function suggestIndexes(process: DatabaseProcess, connection: SavedConnection): Promise<void> {
  const folder = await migrationFolder();
  const suggestions = await longTask(l10n.t("Analyzing {0}…", connection.name), async (signal) => {
    const existing = await readMigrationFolder(folder, signal);
    return await process.call("suggestIndexes", { connectionId: connection.id, existing }, signal);
  });
  if (suggestions.length === 0) {
    await inform(l10n.t("No index to suggest for {0}.", connection.name));
    return;
  }
  await write(await askWhich(suggestions, folder), folder);
}

/** Writes the migration that settles one finding. */
export async function writeAdvice(
  process: DatabaseProcess,
  connection: SavedConnection,
  finding: FindingKey,
): Promise<void> {
  const folder = await migrationFolder();
  const migration = await longTask(l10n.t("Analyzing {0}…", connection.name), async (signal) => {
    const existing = await readMigrationFolder(folder, signal);
    const params = { connectionId: connection.id, existing, ...finding };
    return await process.call("adviceMigration", params, signal);
  });
  await write([migration], folder);
}

async function write(migrations: readonly SuggestedMigration[], folder: string): Promise<void> {
  const [shown] = migrations.flatMap(({ files }) => files);
  if (!shown) return;
  const files = migrations.flatMap((migration) => migration.files);
  const signal = new AbortController().signal;
  const [path = ""] = await writeMigrationFiles(folder, files, signal);
  await window.showTextDocument(Uri.file(path), { preview: false });
  await inform(
    migrations.length === 1
      ? l10n.t("Wrote {0}; read it before you apply it.", workspace.asRelativePath(path))
      : l10n.t(
          "Wrote {0} migrations to {1}; read them before you apply them.",
          migrations.length,
          placeOf(folder),
        ),
  );
}

async function askWhich(
  suggestions: readonly SuggestedMigration[],
  folder: string,
): Promise<readonly SuggestedMigration[]> {
  const items = suggestions.map((suggestion) => {
    const { message, files, alreadyIn } = suggestion;
    return {
      label: files[0]?.path ?? "",
      detail: message,
      // It may wait to be applied; it may also have been taken back.
      ...(alreadyIn !== undefined && { description: l10n.t("already in {0}", alreadyIn) }),
      picked: alreadyIn === undefined,
      suggestion,
    };
  });
  const picked = await window.showQuickPick(items, {
    title: l10n.t("Suggested Indexes"),
    placeHolder: l10n.t("One migration each, written to {0}", placeOf(folder)),
    canPickMany: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return (picked ?? []).map(({ suggestion }) => suggestion);
}

/** A folder as people know it. */
function placeOf(folder: string): string {
  const root = workspace.getWorkspaceFolder(Uri.file(folder));
  return root ? relative(root.uri.fsPath, folder) : folder;
}
