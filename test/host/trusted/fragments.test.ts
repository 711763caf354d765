import assert from "node:assert/strict";
import * as vscode from "vscode";
import { test } from "../index.ts";
import { codesOf, diagnosticsOf, replaceText, show } from "../support.ts";

test("a file that a description refers to shows its own findings", async () => {
  const { document } = await show("fragments/parts/notes.yaml");
  await diagnosticsOf(document.uri, (all) => codesOf(all).includes("operation-tags"));
});

test("an edit of the part is followed, with the description closed", async () => {
  const editor = await show("fragments/parts/notes.yaml");
  await replaceText(editor, editor.document.getText().replace("get:", "get:\n  tags: [notes]"));
  await diagnosticsOf(
    editor.document.uri,
    (all) => all.length > 0 && !codesOf(all).includes("operation-tags"),
  );
  const other = await show("fragments/other/notes.yaml");
  assert.deepEqual(vscode.languages.getDiagnostics(other.document.uri), []);
});
