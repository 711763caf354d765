import { commands, l10n, ProgressLocation, window } from "vscode";
import { inform } from "../../../host/messages.ts";
import type { LanguageServer } from "../../../host/languageServer.ts";
import { lintWorkspaceMethod, type LintWorkspaceResult } from "../../../shared/lspProtocol.ts";

/** Lints all descriptions of the workspace, shows the Problems panel, and says what was found. */
export async function lintWorkspace(server: LanguageServer): Promise<void> {
  const title = l10n.t("Linting the workspace…");
  const result = await window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    (_, token) => server.request<LintWorkspaceResult>(lintWorkspaceMethod, undefined, token),
  );
  if (result.findings > 0) await commands.executeCommand("workbench.panel.markers.view.focus");
  await inform(outcome(result));
}

function outcome({ documents, findings, security }: LintWorkspaceResult): string {
  if (documents === 0) return l10n.t("There is no OpenAPI description in this workspace.");
  const where = documents === 1 ? l10n.t("1 description") : l10n.t("{0} descriptions", documents);
  if (findings === 0) return l10n.t("No findings in {0}.", where);
  return l10n.t("{0} findings in {1}, {2} about security.", findings, where, security);
}
