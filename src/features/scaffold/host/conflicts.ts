import { CancellationError, commands, l10n, Uri, workspace } from "vscode";
import { choose } from "../../../host/messages.ts";
import { type Disposable, DisposableStore } from "../../../shared/disposable.ts";
import type { PlannedFile } from "../../../shared/lspProtocol.ts";
import { UserError } from "../../../shared/userError.ts";
import { nameFiles } from "./wording.ts";

const plannedScheme = "senior-backend-planned";

/**
 * Refuses files with unsaved edits: the plan does not know them.
 * @throws UserError that names them.
 */
export function refuseUnsaved(files: readonly PlannedFile[]): void {
  const dirty = new Set(
    workspace.textDocuments.filter((document) => document.isDirty).map(({ uri }) => uri.toString()),
  );
  const unsaved = files.filter(({ uri }) => dirty.has(Uri.parse(uri).toString()));
  if (unsaved.length === 0) return;
  throw new UserError(
    l10n.t(
      "Nothing was written because of unsaved edits in {0}: save or revert them first.",
      nameFiles(unsaved),
    ),
  );
}

export interface Settlement {
  /** The files to write. */
  readonly accepted: readonly PlannedFile[];
  /** Generated files that from now on belong to whoever edited them. */
  readonly ejected: readonly PlannedFile[];
}

/**
 * Asks what to do with files that were edited since they were generated.
 * @throws CancellationError when the question is dismissed.
 */
export async function settleConflicts(files: readonly PlannedFile[]): Promise<Settlement> {
  const conflicts = files.filter(({ action }) => action === "conflict");
  const generated = conflicts.filter(({ zone }) => zone === "generated");
  if (conflicts.length === 0) return { accepted: files, ejected: [] };
  const answers = {
    overwrite: l10n.t("Overwrite"),
    keep: l10n.t("Keep Mine"),
    eject: l10n.t("Keep Mine for Good"),
    show: l10n.t("Show Changes"),
  };
  const buttons = [
    answers.show,
    answers.keep,
    ...(generated.length > 0 ? [answers.eject] : []),
    answers.overwrite,
  ];
  const question = l10n.t(
    "Edited since it was generated: {0}. Overwrite it with the new version, or keep yours and write the rest.",
    nameFiles(conflicts),
  );
  for (;;) {
    const answer = await choose(question, ...buttons);
    if (answer === answers.overwrite) return { accepted: files, ejected: [] };
    if (answer === answers.eject) return { accepted: [], ejected: generated };
    if (answer === answers.keep)
      return { accepted: files.filter(({ action }) => action !== "conflict"), ejected: [] };
    if (answer !== answers.show) throw new CancellationError();
    await showChanges(conflicts);
  }
}

async function showChanges(conflicts: readonly PlannedFile[]): Promise<void> {
  const sides = conflicts.map(({ uri }) => {
    const current = Uri.parse(uri);
    return [current, current, current.with({ scheme: plannedScheme, query: uri })];
  });
  await commands.executeCommand("vscode.changes", l10n.t("Your edits and what would be generated"), sides);
}

/** Serves the contents of planned files to diff editors. */
export class PlannedContents implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #parts = new DisposableStore();

  constructor() {
    this.#parts.add(
      workspace.registerTextDocumentContentProvider(plannedScheme, {
        provideTextDocumentContent: ({ query }) => this.#texts.get(query),
      }),
    );
  }

  offer(files: readonly PlannedFile[]): void {
    this.#texts.clear();
    for (const { uri, contents } of files) this.#texts.set(uri, contents);
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
