// The first of the window: nothing has started a language server yet.
import * as vscode from "vscode";
import { test } from "../index.ts";
import { eventually, extension, languageServers, replaceText, show, staysAway } from "../support.ts";

test("YAML and JSON that are no API descriptions activate the extension and start no server", async () => {
  const yaml = await show("unrelated/compose.yaml");
  await show("unrelated/settings.json");
  await eventually("active", () => extension().isActive, Boolean);
  await replaceText(yaml, `${yaml.document.getText()}\nvolumes: {}\n`);
  await vscode.commands.executeCommand("vscode.executeCodeLensProvider", yaml.document.uri);
  await staysAway("a language server", () => languageServers().length > 0);
});

test("a file that looks like a part and belongs to no description starts no server", async () => {
  await show("fragments/other/notes.yaml");
  await staysAway("a language server", () => languageServers().length > 0);
});

test("the first API description starts one server", async () => {
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language: "yaml", content: "openapi: 3.1.0\npaths: {}\n" }),
  );
  await eventually("servers", languageServers, ({ length }) => length === 1);
});
