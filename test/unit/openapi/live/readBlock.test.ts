import * as fc from "fast-check";
import { expect, it } from "vitest";
import { stringify } from "yaml";
import { Inexpressible } from "../../../../src/features/openapi/engine/automaton/inexpressible.ts";
import { isContainer } from "../../../../src/features/openapi/engine/automaton/json.ts";
import { readBlock } from "../../../../src/features/openapi/engine/pieces/readBlock.ts";
import {
  readPiece,
  type FindRange,
  type ReadPiece,
} from "../../../../src/features/openapi/engine/pieces/readPiece.ts";
import type { Format } from "../../../../src/features/openapi/engine/pieces/segment.ts";
import { edit, spliceOf } from "./edits.ts";

const key = fc.constantFrom("a", "b", "200", "a b", "c/d", "{x}");
const scalar = fc.oneof(
  fc.constantFrom("", "x", "two\nlines", "key: value", "- item", "a:\n  b: c\n", "it's", '"', "true", "# no"),
  fc.integer(),
  fc.constant(null),
);
const nested = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  object: fc.dictionary(key, tie("value"), { minKeys: 1, maxKeys: 3 }),
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    { weight: 4, arbitrary: tie("object") },
    fc.array(fc.oneof(scalar, tie("object"), fc.array(tie("object"), { maxLength: 2 })), { maxLength: 3 }),
  ),
})).object;

/** Lines that are not what they look like. */
const odd = [
  "  k:\n    a: |\n      b:\n        c: 1\n    b:\n      c:\n        d: 2\n",
  "  k:\n    a: {\n      b:\n        {c: 1}}\n    d:\n      e:\n      - f:\n          g: 1\n      - h\n",
  "  k:\n    a: >-\n      text\n\n      more\n    # a comment\n    b:\n  # another\n      c: 'x\n        y'\n      d: z\n",
  "  k:\n    a: &n\n      b: 1\n    c:\n      d: *n\n",
  '  k:\n    a:\n      b: "x\n      c:\n        d"\n      e:\n        f: 1\n',
  "  k:\n    a:\n      - b:\n          c: 1\n        d:\n          e: 2\n      -\n        f: 3\n",
].map((text): { readonly text: string; readonly format: Format } => ({ text, format: "yaml" }));
const oddJson = [
  '    "k": {\n      "a": [\n        {"b": 1}, {\n        "c": 1\n        },\n        {\n          "d": {\n            "e": 2\n          }\n        }\n      ]\n    },\n',
  '    "k": {\n      "a": {\n      "b": {\n        "c": 1\n      } },\n      "d": {\n        "e": "}"\n      }\n    }\n',
].map((text): { readonly text: string; readonly format: Format } => ({ text, format: "json" }));

const pieces = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(nested, fc.boolean()).map(([value, isJson]) => pieceOf(value, isJson)) },
  { weight: 1, arbitrary: fc.constantFrom(...odd, ...oddJson) },
);

function pieceOf(value: unknown, isJson: boolean): { readonly text: string; readonly format: Format } {
  const text = isJson ? JSON.stringify({ k: value }, null, 2) : stringify({ k: value });
  const lines = (isJson ? text.split("\n").slice(1, -1) : text.trimEnd().split("\n")).map(
    (line) => `  ${line}\n`,
  );
  return { text: lines.join(""), format: isJson ? "json" : "yaml" };
}

interface Read {
  readonly read: ReadPiece;
  readonly find: FindRange;
}

function wholly(text: string, format: Format): Read | undefined {
  let find: FindRange = () => undefined;
  try {
    const read = readPiece(text, format, (finder) => (find = finder));
    return read && { read, find };
  } catch (error) {
    if (error instanceof Inexpressible) return undefined;
    throw error;
  }
}

function* pathsIn(value: unknown, path: readonly string[] = []): Iterable<readonly string[]> {
  if (path.length > 0) yield path;
  if (isContainer(value))
    for (const [part, below] of Object.entries(value)) yield* pathsIn(below, [...path, part]);
}

it("reads what an edit changed as if all were read", { timeout: 120_000 }, () => {
  const parts = { yaml: 0, json: 0 };
  fc.assert(
    fc.property(pieces, fc.array(edit, { minLength: 1, maxLength: 12 }), ({ text, format }, edits) => {
      const before = wholly(text, format);
      for (const made of before ? edits : []) {
        const { start, end, inserted } = spliceOf(text, made);
        const after = text.slice(0, start) + inserted + text.slice(end);
        // No piece has lone carriage returns.
        if (/\r(?!\n)/.test(after)) continue;
        const block = before && readBlock({ text, read: before.read }, after, format);
        if (!block) continue;
        parts[format]++;
        const whole = wholly(after, format);
        expect(block.read).toEqual(whole?.read);
        expect(JSON.stringify(block.read)).toBe(JSON.stringify(whole?.read));
        for (const path of pathsIn(block.value)) {
          const found = block.find(path);
          if (found) expect(found).toEqual(whole?.find([...block.path, ...path]));
        }
      }
    }),
    { numRuns: Number(process.env["FC_RUNS"] ?? 1500) },
  );
  expect(parts.yaml).toBeGreaterThan(100);
  expect(parts.json).toBeGreaterThan(100);
});

it("keeps the objects that an edit is not in", () => {
  const text = "  k:\n    a:\n      b: {c: 1}\n      d:\n        e: 1\n    f: {g: 1}\n";
  const read = wholly(text, "yaml")?.read;
  const block = read && readBlock({ text, read }, text.replace("e: 1", "e: 2"), "yaml");
  expect(block?.path).toEqual(["k", "a", "d"]);
  const before = read?.value as { a: { b: object }; f: object };
  const after = block?.read.value as { a: { b: object }; f: object };
  expect(after.a).not.toBe(before.a);
  expect(after.a.b).toBe(before.a.b);
  expect(after.f).toBe(before.f);
});
