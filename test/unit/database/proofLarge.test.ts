import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { compareTexts, named } from "../../support/postgres/proofs.ts";
import { mutations } from "../../support/postgres/shopMutations.ts";
import { builtShadow } from "../../support/postgres/shadow.ts";

const shop = readFileSync(join(import.meta.dirname, "../../fixtures/migrations-large/shop.sql"), "utf8");
const shadow = builtShadow();
afterAll(() => shadow.dispose());

/** How many mutated copies are tried; each takes some seconds. */
const mutants = Number(process.env["PROOF_MUTANTS"] ?? 2);
const seed = Number(process.env["PROOF_SEED"] ?? 20261122);

describe("a schema of real size", { timeout: 60_000 * (mutants + 5) }, () => {
  it("is proven from nothing, and back to nothing", async () => {
    const comparison = await compareTexts(shadow, "", shop);
    expect(named(comparison)).toEqual([]);
    expect(comparison.proof.proven).toBe(true);
    const tables = comparison.diff.changes.filter(({ kind }) => kind === "table");
    expect(tables.length).toBeGreaterThanOrEqual(60);
  });

  it("is proven to and from mutated copies", async () => {
    const copies = fc.record({
      chosen: fc.shuffledSubarray([...mutations], { minLength: 15, maxLength: 30 }),
      isSource: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(copies, async ({ chosen, isSource }) => {
        const mutant = `${shop}\n${chosen.map((sql) => `${sql};`).join("\n")}`;
        const [from, to] = isSource ? [mutant, shop] : [shop, mutant];
        const comparison = await compareTexts(shadow, from, to);
        expect(comparison.diff.changes.length).toBeGreaterThanOrEqual(chosen.length / 2);
        expect(named(comparison)).toEqual([]);
        expect(comparison.proof.proven).toBe(true);
      }),
      // A copy takes seconds: a failure is told as it is, and shrunk only where many are asked for.
      { numRuns: mutants, seed, endOnFailure: mutants < 10 },
    );
  });
});
