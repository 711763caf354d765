import assert from "node:assert/strict";
import * as vscode from "vscode";
import { test } from "../index.ts";
import { codesOf, diagnosticsOf, eventually, replaceText, show, staysAway } from "../support.ts";

const migration = "sqlLint/migrations/20260101120000_add_index.sql";

test("findings appear in a migration, with rule, link and place", async () => {
  const { document } = await show(migration);
  const found = await diagnosticsOf(document.uri, ({ length }) => length > 0);
  assert.deepEqual(codesOf(found), ["create-index-blocks-writes", "syntax-error"]);
  const [index, syntax] = found;
  assert.equal(index?.source, "senior-backend");
  assert.equal(index.severity, vscode.DiagnosticSeverity.Warning);
  assert.equal(index.range.start.line, 1);
  assert.ok(typeof index.code === "object" && index.code.target.authority === "www.postgresql.org");
  assert.equal(document.getText(syntax?.range), "selec");
});

test("a hover tells the lock and the rule", async () => {
  const { document } = await show(migration);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    new vscode.Position(1, 8),
  );
  const text = hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ""))
    .map((content) => content.replaceAll(/&nbsp;|\\/g, " "))
    .join("\n");
  assert.match(text, /orders:\s+SHARE,\s+writes\s+wait/);
  assert.match(text, /CREATE\s+INDEX\s+blocks\s+writes\s+while\s+it\s+builds/);
});

test("a quick fix rewrites, and the finding goes", async () => {
  const editor = await show(migration);
  const text = editor.document.getText();
  const actions = await actionsAt(editor.document.uri, 1);
  const titles = actions.map(({ title }) => title);
  assert.ok(titles.includes("Ignore create-index-blocks-writes here with a reason…"), titles.join());
  const fix = actions.find(({ title }) => title === "Create the index concurrently");
  assert.ok(fix?.edit && fix.isPreferred);
  await vscode.workspace.applyEdit(fix.edit);
  assert.match(editor.document.getText(), /create index concurrently orders_note_idx/);
  await diagnosticsOf(editor.document.uri, (all) => !codesOf(all).includes("create-index-blocks-writes"));
  await replaceText(editor, text);
});

test("one action settles a rule in the whole file", async () => {
  const editor = await show(migration);
  const text = editor.document.getText();
  await replaceText(editor, "set lock_timeout = 1;\ndrop index a;\nselect 1;\ndrop index b;\n");
  await diagnosticsOf(
    editor.document.uri,
    (all) => codesOf(all).join() === "drop-index-blocks-table,drop-index-blocks-table",
  );
  const actions = await actionsAt(editor.document.uri, 1);
  const all = actions.find(({ title }) => title === "Fix all of drop-index-blocks-table in this file");
  assert.ok(all?.edit);
  await vscode.workspace.applyEdit(all.edit);
  await diagnosticsOf(editor.document.uri, ({ length }) => length === 0);
  await replaceText(editor, text);
});

test("after fast typing the findings are those of the last version", async () => {
  const editor = await show(migration);
  for (let count = 0; count < 15; count++) await replaceText(editor, `drop table t${count};`);
  await replaceText(editor, "truncate orders;");
  const found = await diagnosticsOf(editor.document.uri, (all) => codesOf(all).includes("truncate"));
  assert.deepEqual(codesOf(found), ["require-lock-timeout", "truncate"]);
});

test("a reasoned comment silences, the setting turns rules off", async () => {
  const editor = await show(migration);
  await replaceText(editor, "-- senior-backend-ignore truncate: nobody reads it\ntruncate orders;");
  await diagnosticsOf(editor.document.uri, (all) => codesOf(all).join() === "require-lock-timeout");
  const settings = vscode.workspace.getConfiguration("seniorBackend.database", editor.document.uri);
  await settings.update("lintRules", { "require-lock-timeout": "off" });
  await diagnosticsOf(editor.document.uri, ({ length }) => length === 0);
  await settings.update("lintRules", undefined);
  await diagnosticsOf(editor.document.uri, ({ length }) => length > 0);
});

test("a query file is left alone until the setting says that it is a migration", async () => {
  const { document } = await show("sqlLint/queries/report.sql");
  await staysAway("a finding", () => vscode.languages.getDiagnostics(document.uri).length > 0);
  const settings = vscode.workspace.getConfiguration("seniorBackend.database", document.uri);
  await settings.update("migrations", ["**/queries/*.sql"]);
  await diagnosticsOf(document.uri, (all) => codesOf(all).includes("create-index-blocks-writes"));
  await settings.update("migrations", undefined);
  await diagnosticsOf(document.uri, ({ length }) => length === 0);
});

async function actionsAt(uri: vscode.Uri, line: number): Promise<readonly vscode.CodeAction[]> {
  return await eventually(
    "quick fixes",
    async () =>
      await vscode.commands.executeCommand<vscode.CodeAction[]>(
        "vscode.executeCodeActionProvider",
        uri,
        new vscode.Range(line, 0, line, 5),
      ),
    ({ length }) => length > 0,
  );
}
