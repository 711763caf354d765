import * as vscode from "vscode";
import { listProcesses } from "../support/processes.ts";

const patience = 30_000;
const interval = 50;
const absence = 1500;

/** The extension under test. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension("senior-backend.senior-backend");
  if (!found) throw new Error("VS Code does not know the extension.");
  return found;
}

/** URI of a file of the workspace folder. */
export function workspaceFile(path: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error("This suite has no workspace folder.");
  return vscode.Uri.joinPath(folder.uri, path);
}

/**
 * Opens a file of the workspace in an editor, the way a person does: a document that was opened through the API
 * stays open for minutes after its editor closes.
 */
export async function show(path: string): Promise<vscode.TextEditor> {
  const uri = workspaceFile(path);
  await vscode.commands.executeCommand("vscode.open", uri, { preview: false });
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.toString() !== uri.toString()) throw new Error(`${path} did not open.`);
  return editor;
}

/** Replaces the whole text of a document, which stays unsaved. */
export async function replaceText({ document }: vscode.TextEditor, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error("The edit was refused.");
}

/**
 * Waits until the diagnostics of a file are as wanted, and returns them.
 * @throws {Error} with the last ones when they do not come
 */
export async function diagnosticsOf(
  uri: vscode.Uri,
  wanted: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const current = () => vscode.languages.getDiagnostics(uri);
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      listener.dispose();
      settle();
    };
    const look = () => {
      const diagnostics = current();
      if (wanted(diagnostics)) finish(() => resolve(diagnostics));
    };
    const timer = setTimeout(() => {
      const lines = current().map(({ code, message }) => `${codeText(code)}: ${message}`);
      finish(() => reject(new Error(`Unexpected diagnostics of ${uri.path}:\n${lines.join("\n")}`)));
    }, patience);
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

/** Rule ids of diagnostics. */
export function codesOf(diagnostics: readonly vscode.Diagnostic[]): readonly string[] {
  return diagnostics.map(({ code }) => codeText(code));
}

function codeText(code: vscode.Diagnostic["code"]): string {
  return String(typeof code === "object" ? code.value : code);
}

/** Titles of the lenses that a file has now. */
export async function lensTitles(uri: vscode.Uri): Promise<readonly string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    uri,
    1000,
  );
  return lenses.flatMap(({ command }) => (command ? [command.title] : []));
}

/**
 * Asks again and again until the answer is as wanted, for what VS Code has no event for.
 * @throws {Error} with the last answer when it never is
 */
export async function eventually<T>(
  what: string,
  ask: () => T | Promise<T>,
  wanted: (answer: T) => boolean,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: still ${JSON.stringify(answer)}.`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

/** Watches for a moment that something stays away: there is no event for what does not happen. */
export async function staysAway(what: string, isThere: () => boolean): Promise<void> {
  const deadline = Date.now() + absence;
  while (Date.now() < deadline) {
    if (isThere()) throw new Error(`There is ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

/** Process ids of the language servers that this extension host has started. */
export function languageServers(): readonly number[] {
  return listProcesses()
    .filter(({ parent, command }) => parent === process.pid && command.includes("/dist/server.js"))
    .map(({ pid }) => pid);
}
