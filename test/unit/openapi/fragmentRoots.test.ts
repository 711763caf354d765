import { describe, expect, it } from "vitest";
import {
  comparableUri,
  isReachedFromContract,
  reachableFiles,
} from "../../../src/features/openapi/engine/fragmentRoots.ts";

const files: Readonly<Record<string, string>> = {
  "file:///api/openapi.yaml": "openapi: 3.1.0\npaths:\n  /a: {$ref: 'paths/a%20b.yaml#/x'}\n",
  "file:///api/paths/a%20b.yaml": 'x:\n  get:\n    schema:\n      "$ref": "../schemas/pet.json"\n',
  "file:///api/schemas/pet.json": '{"$ref":"./pet.json#/a","discriminator":{"mapping":{"cat":"cat.yaml"}}}',
  "file:///api/schemas/cat.yaml": "$ref: ../openapi.yaml#/x\nremote: {$ref: 'https://example.com/x.yaml'}\n",
  "file:///api/other.yaml": "type: object\n",
  "file:///api/values.yaml": "type: object\nx: {$ref: other.yaml}\n",
};
const readText = (uri: string) => Promise.resolve(files[uri]);
const { signal } = new AbortController();

describe("reachableFiles", () => {
  it("follows references through files and ends on cycles", async () => {
    const reached = await reachableFiles("file:///api/openapi.yaml", readText, signal);
    expect([...reached].sort()).toEqual([
      "file:///api/openapi.yaml",
      "file:///api/paths/a b.yaml",
      "file:///api/schemas/cat.yaml",
      "file:///api/schemas/pet.json",
    ]);
  });

  it("stops when it is told to", async () => {
    const aborted = AbortSignal.abort();
    await expect(reachableFiles("file:///api/openapi.yaml", readText, aborted)).rejects.toThrow("abort");
  });
});

describe("isReachedFromContract", () => {
  const candidates = Object.keys(files);

  it("finds a fragment behind several files, however its URI is escaped", async () => {
    expect(await isReachedFromContract("file:///api/schemas/cat.yaml", candidates, readText, signal)).toBe(
      true,
    );
    expect(await isReachedFromContract("file:///api/paths/a b.yaml", candidates, readText, signal)).toBe(
      true,
    );
  });

  it("does not count references from files that are no description", async () => {
    expect(await isReachedFromContract("file:///api/other.yaml", candidates, readText, signal)).toBe(false);
  });
});

it("compares URIs as people mean them", () => {
  expect(comparableUri("file:///c%3A/a%20b/%C3%A9.yaml")).toBe(comparableUri("file:///C:/a b/é.yaml"));
  expect(comparableUri("file:///100%/x")).toBe("file:///100%/x");
});
