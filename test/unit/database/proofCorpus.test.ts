import { afterAll, describe, expect, it } from "vitest";
import { readCorpus } from "../../support/postgres/corpus.ts";
import { compareTexts, named, observedByCatalogs } from "../../support/postgres/proofs.ts";
import { builtShadow } from "../../support/postgres/shadow.ts";

const ownShadow = builtShadow();
afterAll(() => ownShadow.dispose());

/** `PROOF_OBSERVER=catalogs` lets the system catalogs judge instead of pg_dump. */
const shadow = process.env["PROOF_OBSERVER"] === "catalogs" ? observedByCatalogs(ownShadow) : ownShadow;

/** Every nth pair; `PROOF_CORPUS=1` takes them all, in ten minutes or so. */
const stride = Number(process.env["PROOF_CORPUS"] ?? 20);

const cases = readCorpus().filter((_, position) => position % stride === 0);

describe("the proof of migrations", { timeout: 120_000 }, () => {
  it.each(cases)("$name", async ({ from, to, expect: said }) => {
    const comparison = await compareTexts(shadow, from, to, said.renames);
    const gaps = said.unproven ?? (said.noWayBack === undefined ? [] : ["check down"]);
    expect(named(comparison)).toEqual(gaps.map((part) => expect.stringContaining(part) as string));
    expect(comparison.proof.proven).toBe(gaps.length === 0);
  });
});
