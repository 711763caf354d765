import * as fc from "fast-check";
import { expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ChunkedText } from "../../src/shared/chunkedText.ts";

const text = fc
  .array(fc.constantFrom("a", "bc", " ", "\n", "\r\n", "\r", "é", "\n\n", "defghij"), { maxLength: 60 })
  .map((parts) => parts.join(""));
const place = fc.record({ line: fc.nat(40), character: fc.nat(12) });
const edit = fc.record({ start: place, end: place, inserted: text });

it("reads like a text in one piece after any edits", () => {
  fc.assert(
    fc.property(
      text,
      fc.array(edit, { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      (start, edits, size) => {
        const chunked = new ChunkedText(start, size);
        const plain = TextDocument.create("", "", 0, start);
        for (const { start: from, end: to, inserted } of edits) {
          const [first, last] = [plain.offsetAt(from), plain.offsetAt(to)].sort((a, b) => a - b);
          const before = plain.getText();
          const whole = before.slice(0, first) + inserted + before.slice(last);
          chunked.replace({ start: from, end: to }, inserted);
          TextDocument.update(plain, [{ text: whole }], 1);
          expect(String(chunked)).toBe(whole);
          expect(chunked.length).toBe(whole.length);
          expect(chunked.chunks.slice(0, -1).every((chunk) => chunk.text.endsWith("\n"))).toBe(true);
          expect(chunked.chunks.map((chunk) => chunk.text).join("")).toBe(whole);
        }
        for (let offset = 0; offset <= plain.getText().length; offset++)
          expect(chunked.positionAt(offset)).toEqual(plain.positionAt(offset));
        const lines = plain.getText().split(/\r\n|\n|\r/);
        for (let line = 0; line <= lines.length; line++) expect(chunked.line(line)).toBe(lines[line] ?? "");
      },
    ),
  );
});
