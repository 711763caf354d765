import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlannedFile, ScaffoldPlan } from "../../../src/features/scaffold/engine/index.ts";
import { mergeThreeWay } from "../../../src/features/scaffold/engine/merge/threeWay.ts";
import type { Files } from "../../support/scaffoldPlans.ts";
import { contract, planFor, written } from "../../support/scaffoldPlans.ts";

const ok = { responses: { "200": { description: "ok" } } };
const operation = (operationId: string, more: object = {}) => ({
  operationId,
  tags: ["orders"],
  ...ok,
  ...more,
});
const root = contract({ "/orders": { get: operation("listOrders") } });
const handlerOf = (name: string) => `src/handlers/orders/${name}.ts`;

function fileOf({ files }: ScaffoldPlan, path: string): PlannedFile | undefined {
  return files.find((file) => file.path === path);
}

function changes({ files }: ScaffoldPlan): readonly string[] {
  return files.filter(({ action }) => action !== "unchanged").map(({ path }) => path);
}

const written1 = written(await planFor(root));
/** A contract whose service needs another setting, another package and another README. */
const secured = {
  ...(contract(
    { "/orders": { get: operation("listOrders") } },
    { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
  ) as object),
  security: [{ token: [] }],
};

describe("files that are yours", () => {
  it("follow the scaffold where nobody changed them", async () => {
    const plan = await planFor(secured, { files: written1 });
    expect(fileOf(plan, ".env.example")).toMatchObject({ action: "updated" });
    expect(fileOf(plan, "package.json")?.contents).toContain('"jose"');
    const after = written(plan, written1);
    expect(changes(await planFor(secured, { files: after }))).toEqual([]);
  });

  it("get what is new next to what their owner changed", async () => {
    const mine = JSON.parse(written1["package.json"] ?? "") as { dependencies: Record<string, string> };
    mine.dependencies = { ...mine.dependencies, express: "5.0.1", lodash: "4.17.21" };
    const files: Files = {
      ...written1,
      "package.json": JSON.stringify(mine, null, 4),
      ".env.example": `MINE=1\n${written1[".env.example"] ?? ""}`,
    };
    const plan = await planFor(secured, { files });
    const { dependencies } = JSON.parse(fileOf(plan, "package.json")?.contents ?? "") as typeof mine;
    expect(dependencies).toMatchObject({ express: "5.0.1", lodash: "4.17.21", jose: "6.2.17" });
    expect(fileOf(plan, ".env.example")?.contents).toMatch(/^MINE=1\n[\s\S]*JWT_ISSUER/);
    expect(changes(await planFor(secured, { files: written(plan, files) }))).toEqual([]);
  });

  it("are left alone where both changed the same lines, and told about once", async () => {
    const mine = (written1["README.md"] ?? "").replace("The contract names no security schemes", "MINE");
    const files: Files = { ...written1, "README.md": mine };
    const plan = await planFor(secured, { files });
    expect(fileOf(plan, "README.md")).toMatchObject({ action: "conflict", zone: "yours" });
    const after = written(plan, files);
    expect(after["README.md"]).toBe(mine);
    expect(changes(await planFor(secured, { files: after }))).toEqual([]);

    const settled = await planFor(secured, { files: after, withMarkers: true });
    expect(fileOf(settled, "README.md")).toMatchObject({ action: "updated" });
    expect(fileOf(settled, "README.md")?.contents).toMatch(
      /<<<<<<< yours\n- MINE; every operation is open\.\n=======\n- Security is enforced [^]*\n>>>>>>> scaffold\n/,
    );
    expect(changes(await planFor(secured, { files: written(settled, after) }))).toEqual([]);
  });

  it("stay deleted once somebody deleted them", async () => {
    const files = Object.fromEntries(Object.entries(written1).filter(([path]) => path !== "Dockerfile"));
    expect(fileOf(await planFor(secured, { files }), "Dockerfile")).toBeUndefined();
  });

  it("are never merged with what a stranger put there", async () => {
    const files: Files = { "src/app.ts": "// a stranger's\n" };
    const first = written(await planFor(root, { files }), files);
    const second = await planFor(secured, { files: first });
    expect(written(second, first)["src/app.ts"]).toBe("// a stranger's\n");
  });
});

describe("handlers", () => {
  const work = `import type { ListOrdersHandler } from "../../api/generated/operations/orders.ts";

// listOrders: all of them
export const listOrders: ListOrdersHandler = async (input, { log }) => {
  log.info("listOrders");
  if (input === undefined) return await listOrders(input, context.listOrders);
  return { status: 200 };
};
`;

  it("move with an operation that gets another id", async () => {
    const files: Files = { ...written1, [handlerOf("list-orders")]: work };
    const plan = await planFor(contract({ "/orders": { get: operation("findOrders") } }), { files });
    expect(fileOf(plan, handlerOf("list-orders"))).toMatchObject({ action: "removed" });
    const moved = fileOf(plan, handlerOf("find-orders"));
    expect(moved).toMatchObject({ action: "created", zone: "yours" });
    expect(moved?.contents).toBe(
      work
        .replaceAll("ListOrdersHandler", "FindOrdersHandler")
        .replace("const listOrders", "const findOrders")
        .replace("await listOrders(", "await findOrders("),
    );
    expect(plan.notes).toContain(
      "Handlers went along with the new names of their operations: src/handlers/orders/list-orders.ts is src/handlers/orders/find-orders.ts.",
    );
  });

  it("that were never written move as stubs", async () => {
    const renamed = contract({ "/orders": { get: operation("findOrders") } });
    const plan = await planFor(renamed, { files: written1 });
    const fresh = await planFor(renamed);
    expect(fileOf(plan, handlerOf("find-orders"))?.contents).toBe(
      fileOf(fresh, handlerOf("find-orders"))?.contents,
    );
    expect(changes(await planFor(renamed, { files: written(plan, written1) }))).toEqual([]);
  });

  it("stay with an operation that moves to another path", async () => {
    const files: Files = { ...written1, [handlerOf("list-orders")]: work };
    const plan = await planFor(
      contract({ "/v2/all-orders": { get: operation("listOrders", { tags: [] }) } }),
      { files },
    );
    expect(fileOf(plan, handlerOf("list-orders"))).toMatchObject({ action: "unchanged", contents: work });
    expect(plan.files.filter(({ path }) => path.startsWith("src/handlers/"))).toHaveLength(1);
  });

  it("do not push each other aside when ids are swapped", async () => {
    const two = (a: string, b: string) =>
      contract({ "/a": { get: operation(a) }, "/b": { get: operation(b) } });
    const before = written(await planFor(two("first", "second")));
    const files: Files = {
      ...before,
      [handlerOf("first")]: "export const first = 1;\n",
      [handlerOf("second")]: "export const second = 2;\n",
    };
    const after = written(await planFor(two("second", "first"), { files }), files);
    const texts = Object.entries(after).filter(([path]) => path.startsWith("src/handlers/"));
    expect(texts.map(([, text]) => text).join("")).toContain("= 1;");
    expect(texts.map(([, text]) => text).join("")).toContain("= 2;");
  });
});

describe("handlers that somebody has to look at", () => {
  const order = (properties: object) => ({ Order: { type: "object", properties } });
  const returning = (properties: object, more: object = {}) => {
    const content = { "application/json": { schema: { $ref: "#/components/schemas/Order" } } };
    const responses = { "200": { description: "ok", content } };
    return contract(
      { "/orders": { get: operation("listOrders", { responses, ...more }) } },
      { schemas: order(properties) },
    );
  };
  const id = { type: "string" };
  const path = handlerOf("list-orders");
  const work = { [path]: "export const listOrders = () => ({ status: 200, body: {} });\n" };

  async function attentionAfter(change: unknown, files: Files = work): Promise<readonly unknown[]> {
    const before = written(await planFor(returning({ id })));
    return (await planFor(change, { files: { ...before, ...files } })).attention;
  }

  it("are those whose operation takes or answers something else", async () => {
    const changed = [{ kind: "changed", path, operation: "GET /orders" }];
    expect(await attentionAfter(returning({ id, total: { type: "number" } }))).toEqual(changed);
    const page = { name: "page", in: "query", schema: { type: "integer" } };
    expect(await attentionAfter(returning({ id }, { parameters: [page] }))).toEqual(changed);
  });

  it("are none when only words changed, or when the handler is not written yet", async () => {
    expect(await attentionAfter(returning({ id }))).toEqual([]);
    expect(
      await attentionAfter(returning({ id: { ...id, description: "of it" } }, { summary: "All" })),
    ).toEqual([]);
    expect(await attentionAfter(returning({ id, total: { type: "number" } }), {})).toEqual([]);
    // What another version of the generator noted cannot be compared.
    const manifest = ".senior-backend/scaffold.json";
    const before = written(await planFor(returning({ id })));
    const older = {
      ...work,
      [manifest]: (before[manifest] ?? "").replace(/"generatorVersion": \d+/, '"generatorVersion": 1'),
    };
    expect(await attentionAfter(returning({ id, total: { type: "number" } }), older)).toEqual([]);
  });
});

it("remembers nothing of where the contract stood", () => {
  expect(Object.values(written1).join("\n")).not.toContain("file:///");
});

describe("ejected files", () => {
  const routes = "src/api/generated/routes/orders.ts";
  const files: Files = { ...written1, [routes]: "// mine now\n" };
  const changed = contract({ "/orders": { get: operation("listOrders", { summary: "All" }) } });

  it("belong to who edited them from then on", async () => {
    const plan = await planFor(changed, { files, eject: [routes] });
    expect(fileOf(plan, routes)).toMatchObject({ action: "unchanged", zone: "yours" });
    const later = await planFor(root, { files: written(plan, files) });
    expect(fileOf(later, routes)).toMatchObject({ action: "unchanged", contents: "// mine now\n" });
  });

  it("must be generated ones", async () => {
    await expect(planFor(root, { files, eject: ["src/app.ts"] })).rejects.toThrow(
      "src/app.ts is not a generated file; name one below src/api/generated to make it yours.",
    );
  });
});

describe("three texts", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 12 }).map((all) => all.join("\n"));

  it("merge to the side that changed", () => {
    fc.assert(
      fc.property(lines, lines, (base, changed) => {
        expect(mergeThreeWay("x", base, changed, base)).toEqual({ text: changed, conflict: false });
        expect(mergeThreeWay("x", base, base, changed)).toEqual({ text: changed, conflict: false });
      }),
    );
  });

  it("lose no line of their owner, markers or not", () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, theirs, ours) => {
        const { text } = mergeThreeWay("x", base, theirs, ours);
        const kept = text.split("\n");
        const added = theirs.split("\n").filter((line) => !base.split("\n").includes(line));
        for (const line of added) expect(kept).toContain(line);
      }),
    );
  });
});

describe("the law of regeneration", () => {
  const ids = ["alpha", "beta", "gamma", "delta"] as const;
  const summary = fc.option(fc.string({ maxLength: 20 }), { nil: undefined });
  const operations = fc.dictionary(
    fc.constantFrom("/a", "/b", "/c/{id}", "/d"),
    fc.record({ id: fc.constantFrom(...ids), tag: fc.constantFrom("one", "two"), summary }),
  );
  const contracts = operations.map((byPath) => {
    const seen = new Set<string>();
    const entries = Object.entries(byPath).filter(([, { id }]) => !seen.has(id) && seen.add(id));
    const paths = entries.map(([path, { id, tag, summary: text }]) => [
      path,
      { get: { operationId: id, tags: [tag], ...(text !== undefined && { summary: text }), ...ok } },
    ]);
    return contract(Object.fromEntries(paths));
  });
  /** Which files a person edits, as positions, and with what. */
  const edits = fc.array(fc.tuple(fc.nat(), fc.string({ minLength: 1, maxLength: 30 })), { maxLength: 5 });

  const isYours = (path: string) => !/^(src\/api\/generated|test\/generated|\.senior-backend)\//.test(path);

  it("any edits and any changes of the contract: nothing is lost, and a second run changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(contracts, edits), { minLength: 2, maxLength: 4 }),
        async (rounds) => {
          let files: Files = {};
          const marks: string[] = [];
          for (const [document, changesOfRound] of rounds) {
            files = written(await planFor(document, { files }), files);
            expect(changes(await planFor(document, { files }))).toEqual([]);
            const all = Object.values(files).join("\n");
            for (const mark of marks) expect(all).toContain(mark);
            const paths = Object.keys(files).filter(isYours).sort();
            for (const [position, text] of changesOfRound) {
              const path = paths[position % paths.length];
              if (path === undefined) continue;
              const mark = `// mark ${marks.length} ${JSON.stringify(text)}`;
              marks.push(mark);
              files = { ...files, [path]: `${mark}\n${files[path] ?? ""}` };
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
