import { expect, it } from "vitest";
import { RulesetCache } from "../../../src/features/openapi/engine/lint/rulesetCache.ts";

const path = "/rules.yaml";

it("reads rulesets again only after something changed", async () => {
  const reads: string[] = [];
  let text = "extends: spectral:oas\n";
  const cache = new RulesetCache((file) => {
    reads.push(file);
    return Promise.resolve(text);
  });
  const first = await cache.load({ path, trusted: false }, 1);
  const count = reads.length;
  expect(await cache.load({ path, trusted: false }, 1)).toBe(first);
  expect(reads).toHaveLength(count);

  expect(await cache.load({ path, trusted: false }, 2)).toBe(first);
  expect(reads.length).toBeGreaterThan(count);

  text = "extends: [[spectral:oas, off]]\n";
  expect(await cache.load({ path, trusted: false }, 2)).toBe(first);
  const second = await cache.load({ path, trusted: false }, 3);
  expect(second).not.toBe(first);
  // Who knows of no later change knows less, and is told the same.
  expect(await cache.load({ path, trusted: false }, 1)).toBe(second);
  text = "extends: [[spectral:oas, recommended]]\n";
  expect(await cache.load({ path, trusted: false })).not.toBe(second);
});
