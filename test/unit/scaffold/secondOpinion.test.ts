import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { planScaffold } from "../../../src/features/scaffold/engine/index.ts";
import { requestMatrix } from "../../support/requestMatrix.ts";
import type { Outcome } from "../../support/requestMatrix/run.ts";
import { runMatrix } from "../../support/requestMatrix/run.ts";
import type { Opinion } from "../../support/requestMatrix/secondOpinion.ts";
import { secondOpinions } from "../../support/requestMatrix/secondOpinion.ts";
import { fixtures, folderOf, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";

interface Contract {
  readonly path: string;
  /** Where express-openapi-validator disagrees, and why that is not our mistake. */
  readonly differences: readonly (readonly [where: RegExp, reason: string])[];
}

const contracts: Readonly<Record<string, Contract>> = {
  "OpenAPI 3.1": {
    path: join(fixtures, "everyday31.yaml"),
    differences: [
      [/^GET \/parts\/.*valid/, "it does not read objects in a path"],
      [/^GET \/labels\//, "it does not know the style label"],
      [/^GET \/matrices\//, "it does not know the style matrix for scalars"],
      [/^POST \/files, valid/, "it leaves the numbers of multipart forms as text"],
      [/^POST \/tokens, valid/, "it leaves the numbers of forms as text"],
      [/^POST \/payments, (also )?valid/, "it asks requests for required readOnly properties behind allOf"],
      [/^POST \/notes, unauthorised/, "the contract does not describe the 401, which security implies"],
    ],
  },
  "OpenAPI 3.0": {
    path: join(fixtures, "everyday30.yaml"),
    differences: [[/^POST \/charges, valid/, "it leaves the numbers of forms as text"]],
  },
  "the sample": { path: join(import.meta.dirname, "../../../media/sample/openapi.yaml"), differences: [] },
};

/** It does not compile `nullable` without a type beside it, which 3.0 contracts have for references. */
function readable(text: string): string {
  return text.replaceAll("nullable: true, allOf", "type: object, nullable: true, allOf");
}

describe.each(Object.entries(contracts))("express-openapi-validator on %s", (_, { path, differences }) => {
  it("agrees with the generated service on every request and answer", async () => {
    const uri = pathToFileURL(path).href;
    const text = await readFile(path, "utf8");
    const { cases, security } = await requestMatrix({
      uri,
      read: () => Promise.resolve(text),
      mostInvalid: 60,
    });
    const plan = await planScaffold(
      { contractUri: uri, contractPath: "../contract.yaml", framework: "express" },
      { load: () => Promise.resolve(parse(text) as unknown) },
      folderOf({}),
      new AbortController().signal,
    );
    const folder = await writeBelowArtifacts(plan, `opinion-${path.replace(/\W/g, "")}`);
    try {
      const outcomes = await runMatrix("express", folder, cases, security);
      const opinions = await secondOpinions(parse(readable(text)) as object, security.schemes, outcomes);
      const found = disagreements(outcomes, opinions);
      expect(found.filter((line) => !differences.some(([where]) => where.test(line)))).toEqual([]);
      const settled = differences.filter(([where]) => !found.some((line) => where.test(line)));
      expect(settled.map(([, reason]) => reason)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** It does not look at Accept, so that 406 is ours alone. */
function disagreements(outcomes: readonly Outcome[], opinions: readonly Opinion[]): readonly string[] {
  return outcomes.flatMap(({ tested, answer }, index) => {
    const ours = answer.status < 400 ? "passes" : answer.status;
    const theirs = opinions[index];
    const { operation, kind, what } = tested;
    return kind === "unacceptable" || theirs === ours
      ? []
      : [`${operation}, ${kind}, ${what}: ${ours} here, ${String(theirs)} there`];
  });
}
