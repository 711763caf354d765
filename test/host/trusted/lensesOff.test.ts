import * as vscode from "vscode";
import { test } from "../index.ts";
import { diagnosticsOf, eventually, lensTitles, show, workspaceFile } from "../support.ts";

const description = "lensesOff/openapi.yaml";

test("lenses are absent when the setting is off, and findings are not", async () => {
  await setLenses(false);
  const { document } = await show(description);
  await diagnosticsOf(document.uri, ({ length }) => length > 0);
  await eventually(
    "no lenses",
    () => lensTitles(document.uri),
    ({ length }) => length === 0,
  );
});

test("lenses come as soon as the setting is on", async () => {
  const { document } = await show(description);
  await setLenses(undefined);
  await eventually(
    "lenses",
    () => lensTitles(document.uri),
    (titles) => titles.includes("Scaffold all routes"),
  );
});

async function setLenses(shown: boolean | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration("seniorBackend", workspaceFile(description))
    .update("openapi.lenses", shown, vscode.ConfigurationTarget.Workspace);
}
