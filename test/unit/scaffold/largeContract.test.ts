import { Session } from "node:inspector/promises";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { frameworkNames, planScaffold } from "../../../src/features/scaffold/engine/index.ts";
import { largeContract } from "../../support/largeContract.ts";
import type { Files } from "../../support/scaffoldPlans.ts";
import { contractOf, folderOf, planFor, written } from "../../support/scaffoldPlans.ts";

/** How often functions of the engine are called while something runs: the same each time, on any machine. */
async function callsOf(run: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    await run();
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const functions = result
      .filter(({ url }) => url.includes("/features/scaffold/engine/"))
      .flatMap((script) => script.functions);
    return functions.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
  } finally {
    session.disconnect();
  }
}

describe.each(frameworkNames)("a very large contract on %s", (framework) => {
  it("takes work in proportion to its size, the first time and again", async () => {
    const first = (operations: number) => planFor(largeContract(operations), { framework });
    const sizes = [100, 400] as const;
    const files: Files[] = [];
    for (const size of sizes) files.push(written(await first(size)));
    const small = await callsOf(() => first(100));
    const large = await callsOf(() => first(400));
    expect(small).toBeGreaterThan(500_000);
    expect(large / small).toBeLessThan(4.2);
    const again = (index: 0 | 1) =>
      callsOf(() => planFor(largeContract(sizes[index]), { framework, files: files[index] ?? {} }));
    expect((await again(1)) / (await again(0))).toBeLessThan(4.2);
  });

  it("is finished, in files that can be read", async () => {
    const plan = await planFor(largeContract(1000), { framework });
    expect(plan.operations).toBe(1000);
    expect(plan.files.filter(({ path }) => path.startsWith("src/handlers/"))).toHaveLength(1000);
    // All circles of this contract are one, so its schemas are all shared; what is written by tag stays short.
    const byTag = plan.files.filter(({ path }) => /generated\/(routes|operations)\//.test(path));
    expect(byTag).toHaveLength(40);
    expect(Math.max(...byTag.map(({ contents }) => contents.split("\n").length))).toBeLessThan(1500);
  });
});

it("a very large contract may be given up at any time", async () => {
  const contract = contractOf({ "openapi.yaml": largeContract(400) });
  const request = {
    contractUri: "file:///contract/openapi.yaml",
    contractPath: "openapi.yaml",
    framework: "express",
  } as const;
  for (let wait = 0; wait < 24; wait += 4) {
    const controller = new AbortController();
    const folder = folderOf({});
    let reads = 0;
    const target = { ...folder, read: (path: string) => (reads++, folder.read(path, controller.signal)) };
    const plan = planScaffold(request, contract, target, controller.signal);
    const outcome = plan.then(
      () => "finished",
      (error: unknown) => (error as Error).name,
    );
    for (let turns = 0; turns < wait; turns++) await turn();
    controller.abort();
    expect({ wait, outcome: await outcome, isWithoutFiles: reads < 5 }).toEqual({
      wait,
      outcome: "AbortError",
      isWithoutFiles: true,
    });
  }
});
