import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { operationPointer, outlineOf } from "../../../src/features/openapi/engine/outline.ts";
import { operationMethods } from "../../../src/shared/operationMethods.ts";

const pointers = (text: string) => outlineOf(text).operations.map(({ pointer }) => pointer);

describe("outlineOf", () => {
  it("finds operations with their lines, in quotes, with comments and CRLF", () => {
    const text = [
      "# a comment with paths: in it",
      "openapi: 3.1.0",
      "info: {title: x}",
      "paths:   # the routes",
      "",
      '    "/pets/{id}":  # one',
      "        parameters: []",
      "        'get':",
      "            description: |",
      "                post:",
      "              not a key",
      "            responses: {}",
      "",
      "    /orders: ",
      "        post:",
      "            x: 1",
      "components:",
      "    get: {}",
    ].join("\r\n");
    const { versionLine, operations } = outlineOf(text);
    expect(versionLine).toBe(1);
    expect(operations).toEqual([
      expect.objectContaining({
        pointer: "/paths/~1pets~1{id}/get",
        line: 7,
        endLine: 11,
        start: 8,
        end: 13,
      }),
      expect.objectContaining({ pointer: "/paths/~1orders/post", line: 14, endLine: 15 }),
    ]);
  });

  it("keeps what stands while a document is being typed", () => {
    expect(pointers("openapi: 3.1.0\npaths:\n  /a:\n    get:\n      resp\n  /b\n  /c:\n    put:\n")).toEqual([
      "/paths/~1a/get",
      "/paths/~1c/put",
    ]);
    expect(pointers('{"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": ')).toEqual([
      "/paths/~1a/get",
    ]);
  });

  it("finds in YAML and in JSON what the document has, for any paths and indentation", () => {
    const path = fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }).map((name) => `/${name}`);
    const operation = fc.record({ description: fc.string(), responses: fc.constant({}) });
    const item = fc.dictionary(fc.constantFrom(...operationMethods, "summary", "x-get"), operation, {
      noNullPrototype: true,
    });
    const documents = fc.record({
      openapi: fc.constant("3.1.0"),
      info: fc.record({ description: fc.string() }),
      paths: fc.dictionary(path, item, { noNullPrototype: true }),
      components: fc.constant({ get: {} }),
    });
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 6 }), (document, indent) => {
        const expected = Object.entries(document.paths).flatMap(([name, operations]) =>
          Object.keys(operations)
            .filter((key) => operationMethods.has(key))
            .map((key) => operationPointer(name, key)),
        );
        expect(pointers(JSON.stringify(document, null, indent)).sort()).toEqual([...expected].sort());
        fc.pre(
          !Object.keys(document.paths).some((name) => /["\\\p{C}\p{Z}]/u.test(name) || name.length > 60),
        );
        expect(pointers(stringify(document, { indent, lineWidth: 0 })).sort()).toEqual([...expected].sort());
      }),
      { numRuns: 300 },
    );
  });
});
