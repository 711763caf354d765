import assert from "node:assert/strict";
import * as vscode from "vscode";
import { test } from "../index.ts";
import { codesOf, diagnosticsOf, eventually, languageServers, replaceText, show } from "../support.ts";

test("a server that dies is started again and knows the open documents", async () => {
  const editor = await show("crash/openapi.yaml");
  await diagnosticsOf(editor.document.uri, ({ length }) => length > 0);
  await killServer();
  const text = editor.document.getText();
  await replaceText(editor, text.replace("/notes:", "/notes/:"));
  await diagnosticsOf(editor.document.uri, (all) => codesOf(all).includes("path-keys-no-trailing-slash"));
});

test("“Restart Language Server” replaces the server", async () => {
  const before = languageServers();
  await vscode.commands.executeCommand("seniorBackend.server.restart");
  const after = await eventually("servers", languageServers, ({ length }) => length === 1);
  assert.notDeepEqual(after, before);
});

async function killServer(): Promise<void> {
  const [server, ...others] = languageServers();
  assert.ok(server !== undefined && others.length === 0);
  process.kill(server, "SIGKILL");
  await eventually("servers", languageServers, ([next]) => next !== undefined && next !== server);
}
