import { expect, it } from "vitest";
import { stringify } from "yaml";
import { PieceTable } from "../../../../src/features/openapi/engine/pieces/pieceTable.ts";
import { syntaxProblemOfCut } from "../../../../src/features/openapi/engine/pieces/pieceSyntax.ts";
import { toChange } from "./edits.ts";

const item = { get: { summary: "read", deprecated: true, responses: { "200": { description: "fine" } } } };
const description = {
  openapi: "3.0.3",
  info: { title: "a", version: "1" },
  paths: Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`/p${number}`, item])),
  components: { schemas: { A: { type: "string" }, B: { type: "string" } } },
};
const json = `${JSON.stringify(description, null, 2)}\n`;
const yaml = stringify(description, { aliasDuplicateObjects: false });

/** Edits in the second path item, and where the text then stops to parse, in lines from the item's first. */
const edits: readonly (readonly [name: string, from: string, to: string, line: number])[] = [
  ["json: a word that is none", "true", "trxue", 3],
  ["json: a quote too many", '"read"', '"re"ad"', 2],
  ["json: no comma between members", '"read",', '"read"', 3],
  ["json: a bracket that is not closed", '"get": {', '"get": {{', 1],
  ["json: no comma behind an item", "    },\n", "    }\n", 11],
  ["json: an item that is not closed", "    },\n", "", 10],
  ["json: a letter in front of a key", '    "/p1"', '    x"/p1"', 0],
  ["yaml: a letter at the start of a line", "      summary", "x     summary", 2],
  ["yaml: a bracket that is not closed", "read", "[read", 3],
  ["yaml: a key without a colon", "  /p1:\n", "  /p1\n", 0],
];

it.each(edits)("is told by the lines around an edit: %s", (name, from, to, line) => {
  const [path, text, key] = name.startsWith("json")
    ? (["/specs/api.json", json, '"/p1"'] as const)
    : (["/specs/api.yaml", yaml, "/p1:"] as const);
  const table = new PieceTable(path, text);
  const itemStart = text.lastIndexOf("\n", text.indexOf(key)) + 1;
  const start = text.indexOf(from, itemStart);
  table.change(toChange(text, { start, end: start + from.length, inserted: to }));
  expect(table.torn).toBeDefined();
  const problem = table.torn && syntaxProblemOfCut(table.torn);
  expect(problem?.message).toMatch(/^.{5,}$/);
  expect(problem && problem.range.start.line - (text.slice(0, itemStart).split("\n").length - 1)).toBe(line);
});
