import { env, l10n, Uri, window, workspace } from "vscode";
import type { Action } from "../../../host/messages.ts";
import type { PlannedFile } from "../../../shared/lspProtocol.ts";

/** The buttons after a run: look at the app, and run it where the workspace is trusted. */
export function nextActions(folder: Uri, files: readonly PlannedFile[]): readonly Action[] {
  const app = files.find(({ path }) => path === "src/app.ts");
  return [
    ...(app
      ? [{ title: l10n.t("Open app.ts"), run: () => window.showTextDocument(Uri.parse(app.uri)) }]
      : []),
    ...(workspace.isTrusted ? [{ title: l10n.t("Run"), run: () => runService(folder) }] : []),
  ];
}

function runService(folder: Uri): void {
  const terminal = window.createTerminal({ name: l10n.t("Run {0}", folderName(folder)), cwd: folder });
  terminal.show();
  terminal.sendText(installAndRun(env.shell));
}

/** Windows PowerShell 5 has no `&&`. */
function installAndRun(shell: string): string {
  return /powershell(?:\.exe)?$/i.test(shell)
    ? "npm install; if ($?) { npm run dev }"
    : "npm install && npm run dev";
}

function folderName(folder: Uri): string {
  return folder.path.split("/").findLast((segment) => segment !== "") ?? folder.path;
}
