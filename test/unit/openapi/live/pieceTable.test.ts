import * as fc from "fast-check";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { cut } from "../../../../src/features/openapi/engine/pieces/cut.ts";
import { changeBetween } from "../../../../src/features/openapi/engine/pieces/changeBetween.ts";
import { PieceTable } from "../../../../src/features/openapi/engine/pieces/pieceTable.ts";
import type { Segment } from "../../../../src/features/openapi/engine/pieces/segment.ts";
import { generatedDescription } from "../automaton/generatedDescription.ts";
import { edit, spliceOf, toChange } from "./edits.ts";

const descriptions = fc
  .tuple(generatedDescription, fc.boolean(), fc.boolean())
  .map(([value, asJson, isWindows]) => {
    const text = asJson
      ? `${JSON.stringify(value, null, 2)}\n`
      : stringify(value, { aliasDuplicateObjects: false });
    return {
      path: asJson ? "/specs/api.json" : "/specs/api.yaml",
      text: isWindows ? text.replaceAll("\n", "\r\n") : text,
    };
  });

const numRuns = Number(process.env["FC_RUNS"] ?? 300);

it("has the pieces of a text that is cut from scratch, after any edits", { timeout: 120_000 }, () => {
  let [broken, whole] = [0, 0];
  fc.assert(
    fc.property(
      descriptions,
      fc.array(edit, { minLength: 1, maxLength: 10 }),
      ({ path, text: start }, edits) => {
        const table = new PieceTable(path, start);
        let text = start;
        for (const made of edits) {
          const { start: from, end: to, inserted } = spliceOf(text, made);
          table.change(toChange(text, { start: from, end: to, inserted }));
          text = text.slice(0, from) + inserted + text.slice(to);
          expect(table.text).toBe(text);
          expect(table.length).toBe(text.length);
          const expected = cut(path, text)?.segments.map(partOf);
          // A text that was broken in several places may stay so longer than it has to.
          if (expected && !table.cut) broken++;
          else {
            whole++;
            expect(table.cut?.segments.map(partOf)).toEqual(expected);
          }
        }
      },
    ),
    { numRuns },
  );
  expect(broken).toBeLessThan(whole / 20);
});

it("keeps the pieces that an edit does not concern, also while the text is broken", () => {
  const path = "/specs/api.json";
  const operation = { get: { responses: { "200": { description: "fine" } } } };
  const paths = Object.fromEntries(Array.from({ length: 40 }, (_, number) => [`/p${number}`, operation]));
  const text = `${JSON.stringify({ openapi: "3.0.0", paths }, null, 2)}\n`;
  const table = new PieceTable(path, text);
  const before = new Set(table.cut?.segments);
  const start = text.indexOf('"/p7"');
  table.change(toChange(text, { start, end: start, inserted: "{" }));
  expect(table.cut).toBeUndefined();
  expect(table.torn?.segments.filter((segment) => !before.has(segment))).toHaveLength(1);
  const broken = table.text;
  table.change(toChange(broken, { start, end: start + 1, inserted: "" }));
  expect(table.text).toBe(text);
  expect(table.cut?.segments.filter((segment) => !before.has(segment))).toEqual([]);
});

it("does not cut JSON whose keys have control characters", () => {
  const text = JSON.stringify({ openapi: "3.0.0", components: { responses: { A: {} } } }, null, 2);
  expect(cut("/specs/api.json", text)).toBeDefined();
  expect(cut("/specs/api.json", text.replace("respo", "respo\t"))).toBeUndefined();
});

it("takes a whole text in as the change that it is", () => {
  fc.assert(
    fc.property(
      descriptions,
      edit,
      fc.array(fc.constantFrom("\r", "\n", "a", "b")),
      ({ path, text }, made, end) => {
        const before = text + end.join("");
        const { start, end: to, inserted } = spliceOf(before, made);
        const after = before.slice(0, start) + inserted + before.slice(to);
        const table = new PieceTable(path, before);
        table.change(changeBetween(before, after));
        expect(table.text).toBe(after);
      },
    ),
    { numRuns },
  );
});

function partOf({ text, lines, section, opens, closes }: Segment): Segment {
  return { text, lines, section, ...(opens && { opens }), ...(closes && { closes }) };
}
