import { join } from "node:path";
import { l10n, Uri, window, workspace } from "vscode";
import { longTask } from "../../../../host/longTask.ts";
import { inform } from "../../../../host/messages.ts";
import type { ComparisonReport, CompareParams } from "../../protocol.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import type { DatabaseProcess } from "../databaseProcess.ts";
import type { SavedConnection } from "../savedConnection.ts";
import type { DatabaseTree } from "../tree.ts";
import { describeComparison } from "./describeComparison.ts";
import { migrationFolder, pickConnection, pickTarget } from "./pickPlace.ts";

export interface CompareParts {
  readonly process: DatabaseProcess;
  readonly store: ConnectionStore;
  /** Shows what a connection holds. */
  readonly tree: Pick<DatabaseTree, "refresh">;
}

/** Compares a database with a schema, asks about renames, and shows the migration with its proof. */
export async function compareSchema(
  { process, store }: CompareParts,
  given: SavedConnection | undefined,
): Promise<void> {
  const connection = given ?? (await pickConnection(store, l10n.t("The database to compare")));
  if (!connection) return;
  const to = await pickTarget(store, connection);
  if (!to) return;
  const folder = await migrationFolder();
  const params: CompareParams = {
    from: { kind: "connection", connectionId: connection.id },
    to,
    folder,
    renames: [],
  };
  const compare = (renames: CompareParams["renames"]) =>
    longTask(l10n.t("Comparing {0} and replaying the migration", connection.name), (signal) =>
      process.call("compareSchemas", { ...params, renames }, signal),
    );
  const first = await compare([]);
  const renames = await askRenames(first);
  if (!renames) return;
  const report = renames.length === 0 ? first : await compare(renames);
  await show(report, folder, connection.name);
}

/** Asks about each thing that may only have a new name; undefined when the question is dismissed. */
async function askRenames({ candidates }: ComparisonReport): Promise<CompareParams["renames"] | undefined> {
  const renames: { readonly from: string; readonly to: string }[] = [];
  const taken = new Set<string>();
  for (const { from, to, reason } of candidates) {
    if (taken.has(from) || taken.has(to)) continue;
    const renamed = { label: l10n.t("Renamed: its data stays"), isRename: true };
    const replaced = { label: l10n.t("Dropped and added: its data is lost"), isRename: false };
    const answer = await window.showQuickPick([renamed, replaced], {
      title: l10n.t("Is {0} now {1}?", nameOf(from), nameOf(to)),
      placeHolder: reason,
      ignoreFocusOut: true,
    });
    if (!answer) return undefined;
    if (!answer.isRename) continue;
    taken.add(from).add(to);
    renames.push({ from: nameOf(from), to: nameOf(to) });
  }
  return renames;
}

/** Says what would change, what it costs and what is proven, and writes the migration after a yes. */
async function show(report: ComparisonReport, folder: string, name: string): Promise<void> {
  if (report.files.length === 0) {
    await inform(l10n.t("{0} is as the schema says.", name));
    return;
  }
  const message =
    report.losses.length > 0
      ? l10n.t("{0} differs from the schema, and the migration loses data.", name)
      : l10n.t("{0} differs from the schema.", name);
  const save = l10n.t("Save Migration");
  const options = { modal: true, detail: describeComparison(report) };
  if ((await window.showInformationMessage(message, options, save)) === save) await saveFiles(report, folder);
}

async function saveFiles({ files }: ComparisonReport, folder: string): Promise<void> {
  for (const { path, text } of files) {
    const uri = Uri.file(join(folder, path));
    await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    if (path.endsWith(".sql")) await window.showTextDocument(uri, { preview: false });
  }
}

/** An id without its kind. */
function nameOf(id: string): string {
  return id.slice(id.indexOf(" ") + 1);
}
