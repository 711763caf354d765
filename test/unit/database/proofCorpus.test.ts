import { afterAll, describe, expect, it } from "vitest";
import { pgliteShadow } from "../../../src/features/database/engine/shadow/pgliteShadow.ts";
import { type CorpusCase, readCorpus } from "../../support/postgres/corpus.ts";
import { compareTexts, named } from "../../support/postgres/proofs.ts";

const shadow = pgliteShadow();
afterAll(() => shadow.dispose());

/** Every nth pair; `PROOF_CORPUS=1` takes them all, in ten minutes or so. */
const stride = Number(process.env["PROOF_CORPUS"] ?? 20);

const cases = readCorpus()
  .filter(canBeAsked)
  .filter((_, position) => position % stride === 0);

describe("the proof of migrations", { timeout: 120_000 }, () => {
  it.each(cases)("$name", async ({ from, to, expect: said }) => {
    const comparison = await compareTexts(shadow, from, to, said.renames);
    const gaps = said.unproven ?? (said.noWayBack === undefined ? [] : ["check down"]);
    expect(named(comparison)).toEqual(gaps.map((part) => expect.stringContaining(part) as string));
    expect(comparison.proof.proven).toBe(gaps.length === 0);
  });
});

/** A column of a table that is renamed as well has no name that a person could answer with. */
function canBeAsked({ expect: { renames = [] } }: CorpusCase): boolean {
  const tables = renames.filter(({ from }) => from.startsWith("table "));
  const columns = renames.filter(({ from }) => from.startsWith("column "));
  return tables.length === 0 || columns.length === 0;
}
