import * as vscode from "vscode";
import { test } from "../index.ts";
import { eventually, extension, languageServers, replaceText, show, staysAway } from "../support.ts";

test("YAML and JSON that are no API descriptions activate the extension and start no server", async () => {
  const yaml = await show("compose.yaml");
  await show("settings.json");
  await eventually("active", () => extension().isActive, Boolean);
  await replaceText(yaml, `${yaml.document.getText()}\nvolumes: {}\n`);
  await vscode.commands.executeCommand("vscode.executeCodeLensProvider", yaml.document.uri);
  await staysAway("a language server", () => languageServers().length > 0);
});

test("the first API description starts one server", async () => {
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language: "yaml", content: "openapi: 3.1.0\npaths: {}\n" }),
  );
  await eventually("servers", languageServers, ({ length }) => length === 1);
});
