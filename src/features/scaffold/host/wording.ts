import { l10n } from "vscode";
import type { PlannedFile, PlanScaffoldResult } from "../../../shared/lspProtocol.ts";

const mostNames = 3;

/** "app.ts", "app.ts and server.ts", "app.ts, server.ts, config.ts and 4 more". */
export function nameFiles(files: readonly Pick<PlannedFile, "path">[]): string {
  const names = files.slice(0, mostNames).map(({ path }) => path);
  const more = files.length - names.length;
  if (more > 0) return l10n.t("{0} and {1} more", names.join(", "), more);
  const last = names.pop() ?? "";
  return names.length === 0 ? last : l10n.t("{0} and {1}", names.join(", "), last);
}

/** What a run did, in one sentence. `written` holds the files that really are on disk now. */
export function outcomeSentence(
  { operations, notes }: Pick<PlanScaffoldResult, "operations" | "notes">,
  written: readonly PlannedFile[],
): string {
  const sentence = whatWasWritten(operations, written);
  if (notes.length === 0) return sentence;
  const log =
    notes.length === 1
      ? l10n.t("One note is in the log.")
      : l10n.t("{0} notes are in the log.", notes.length);
  return `${sentence} ${log}`;
}

function whatWasWritten(operations: number, written: readonly PlannedFile[]): string {
  const handlers = written.filter(
    ({ path, action }) => action === "created" && path.startsWith("src/handlers/"),
  );
  if (handlers.length === 1) return l10n.t("Generated 1 route handler, validation middleware and types.");
  if (handlers.length > 1) {
    return l10n.t("Generated {0} route handlers, validation middleware and types.", handlers.length);
  }
  const files = written.length === 1 ? l10n.t("1 file") : l10n.t("{0} files", written.length);
  return l10n.t("Generated {0}: {1}.", files, routes(operations));
}

/** "Everything is up to date: 12 routes." */
export function upToDateSentence(operations: number): string {
  return l10n.t("Everything is up to date: {0}.", routes(operations));
}

function routes(count: number): string {
  return count === 1 ? l10n.t("1 route") : l10n.t("{0} routes", count);
}
