import { l10n, window } from "vscode";
import type { SavedConnection } from "../savedConnection.ts";

/** Asks whoever wants to change a database: its name has to be typed unless it is for development. */
export async function isConfirmed({ name, role }: SavedConnection): Promise<boolean> {
  if (role === "development") return true;
  const typed = await window.showInputBox({
    title: l10n.t("{0} is for {1}", name, role),
    prompt: l10n.t("Type {0} to change it", name),
    ignoreFocusOut: true,
    validateInput: (text) => (text === name || text === "" ? undefined : l10n.t("This is not its name.")),
  });
  return typed === name;
}

/** Asks before something that cannot be undone by itself; `verb` is what the button says. */
export async function isWanted(question: string, detail: readonly string[], verb: string): Promise<boolean> {
  const options = { modal: true, detail: detail.join("\n") };
  return (await window.showWarningMessage(question, options, verb)) === verb;
}
