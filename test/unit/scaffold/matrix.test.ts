import { readFile, rm } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import type { FrameworkName } from "../../../src/features/scaffold/engine/index.ts";
import { frameworkNames, planScaffold } from "../../../src/features/scaffold/engine/index.ts";
import type { RequestMatrix } from "../../support/requestMatrix.ts";
import { caseKinds, requestMatrix } from "../../support/requestMatrix.ts";
import { problemOf, runMatrix } from "../../support/requestMatrix/run.ts";
import { fixtures, folderOf, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";

const read = (uri: string): Promise<string> => readFile(fileURLToPath(uri), "utf8");

interface Contract {
  readonly path: string;
  /** Requests per operation that break one rule. */
  readonly mostInvalid?: number;
  /** Operations that get no requests, and why. */
  readonly leftOut?: Readonly<Record<string, string>>;
}

const contracts: Readonly<Record<string, Contract>> = {
  "OpenAPI 3.1": { path: join(fixtures, "everyday31.yaml") },
  "OpenAPI 3.0": { path: join(fixtures, "everyday30.yaml") },
  "Swagger 2.0": { path: join(fixtures, "everyday20.yaml") },
  pitfalls: {
    path: join(fixtures, "pitfalls.yaml"),
    leftOut: {
      "GET /odd/a:b*c?x": "has a query in its path, and is not served",
      "GET /glued/{a}{b}": "has nothing between its parameters, and is not served",
      "POST /schemas": "has a pattern that Ajv does not understand",
    },
  },
  "the sample": { path: join(import.meta.dirname, "../../../media/sample/openapi.yaml") },
};

function matrixOf({ path, leftOut = {}, mostInvalid = 60 }: Contract): Promise<RequestMatrix> {
  const uri = pathToFileURL(path).href;
  return requestMatrix({ uri, read, mostInvalid, select: (operation) => !(operation in leftOut) });
}

async function scaffold({ path }: Contract, framework: FrameworkName): Promise<string> {
  const plan = await planScaffold(
    { contractUri: pathToFileURL(path).href, contractPath: "../contract.yaml", framework },
    { load: async (uri) => parse(await read(uri)) as unknown },
    folderOf({}),
    new AbortController().signal,
  );
  const name = basename(path).replace(/\.\w+$/, "");
  return await writeBelowArtifacts(plan, `matrix-${name}-${framework}`);
}

describe.each(Object.entries(contracts))("a service for %s", (_, contract) => {
  it.each(frameworkNames)("on %s answers every request as the contract says", async (framework) => {
    const { cases, leftOut, security } = await matrixOf(contract);
    expect(leftOut).toEqual([]);
    const folder = await scaffold(contract, framework);
    try {
      const outcomes = await runMatrix(framework, folder, cases, security);
      expect(outcomes.map(problemOf).filter((problem) => problem !== undefined)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

/** Contracts of one's own: a path, or several with the separator of PATH between them. */
const others = (process.env["MATRIX_SPEC"] ?? "").split(delimiter).filter((path) => path !== "");

describe.each(others)("a service for %s", (path) => {
  const contract = { path, mostInvalid: 8 };
  it.each(frameworkNames)(
    "on %s answers every request as the contract says",
    async (framework) => {
      const { cases, leftOut, security } = await matrixOf(contract);
      const folder = await scaffold(contract, framework);
      const outcomes = await runMatrix(framework, folder, cases, security);
      const problems = outcomes.map(problemOf).filter((problem) => problem !== undefined);
      const counts = caseKinds.map(
        (kind) => `${cases.filter((tested) => tested.kind === kind).length} ${kind}`,
      );
      const operations = new Set(cases.map(({ operation }) => operation)).size;
      console.info(`${path} on ${framework}: ${operations} operations; ${counts.join(", ")}`);
      console.info([`${leftOut.length} left out`, ...leftOut].join("\n  "));
      await rm(folder, { recursive: true, force: true });
      expect(problems).toEqual([]);
    },
    1_800_000,
  );
});

describe("the requests", () => {
  it("are of all kinds, and break every rule that can be broken in one place", async () => {
    const matrices = await Promise.all(Object.values(contracts).map(matrixOf));
    const cases = matrices.flatMap((matrix) => matrix.cases);
    expect(caseKinds.filter((kind) => !cases.some((tested) => tested.kind === kind))).toEqual([]);
    const places = new Set(cases.map(({ field = "" }) => field.split(".")[0]));
    expect(places).toEqual(new Set(["", "path", "query", "header", "body"]));
    expect(cases.filter(({ kind }) => kind === "invalid").length).toBeGreaterThan(300);
  });
});
