import { l10n, Uri, WorkspaceEdit, workspace } from "vscode";
import { askText } from "../../../../host/inputBox.ts";
import { ignoreComment } from "../../engine/sqlLint/ignoreComment.ts";

/** What the quick fix hands to the command. */
interface Place {
  readonly uri: Uri;
  readonly code: string;
  /** Start of the statement. */
  readonly offset: number;
}

/** Asks for a reason and writes the comment above the statement. Does nothing when the question is dismissed. */
export async function ignoreFinding(argument: unknown): Promise<void> {
  if (!isPlace(argument)) return;
  const { uri, code, offset } = argument;
  const document = await workspace.openTextDocument(uri);
  const { version } = document;
  const reason = await askText(
    { title: l10n.t("Ignore {0}", code), step: 1, totalSteps: 1 },
    {
      prompt: l10n.t("Why is it safe here? The reason stands in the comment."),
      placeholder: l10n.t("The table has 12 rows"),
      problem: (text) => (text.trim() === "" ? l10n.t("Write a reason.") : undefined),
    },
  );
  if (typeof reason !== "string" || document.version !== version) return;
  const line = document.lineAt(document.positionAt(offset).line);
  const indentation = line.text.slice(0, line.firstNonWhitespaceCharacterIndex);
  const edit = new WorkspaceEdit();
  edit.insert(uri, line.range.start, `${indentation}${ignoreComment(code, reason)}\n`);
  await workspace.applyEdit(edit);
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== "object" || value === null) return false;
  const { uri, code, offset } = value as Partial<Record<keyof Place, unknown>>;
  return uri instanceof Uri && typeof code === "string" && typeof offset === "number";
}
