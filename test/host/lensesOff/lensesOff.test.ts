import assert from "node:assert/strict";
import * as vscode from "vscode";
import { test } from "../index.ts";
import { diagnosticsOf, eventually, lensTitles, show } from "../support.ts";

test("lenses are absent when the setting is off, and findings are not", async () => {
  const { document } = await show("openapi.yaml");
  await diagnosticsOf(document.uri, ({ length }) => length > 0);
  assert.deepEqual(await lensTitles(document.uri), []);
});

test("lenses come as soon as the setting is on", async () => {
  const { document } = await show("openapi.yaml");
  await vscode.workspace
    .getConfiguration("seniorBackend", document.uri)
    .update("openapi.lenses", true, vscode.ConfigurationTarget.Workspace);
  await eventually(
    "lenses",
    () => lensTitles(document.uri),
    (titles) => titles.includes("Scaffold all routes"),
  );
});
