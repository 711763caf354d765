import * as fc from "fast-check";
import type { TextChange } from "../../../../src/features/openapi/engine/pieces/pieceTable.ts";

/** An edit of whatever text it meets: places are shares of it. */
export type Edit =
  | { readonly kind: "type"; readonly at: number; readonly inserted: string }
  | { readonly kind: "delete"; readonly at: number; readonly length: number }
  | { readonly kind: "repeat line" | "delete line"; readonly at: number }
  | { readonly kind: "move line"; readonly at: number; readonly to: number };

/** Text in place of a part of a text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly inserted: string;
}

const fragments = [
  "x",
  " ",
  "\n",
  ": ",
  "#",
  '"',
  "'",
  "- ",
  "{",
  "}",
  "[",
  ",",
  "eval(",
  "\t",
  "\r",
  "é",
  "&a ",
  "*a",
  "description: <script>\n",
  "      description: eval(1)\n",
  "    get: {}\n",
  "  /new: {get: {operationId: a, responses: {}}}\n",
  "    New: {type: string, example: 1}\n",
  '      "description": "eval(",\n',
  '$ref: "#/components/schemas/A"',
  '{$ref: "#/components/schemas/B"}',
  '{"$ref": "#/components/schemas/A"}',
  "$ref: ./shared.yaml",
  '$ref: "#components/schemas/A"',
  '{$ref: "shared.yaml#/schemas/A"}',
  '{"$ref": "more/shared.json#/schemas/B"}',
  "readOnly: true",
  "components:\n",
  "paths:\n",
];

// Doubles are drawn by their bits: nearly all of them are next to zero.
const share = fc.integer({ min: 0, max: 1_000_000 }).map((part) => part / 1_000_000);

/** Typing, deleting, and what people do to whole lines. */
export const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("type"), at: share, inserted: fc.constantFrom(...fragments) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("delete"), at: share, length: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("repeat line", "delete line"), at: share }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("move line"), at: share, to: share }) },
);

/** What an edit does to a text, where editors can point at. */
export function spliceOf(text: string, made: Edit): Splice {
  const splice = plainSplice(text, made);
  const start = settled(text, splice.start);
  return { start, end: Math.max(start, settled(text, splice.end)), inserted: splice.inserted };
}

function plainSplice(text: string, made: Edit): Splice {
  const offset = Math.min(text.length, Math.floor(made.at * (text.length + 1)));
  const line = lineAround(text, offset);
  switch (made.kind) {
    case "type":
      return { start: offset, end: offset, inserted: made.inserted };
    case "delete":
      return { start: offset, end: Math.min(text.length, offset + made.length), inserted: "" };
    case "repeat line":
      return { start: line.end, end: line.end, inserted: text.slice(line.start, line.end) };
    case "delete line":
      return { ...line, inserted: "" };
    case "move line": {
      const rest = text.slice(0, line.start) + text.slice(line.end);
      const { start } = lineAround(rest, Math.floor(made.to * rest.length));
      const inserted = rest.slice(0, start) + text.slice(line.start, line.end) + rest.slice(start);
      return { start: 0, end: text.length, inserted };
    }
  }
}

/** Editors cannot point between a carriage return and its line feed. */
function settled(text: string, offset: number): number {
  return text.charAt(offset - 1) === "\r" && text.charAt(offset) === "\n" ? offset - 1 : offset;
}

function lineAround(text: string, offset: number): Pick<Splice, "start" | "end"> {
  const feed = text.indexOf("\n", offset);
  return { start: text.lastIndexOf("\n", offset - 1) + 1, end: feed < 0 ? text.length : feed + 1 };
}

/** A splice as editors send it. */
export function toChange(text: string, { start, end, inserted }: Splice): TextChange {
  return { range: { start: positionAt(text, start), end: positionAt(text, end) }, text: inserted };
}

/** Editors end lines at lone carriage returns, too. */
function positionAt(text: string, offset: number): TextChange["range"]["start"] {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}
