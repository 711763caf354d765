import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import {
  applyEdits,
  editorOf,
  type Path,
  type TextEdit,
} from "../../../src/features/openapi/engine/fixes/editor.ts";
import { applySafeFixes, fixes, proposeFix } from "../../../src/features/openapi/engine/fixes/index.ts";

function apply(text: string, edit: TextEdit | undefined): string {
  if (!edit) throw new Error("no edit");
  return applyEdits(text, [edit]).text;
}

const editor = (text: string) => editorOf(text) ?? expect.fail("does not parse");

describe("a document editor", () => {
  it("adds to block mappings, keeping comments, indentation and line ends", () => {
    const text =
      "a:\r\n    b: 1 # one\r\n    # about c\r\n    c:\r\n        - 1\r\n\r\n# the rest\r\nd: 2\r\n";
    expect(apply(text, editor(text).add(["a"], "e", { f: "on" }))).toBe(
      text.replace("        - 1\r\n", "        - 1\r\n    e:\r\n      f: on\r\n"),
    );
    expect(apply(text, editor(text).append(["a", "c"], 2))).toContain("- 1\r\n        - 2\r\n\r\n# the rest");
  });

  it("adds to flow mappings and to JSON in their own style", () => {
    expect(apply("a: { b: 1 }\n", editor("a: { b: 1 }\n").add(["a"], "c", 2))).toBe("a: { b: 1, c: 2 }\n");
    expect(apply("a: {}\n", editor("a: {}\n").add(["a"], "c", "x: y"))).toBe('a: {c: "x: y"}\n');
    const json = '{\n    "a": {\n        "b": [1]\n    }\n}\n';
    expect(apply(json, editor(json).add(["a"], "c", true))).toBe(
      '{\n    "a": {\n        "b": [1],\n        "c": true\n    }\n}\n',
    );
    expect(JSON.parse(apply(json, editor(json).append(["a", "b"], 2)))).toEqual({ a: { b: [1, 2] } });
    expect(JSON.parse(apply(json, editor(json).rename(["a", "b"], "z")))).toEqual({ a: { z: [1] } });
  });

  it("does nothing where there is nothing of the kind", () => {
    const document = editor("a: &x {b: 1}\nc: *x\n");
    expect(document.add(["a"], "b", 2)).toBeUndefined();
    expect(document.add(["c"], "d", 2)).toBeUndefined();
    expect(document.add(["nope"], "d", 2)).toBeUndefined();
    expect(document.replace(["a"], 2)).toBeUndefined();
    expect(document.append(["a"], 2)).toBeUndefined();
    expect(editorOf("a: [")).toBeUndefined();
  });

  it("changes what it was asked to, and nothing else, in any document", () => {
    const key = fc.string({ minLength: 1, maxLength: 6 }).filter((name) => name !== "__proto__");
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
        fc.array(tie("tree"), { maxLength: 4 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const documents = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 5, noNullPrototype: true });
    const print = fc.constantFrom(
      (value: unknown) => stringify(value),
      (value: unknown) => stringify(value, { indent: 4, lineWidth: 40, indentSeq: false }),
      (value: unknown) => stringify(value, { collectionStyle: "flow" }),
      (value: unknown) => JSON.stringify(value, null, 2),
      (value: unknown) => JSON.stringify(value),
    );
    fc.assert(
      fc.property(documents, print, (document, toText) => {
        const text = toText(document);
        for (const path of containers(document)) {
          const isList = Array.isArray(at(document, path));
          const edit = isList
            ? editor(text).append(path, "new: item")
            : editor(text).add(path, "new key", "v: 1");
          const changed = structuredClone(document);
          if (isList) (at(changed, path) as unknown[]).push("new: item");
          else (at(changed, path) as Record<string, unknown>)["new key"] = "v: 1";
          expect(parse(apply(text, edit))).toEqual(changed);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function containers(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  return [
    path,
    ...Object.entries(value).flatMap(([key, child]) =>
      containers(child, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((part, key) => (part as Record<string | number, unknown>)[key], value);
}

describe("fixes", () => {
  const text = `openapi: 3.1.0
servers:
  - url: http://api.example.com/
  - url: http://localhost:3000
tags:
  - name: a
paths:
  /orders/{orderId}/items/:
    get:
      tags: [b]
    put: {operationId: getOrdersByOrderIdItems}
components:
  schemas:
    A: {type: array, additionalProperties: true}
`;
  const fixed = (code: string, path: Path) => {
    const proposal = proposeFix(editor(text), { code, path });
    return proposal && apply(text, proposal.edit);
  };

  it.each<[string, Path, string, string]>([
    [
      "operation-operationId",
      ["paths", "/orders/{orderId}/items/", "get"],
      "tags: [b]\n",
      "tags: [b]\n      operationId: getOrdersByOrderIdItems2\n",
    ],
    [
      "operation-tag-defined",
      ["paths", "/orders/{orderId}/items/", "get", "tags", 0],
      "- name: a\n",
      "- name: a\n  - name: b\n",
    ],
    ["owasp:api8:2023-no-server-http", ["servers", 0, "url"], "http://api", "https://api"],
    ["oas3-server-trailing-slash", ["servers", 0, "url"], "example.com/", "example.com"],
    ["path-keys-no-trailing-slash", ["paths", "/orders/{orderId}/items/"], "/items/:", "/items:"],
    [
      "owasp:api4:2023-array-limit",
      ["components", "schemas", "A"],
      "additionalProperties: true}",
      "additionalProperties: true, maxItems: 100}",
    ],
    [
      "owasp:api3:2023-no-additionalProperties",
      ["components", "schemas", "A", "additionalProperties"],
      "Properties: true",
      "Properties: false",
    ],
  ])("%s", (code, path, before, after) => {
    expect(fixed(code, path)).toBe(text.replace(before, after));
  });

  it("leave alone what they cannot settle", () => {
    expect(fixed("owasp:api8:2023-no-server-http", ["servers", 1, "url"])).toBeUndefined();
    expect(fixed("operation-operationId", ["webhooks", "x", "post"])).toBeUndefined();
    expect(fixed("no-such-rule", [])).toBeUndefined();
  });

  it("are one a rule, and settle several findings at once where they are safe", () => {
    expect(new Set(fixes.map(({ code }) => code)).size).toBe(fixes.length);
    const result = applySafeFixes(text, [
      { code: "operation-operationId", path: ["paths", "/orders/{orderId}/items/", "get"] },
      { code: "oas3-server-trailing-slash", path: ["servers", 0, "url"] },
      { code: "owasp:api4:2023-array-limit", path: ["components", "schemas", "A"] },
    ]);
    expect(result?.applied).toBe(2);
    expect(result?.text).not.toContain("maxItems");
  });
});
