import { l10n } from "vscode";
import type { Applied } from "../../engine/apply/applyMigration.ts";

/** What applying a migration came to, in one sentence. @param name of the connection. */
export function appliedSentence(name: string, { applied, statements, resumedFrom }: Applied): string {
  if (!applied) return l10n.t("{0} says that this has been done before; nothing ran.", name);
  const ran = ranSentence(name, statements.length);
  return resumedFrom > 0 ? l10n.t("{0} It continued after step {1}.", ran, resumedFrom) : ran;
}

/** What taking a migration back came to, in one sentence. */
export function takenBackSentence(name: string, { statements }: Applied): string {
  return l10n.t("Taken back: {0}", ranSentence(name, statements.length));
}

function ranSentence(name: string, count: number): string {
  return count === 1
    ? l10n.t("1 statement ran on {0}.", name)
    : l10n.t("{0} statements ran on {1}.", count, name);
}
