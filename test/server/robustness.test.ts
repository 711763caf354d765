import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type LanguageServer, startLanguageServer } from "../support/languageServer.ts";

const sample = readFileSync("media/sample/openapi.yaml", "utf8");
const uri = "file:///robust/openapi.yaml";

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

it("lives through broken documents, and is right again once one is repaired", async () => {
  server.open(uri, sample, 1);
  const expected = await server.diagnostics(uri, ({ version }) => version === 1);
  const edits = fc.sample(
    fc.tuple(
      fc.constantFrom(...Object.keys(mutations)),
      fc.nat(sample.length - 1),
      fc.integer({ min: 1, max: 400 }),
    ),
    { numRuns: 120, seed: 20 },
  );
  let version = 1;
  for (const [index, [name, at, length]] of edits.entries()) {
    server.change(uri, mutations[name]?.(sample, at, length) ?? sample, ++version);
    // Most edits come faster than an answer; now and then somebody stops and looks.
    const current = version;
    if (index % 12 === 0) await server.diagnostics(uri, (params) => params.version === current);
  }
  server.change(uri, sample, ++version);
  const repaired = await server.diagnostics(uri, (params) => params.version === version);
  expect(repaired).toEqual(expected);
}, 120_000);
