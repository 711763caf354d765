import assert from "node:assert/strict";
import { test } from "../index.ts";
import { codesOf, diagnosticsOf, languageServers, replaceText, show } from "../support.ts";

const rest = "info: { title: Notes, version: 1.0.0 }\n";

test("a ruleset that does not load is said at the document and at the ruleset", async () => {
  const { document } = await show("badInput/ruleset/openapi.yaml");
  const [finding, ...others] = await diagnosticsOf(document.uri, ({ length }) => length > 0);
  assert.deepEqual(others, []);
  assert.match(finding?.message ?? "", /\.spectral\.yaml.*noSuchFunction/s);
});

const inputs: Readonly<Record<string, { readonly text: string; readonly code: string | RegExp }>> = {
  "YAML that is half typed": {
    text: `openapi: 3.1.0\ninfo:\n  title: Notes\n  version: "1.0.0\npaths: {}\n`,
    code: "syntax",
  },
  "a tab as indentation": { text: `openapi: 3.1.0\ninfo:\n\ttitle: Notes\n`, code: "syntax" },
  "a duplicate key": { text: `openapi: 3.1.0\n${rest}info: {}\npaths: {}\n`, code: /syntax|parser/ },
  "a $ref to nowhere": {
    text: `openapi: 3.1.0\n${rest}paths:\n  /a:\n    $ref: "#/components/pathItems/none"\n`,
    code: "invalid-ref",
  },
  "a circular $ref": {
    text: `openapi: 3.1.0\n${rest}paths: {}\ncomponents:\n  schemas:\n    Node: { properties: { next: { $ref: "#/components/schemas/Node" } } }\n`,
    code: "oas3-unused-component",
  },
};

for (const [name, { text, code }] of Object.entries(inputs)) {
  test(`${name} gets a finding and leaves the server alive`, async () => {
    const servers = languageServers();
    const editor = await show("badInput/openapi.yaml");
    await replaceText(editor, text);
    await diagnosticsOf(editor.document.uri, (all) => codesOf(all).some((found) => matches(found, code)));
    assert.deepEqual(languageServers(), servers);
  });
}

test("an empty file has no findings", async () => {
  const editor = await show("badInput/openapi.yaml");
  await replaceText(editor, "");
  await diagnosticsOf(editor.document.uri, ({ length }) => length === 0);
});

function matches(found: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? found === wanted : wanted.test(found);
}
