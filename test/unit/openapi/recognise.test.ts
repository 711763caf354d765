import { describe, expect, it } from "vitest";
import { contractVersion, mayBeFragment } from "../../../src/features/openapi/engine/recognise.ts";

describe("contractVersion", () => {
  it.each([
    ["openapi: 3.1.0\ninfo: {}\n", "3.1.0"],
    ["swagger: '2.0'\n", "2.0"],
    ['"openapi": "3.2.0"\n', "3.2.0"],
    ["# a comment\r\n---\r\nopenapi: 3.0.3 # why\r\n", "3.0.3"],
    ["\uFEFFopenapi: 3.0.0\n", "3.0.0"],
    ["info:\n  title: late\nopenapi: 3.1.1", "3.1.1"],
    ["openapi: 3", "3"],
    ['{"info": {"openapi": "9"}, "openapi": "3.0.1"}', "3.0.1"],
    ['{ "openapi" : "3.1.0", "info": {', "3.1.0"],
    ['{"a": "\\"}{", "swagger": "2.0"}', "2.0"],
  ])("recognises %j", (text, version) => {
    expect(contractVersion(text)).toBe(version);
  });

  it.each([
    "",
    "openapi:\n",
    "swagger:\n  enabled: true\n",
    "tools:\n  openapi: 3.1.0\n",
    "asyncapi: 3.0.0\n",
    '{"dependencies": {"swagger": "2.0.1", "openapi": "3.1.0"}}',
    "openapi: 1.2",
    "# openapi: 3.1.0\n",
    "text: |\n  openapi: 3.1.0\n",
  ])("leaves %j alone", (text) => {
    expect(contractVersion(text)).toBeUndefined();
  });

  it("reads 13 MB of JSON that mention the key nowhere at the root", () => {
    const text = `{"openapis": [${'{"openapi":"3.0.0"},'.repeat(600_000)}{}]}`;
    expect(contractVersion(text)).toBeUndefined();
  });
});

describe("mayBeFragment", () => {
  it.each(["type: object\nproperties:\n  a: {type: string}\n", '{"$ref": "a.yaml"}', "get:\n  responses:\n"])(
    "takes %j for a part of a description",
    (text) => {
      expect(mayBeFragment(text)).toBe(true);
    },
  );

  it.each([
    "services:\n  web:\n    image: nginx\n",
    '{"name": "x", "version": "1.0.0"}',
    "",
    "- run: npm test\n",
  ])("leaves %j alone", (text) => {
    expect(mayBeFragment(text)).toBe(false);
  });
});
