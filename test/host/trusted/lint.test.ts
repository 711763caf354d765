import assert from "node:assert/strict";
import * as vscode from "vscode";
import { test } from "../index.ts";
import { codesOf, diagnosticsOf, eventually, lensTitles, replaceText, show } from "../support.ts";

test("findings appear with source, rule, link and place", async () => {
  const { document } = await show("lint/openapi.yaml");
  const found = await diagnosticsOf(document.uri, (all) => codesOf(all).includes("operation-tags"));
  const finding = found.find((diagnostic) => codesOf([diagnostic])[0] === "operation-tags");
  assert.equal(finding?.source, "senior-backend");
  assert.equal(finding.severity, vscode.DiagnosticSeverity.Warning);
  assert.equal(finding.range.start.line, 8);
  assert.ok(typeof finding.code === "object" && finding.code.target.scheme === "https");
});

test("a JSON description is recognised by its content", async () => {
  const { document } = await show("lint/openapi.json");
  await diagnosticsOf(document.uri, (all) => codesOf(all).includes("operation-operationId"));
});

test("findings follow the edits", async () => {
  const editor = await show("lint/openapi.yaml");
  const text = editor.document.getText();
  await replaceText(
    editor,
    text.replace("operationId: listNotes", "operationId: listNotes\n      tags: [notes]"),
  );
  await diagnosticsOf(editor.document.uri, (all) => !codesOf(all).includes("operation-tags"));
  await replaceText(editor, text);
  await diagnosticsOf(editor.document.uri, (all) => codesOf(all).includes("operation-tags"));
});

test("after fast typing the findings are those of the last version", async () => {
  const editor = await show("lint/openapi.yaml");
  const text = editor.document.getText();
  for (let count = 1; count <= 20; count++) {
    await replaceText(editor, text.replace("/notes:", `/notes${"/".repeat(count % 2)}:`));
  }
  await replaceText(editor, text.replace("/notes:", "/notes/:"));
  await diagnosticsOf(editor.document.uri, (all) => codesOf(all).includes("path-keys-no-trailing-slash"));
  await replaceText(editor, text);
  await diagnosticsOf(
    editor.document.uri,
    (all) => all.length > 0 && !codesOf(all).includes("path-keys-no-trailing-slash"),
  );
});

test("lenses count the findings and offer to scaffold", async () => {
  const { document } = await show("lint/openapi.yaml");
  const found = await diagnosticsOf(document.uri, ({ length }) => length > 0);
  const titles = await eventually(
    "lenses",
    () => lensTitles(document.uri),
    (all) => all.some((title) => title.startsWith(`${found.length} findings`)),
  );
  assert.equal(titles.filter((title) => title === "Scaffold all routes").length, 1);
  assert.equal(titles.filter((title) => title === "Scaffold route").length, 1);
});

test("findings vanish when the document closes, and only those", async () => {
  const { document } = await show("lint/openapi.yaml");
  await diagnosticsOf(document.uri, ({ length }) => length > 0);
  await vscode.commands.executeCommand("workbench.action.files.revert");
  const json = await show("lint/openapi.json");
  await vscode.commands.executeCommand("workbench.action.closeOtherEditors");
  await diagnosticsOf(document.uri, ({ length }) => length === 0);
  assert.notEqual(vscode.languages.getDiagnostics(json.document.uri).length, 0);
});
