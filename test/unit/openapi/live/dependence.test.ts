import type { Ruleset } from "@stoplight/spectral-core";
import { expect, it } from "vitest";
import { lintExpressible } from "../../../../src/features/openapi/engine/automaton/lintWithAutomaton.ts";
import { LiveDocument } from "../../../../src/features/openapi/engine/lint/liveDocuments.ts";
import { findingsShown } from "./findingsShown.ts";
import { builtInRuleset } from "../../../../src/features/openapi/engine/ruleset/builtIn.ts";
import { toChange } from "./edits.ts";

const path = "/specs/api.yaml";
const text = `openapi: 3.0.3
info:
  title: a
  version: "1"
tags:
  - name: known
paths:
  /a/{id}:
    parameters:
      - $ref: '#/components/parameters/Id'
    post:
      operationId: first
      tags: [known]
      security: [{key: []}]
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Order'}
            example: {item: {count: 3}}
      responses:
        "200": {$ref: '#/components/responses/Ok'}
  /b:
    get:
      operationId: second
      responses:
        "200":
          description: fine
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Item'}}
              example: [{count: 1}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}}
  responses:
    Ok:
      description: fine
      content:
        application/json: {schema: {$ref: '#/components/schemas/Order'}, example: {item: {count: 4}}}
  schemas:
    Order:
      type: object
      properties:
        item: {$ref: '#/components/schemas/Item'}
    Item:
      type: object
      properties:
        count: {type: integer, maximum: 9}
    Spare: {type: string}
`;

/** Edits that make a difference in other entries than the one that they are in, each of the text above. */
const edits: Readonly<Record<string, readonly [from: string, to: string]>> = {
  "a type that examples elsewhere have": ["{type: integer, maximum: 9}", "{type: string, maximum: 9}"],
  "a limit that examples elsewhere keep": ["maximum: 9", "maximum: 3"],
  "a schema in between": ["item: {$ref: '#/components/schemas/Item'}", "item: {type: string}"],
  "the name of a parameter": ["{name: id,", "{name: other,"],
  "where a parameter is": ["in: path, required", "in: query, required"],
  "an operationId that is taken": ["operationId: second", "operationId: first"],
  "a tag that is declared": ["- name: known", "- name: other"],
  "the name of a security scheme": ["    key: {type: apiKey", "    lock: {type: apiKey"],
  "the only use of a component": [
    "$ref: '#/components/parameters/Id'",
    "{name: id, in: path, required: true}",
  ],
  "a use of a component that had none": [
    "item: {$ref: '#/components/schemas/Item'}",
    "item: {$ref: '#/components/schemas/Spare'}",
  ],
  "a reference to nowhere": ["#/components/responses/Ok", "#/components/responses/Gone"],
  "the name of a component": ["    Item:\n", "    Thing:\n"],
  "a component that becomes a reference": [
    "    Spare: {type: string}",
    "    Spare: {$ref: '#/components/schemas/Item'}",
  ],
  "a reference that closes a circle": ["{type: integer, maximum: 9}", "{$ref: '#/components/schemas/Order'}"],
  "an object that becomes a list": ["    Spare: {type: string}", "    Spare: [string]"],
  "an equivalent path": ["  /b:\n", "  /a/{other}:\n"],
  "lines above all others": ["openapi: 3.0.3\n", "# a comment\n\nopenapi: 3.0.3\n"],
  "another version": ["openapi: 3.0.3", "openapi: 3.1.0"],
};

it.each(Object.entries(edits))("is found at once and taken back: %s", async (_, [from, to]) => {
  const ruleset = builtInRuleset();
  const document = new LiveDocument(path, text, 0);
  await expectSame(document, text, ruleset);
  const start = text.indexOf(from);
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  replace(document, text, { start, from, to });
  const after = await expectSame(document, edited, ruleset);
  replace(document, edited, { start, from: to, to: from });
  const before = await expectSame(document, text, ruleset);
  expect(after).not.toEqual(before);
});

/** Edits one after the other, of which the last ones depend on what the first ones left. */
const sequences: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>> = {
  "a reference the other way round": [
    ["item: {$ref: '#/components/schemas/Item'}", "item: {type: string}"],
    ["{type: integer, maximum: 9}", "{$ref: '#/components/schemas/Order'}"],
    ["    Spare: {type: string}", "    Spare: {type: integer}"],
    [
      "count: {$ref: '#/components/schemas/Order'}",
      "count: {description: a, $ref: '#/components/schemas/Order'}",
    ],
    [
      "      type: object\n      properties:\n        count",
      "      type: integer\n      properties:\n        count",
    ],
  ],
  "a component that goes and comes back": [
    ["    Item:\n", "    Thing:\n"],
    ["    Spare: {type: string}", "    Spare: {$ref: '#/components/schemas/Thing'}"],
    ["    Thing:\n", "    Item:\n"],
    ["schemas/Thing", "schemas/Item"],
  ],
  "a circle that is opened by another name": [
    ["{type: integer, maximum: 9}", "{$ref: '#/components/schemas/Order'}"],
    ["    Item:\n", "    Thing:\n"],
    ["item: {$ref: '#/components/schemas/Item'}", "item: {$ref: '#/components/schemas/Thing'}"],
    ["    Order:\n", "    Item:\n"],
  ],
  "a circle that is opened": [
    ["{type: integer, maximum: 9}", "{$ref: '#/components/schemas/Order'}"],
    ["count: {$ref: '#/components/schemas/Order'}", "count: {type: string}"],
    ["{item: {count: 3}}", "{item: 3}"],
  ],
  "names of components that must not be": [
    ["openapi: 3.0.3", "openapi: 3.1.0"],
    ["    Spare: {", "    Other: {"],
    ["    Other: {", "    a b: {"],
    ["    a b: {", "    c d: {"],
    ["    c d: {", "    Spare: {"],
  ],
  "components that nobody refers to": [
    ["    Spare: {type: string}\n", "    Spare: {type: string}\n    Other: {type: string}\n"],
    ["schema: {type: string}}", "schema: {$ref: '#/components/schemas/Other'}}"],
    ["    Other: {type: string}\n", "    a/b: {type: string}\n"],
    ["schemas/Other", "schemas/a~1b"],
    ["schemas/a~1b", "schemas/Spare"],
    ["    a/b: {type: string}\n", ""],
    ["  responses:\n    Ok:", "  headers: {X: {schema: {type: string}}}\n  responses:\n    Ok:"],
  ],
  "tags that are declared later": [
    ["tags: [known]", "tags: [known, other]"],
    ["  - name: known\n", "  - name: known\n  - name: other\n"],
    ["      operationId: second\n", "      operationId: second\n      tags: [third]\n"],
    ["  - name: other\n", "  - name: third\n"],
  ],
  "path items that are no objects": [
    ["  /b:\n    get:", "  /a/{x}: a\n  /c:\n    get:"],
    ["  /a/{x}: a\n", "  /a/{x}: {}\n"],
    ["  /a/{x}: {}\n", "  b: {}\n"],
    ["components:\n  sec", "  odd: {}\ncomponents:\n  sec"],
  ],
};

it.each(Object.entries(sequences))("is found step by step: %s", async (_, steps) => {
  const ruleset = builtInRuleset();
  const document = new LiveDocument(path, text, 0);
  await expectSame(document, text, ruleset);
  let now = text;
  for (const [from, to] of steps) {
    const next = now.replace(from, to);
    expect(next).not.toBe(now);
    replace(document, now, { start: now.indexOf(from), from, to });
    // What concerns the whole document is taken in by linting it as a whole.
    if (!from.startsWith("openapi")) await expectSame(document, next, ruleset);
    now = next;
  }
});

it("is found when path items change places", async () => {
  const ruleset = builtInRuleset();
  const same = text.replace("operationId: second", "operationId: first");
  const document = new LiveDocument(path, same, 0);
  await expectSame(document, same, ruleset);
  const [from = ""] = /  \/a\/\{id\}:[^]*(?=components:)/.exec(same) ?? [];
  const at = from.indexOf("  /b:");
  const to = from.slice(at) + from.slice(0, at);
  replace(document, same, { start: same.indexOf(from), from, to });
  await expectSame(document, same.replace(from, to), ruleset);
});

/** Replaces a part of a text in the document, at an offset. */
function replace(
  document: LiveDocument,
  before: string,
  { start, from, to }: { readonly start: number; readonly from: string; readonly to: string },
): void {
  const change = toChange(before, { start, end: start + from.length, inserted: to });
  const length = before.length - from.length + to.length;
  expect(document.change({ since: 0, version: 0, changes: [change], length })).toBe(true);
}

async function expectSame(document: LiveDocument, now: string, ruleset: Ruleset): Promise<readonly string[]> {
  const answer = await document.lint(ruleset, Infinity);
  const { findings } = lintExpressible(path, now, ruleset);
  const expected = findings.map((finding) => JSON.stringify(finding)).sort();
  if (!answer || "syntax" in answer) throw new Error("It was not linted in pieces.");
  expect(
    findingsShown(answer)
      .map((finding) => JSON.stringify(finding))
      .sort(),
  ).toEqual(expected);
  return expected;
}
