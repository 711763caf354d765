import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { lintExpressible } from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import { editorOf } from "../../../../src/features/openapi/engine/fixes/editor.ts";
import {
  fixOf,
  type FixPlace,
  proposeFixes,
  type ProposedFix,
} from "../../../../src/features/openapi/engine/fixes/index.ts";
import { NotInPieces, pieceEditor } from "../../../../src/features/openapi/engine/fixes/pieceEditor.ts";
import { LiveDocument } from "../../../../src/features/openapi/engine/lint/liveDocuments.ts";
import { cut } from "../../../../src/features/openapi/engine/pieces/cut.ts";
import { builtInRuleset } from "../../../../src/features/openapi/engine/ruleset/builtIn.ts";
import { generatedDescription } from "../automaton/generatedDescription.ts";
import { edit, spliceOf, toChange } from "./edits.ts";

const ruleset = builtInRuleset();
const sample = readFileSync("media/sample/openapi.yaml", "utf8");

function places(path: string, text: string): readonly FixPlace[] {
  return lintExpressible(path, text, ruleset).findings.filter(({ code }) => fixOf(code) !== undefined);
}

const described = (fixes: readonly (ProposedFix | undefined)[]) =>
  fixes.map((proposed) => proposed && [proposed.fix.code, proposed.edit]);

/** Undefined where the whole text is needed. */
function inPieces(path: string, text: string, wanted: readonly FixPlace[]) {
  const pieces = cut(path, text);
  try {
    return pieces && described(proposeFixes(pieceEditor(pieces), wanted));
  } catch (error) {
    if (error instanceof NotInPieces) return undefined;
    throw error;
  }
}

const small = `openapi: 3.0.3
info: {title: a, version: "1"}
tags: [{name: known}]
servers:
  - url: http://api.example.com/ # ours
paths:
  # the first
  /orders/{id}/:
    get:
      tags: [unknown]
      responses: {"200": {description: ok}}

    # not yet
    post: {operationId: getOrdersById, responses: {}}
components:
  schemas:
    A:
      type: object
      additionalProperties: true
      properties:
        a: {type: array, items: {type: string}}
        b:
          type: integer
        # the end
`;

describe("fixes", () => {
  it.each([
    ["/a.yaml", small],
    ["/a.yaml", small.replaceAll("\n", "\r\n")],
    ["/a.yaml", sample],
    ["/a.json", JSON.stringify(editorOf(small)?.valueAt([]), null, 2)],
    ["/a.json", JSON.stringify(editorOf(sample)?.valueAt([]), null, "\t")],
  ])("in pieces are those in the whole text: %s", (path, text) => {
    const wanted = places(path, text);
    const whole = described(proposeFixes(editorOf(text), wanted));
    expect(whole.filter(Boolean).length).toBeGreaterThan(3);
    expect(inPieces(path, text, wanted)).toEqual(whole);
  });

  it("in pieces are those in the whole text of generated descriptions", () => {
    let inspected = 0;
    fc.assert(
      fc.property(generatedDescription, fc.boolean(), (value, asJson) => {
        const path = asJson ? "/a.json" : "/a.yaml";
        const text = asJson
          ? JSON.stringify(value, null, 2)
          : stringify(value, { aliasDuplicateObjects: false });
        const wanted = places(path, text);
        const found = inPieces(path, text, wanted);
        if (!found) return;
        inspected += wanted.length;
        expect(found).toEqual(described(proposeFixes(editorOf(text), wanted)));
      }),
      { numRuns: 100 },
    );
    expect(inspected).toBeGreaterThan(50);
  });

  it("of a document that is edited are those of its text", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        const document = new LiveDocument("/a.yaml", small, 0);
        let text = small;
        for (const made of edits) {
          const splice = spliceOf(text, made);
          const changes = [toChange(text, splice)];
          text = text.slice(0, splice.start) + splice.inserted + text.slice(splice.end);
          document.change({ since: 0, version: 0, changes, length: text.length });
          const editor = editorOf(text);
          if (!editor) continue;
          // What is there no longer has no fix.
          const wanted = places("/a.yaml", small);
          expect(described(document.fixes(wanted))).toEqual(described(proposeFixes(editor, wanted)));
        }
      }),
      { numRuns: Number(process.env["FC_RUNS"] ?? 100) },
    );
  });

  it("need the whole text where a piece says nothing on its own", () => {
    const text = `${small}x-anchors: &anchor {a: 1}\nx-alias: *anchor\n`;
    const pieces = cut("/a.yaml", text) ?? expect.fail("is not cut");
    expect(() => pieceEditor(pieces).add(["x-alias"], "b", 2)).toThrow(NotInPieces);
    const document = new LiveDocument("/a.yaml", text, 0);
    const wanted = places("/a.yaml", small);
    expect(described(document.fixes(wanted))).toEqual(described(proposeFixes(editorOf(text), wanted)));
  });
});
