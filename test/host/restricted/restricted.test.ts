import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { test } from "../index.ts";
import { codesOf, diagnosticsOf, eventually, lensTitles, show, workspaceFile } from "../support.ts";

test("the workspace is not trusted", () => {
  assert.equal(vscode.workspace.isTrusted, false);
});

test("an untrusted workspace is linted, and cannot redirect the rules", async () => {
  const { document } = await show("openapi.yaml");
  await diagnosticsOf(document.uri, (all) => codesOf(all).includes("operation-tags"));
});

test("a ruleset that is code is not executed, and the document says so", async () => {
  const { document } = await show("code/openapi.yaml");
  const [finding] = await diagnosticsOf(document.uri, ({ length }) => length > 0);
  assert.match(finding?.message ?? "", /trust/i);
  assert.equal(existsSync(workspaceFile("code/executed").fsPath), false);
});

test("no lens offers a load test, which would send requests", async () => {
  const { document } = await show("openapi.yaml");
  const titles = await eventually(
    "lenses",
    () => lensTitles(document.uri),
    ({ length }) => length > 1,
  );
  assert.ok(titles.includes("Scaffold all routes"));
  assert.ok(!titles.includes("Load test"));
});
