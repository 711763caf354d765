import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "vscode-languageserver-protocol/node";
import { parse } from "yaml";
import { contractVersion } from "../../src/features/openapi/engine/recognise.ts";
import { type LanguageServer, startLanguageServer } from "../support/languageServer.ts";

const sample = readFileSync("media/sample/openapi.yaml", "utf8");
const documents = [
  { uri: "file:///robust/openapi.yaml", text: sample },
  { uri: "file:///robust/openapi.json", text: `${JSON.stringify(parse(sample), null, 2)}\n` },
];

let server: LanguageServer;
beforeEach(async () => {
  server = await startLanguageServer();
});
afterEach(() => server.stop());

/** What happens to documents while people type, paste and merge. */
const mutations: Readonly<Record<string, (text: string, at: number, length: number) => string>> = {
  cut: (text, at, length) => text.slice(0, at) + text.slice(at + length),
  repeat: (text, at, length) => text.slice(0, at) + text.slice(at - length, at) + text.slice(at),
  quote: (text, at) => `${text.slice(0, at)}"${text.slice(at)}`,
  tab: (text, at) => `${text.slice(0, at)}\n\t\t${text.slice(at)}`,
  control: (text, at) => `${text.slice(0, at)}\u0000\u0007\uFFFF${text.slice(at)}`,
  nest: (text, at) => text.slice(0, at) + "{a: [".repeat(2000) + text.slice(at),
  anchors: (text, at) => `${text.slice(0, at)}\nx: &a [*a, *a]\ny: *nowhere\n<<: *a\n${text.slice(at)}`,
  conflict: (text, at) => `${text.slice(0, at)}\n<<<<<<< HEAD\n=======\n>>>>>>> other\n${text.slice(at)}`,
  end: (text, at) => text.slice(0, at),
};

/** Real documents, broken in ways that come from one seed. */
function mutated(text: string, count: number): readonly string[] {
  const edits = fc.sample(
    fc.tuple(
      fc.constantFrom(...Object.keys(mutations)),
      fc.nat(text.length - 1),
      fc.integer({ min: 1, max: 400 }),
    ),
    { numRuns: count, seed: 20 },
  );
  return edits.map(([name, at, length]) => mutations[name]?.(text, at, length) ?? text);
}

/** What an editor sends to turn one text into another: the part that differs. */
function difference(before: string, after: string): TextEdit {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let same = 0;
  const most = Math.min(before.length, after.length) - start;
  while (same < most && before.at(-1 - same) === after.at(-1 - same)) same++;
  const document = TextDocument.create("", "", 0, before);
  const range = { start: document.positionAt(start), end: document.positionAt(before.length - same) };
  return { range, newText: after.slice(start, after.length - same) };
}

it.each(documents)(
  "lives through 500 broken documents, and is right again once one is repaired: $uri",
  async ({ uri, text }) => {
    server.open(uri, text, 1);
    const expected = await server.diagnostics(uri, ({ version }) => version === 1);
    let version = 1;
    const edit = (before: string, after: string): void => {
      version++;
      server.edit(uri, [difference(before, after)], version);
    };
    const answered = (current: number) => server.diagnostics(uri, (params) => params.version === current);
    for (const [index, broken] of mutated(text, 500).entries()) {
      edit(text, broken);
      // Most edits come faster than an answer; now and then somebody stops and looks.
      if (index % 25 === 0 && contractVersion(broken) !== undefined) await answered(version);
      edit(broken, text);
      if (index % 50 === 0) expect(await answered(version)).toEqual(expected);
    }
    expect(await answered(version)).toEqual(expected);
  },
  240_000,
);
