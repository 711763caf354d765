import { describe, expect, it } from "vitest";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import type { ScaffoldPlan } from "../../../src/features/scaffold/engine/index.ts";
import type { Files } from "../../support/scaffoldPlans.ts";
import { contract, planFor, planForFixture, folderOf, written } from "../../support/scaffoldPlans.ts";

const ok = { responses: { "200": { description: "ok" } } };
const list = { operationId: "listOrders", tags: ["orders"], ...ok };
const create = { operationId: "createOrder", tags: ["orders"], ...ok };
const root = contract({ "/orders": { get: list, post: create } });

const listHandler = "src/handlers/orders/list-orders.ts";
const createHandler = "src/handlers/orders/create-order.ts";
const routes = "src/api/generated/routes/orders.ts";
const manifest = ".senior-backend/scaffold.json";
const base = ".senior-backend/base/";

function actions({ files }: ScaffoldPlan, ...without: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    files
      .filter(({ action, path }) => !without.includes(action) && !path.startsWith(base))
      .map(({ path, action }) => [path, action]),
  );
}

function fileOf({ files }: ScaffoldPlan, path: string) {
  return files.find((file) => file.path === path);
}

describe("the first run", () => {
  it("creates every file, sorted by path, and the same ones each time", async () => {
    const plan = await planFor(root);
    expect(actions(plan, "created")).toEqual({});
    expect(plan.files.map(({ path }) => path)).toEqual([...plan.files.map(({ path }) => path)].sort());
    expect(await planFor(root)).toEqual(plan);
  });

  it("tells the zones apart", async () => {
    const plan = await planFor(root);
    const generated = plan.files.filter(({ zone }) => zone === "generated").map(({ path }) => path);
    expect(generated.every((path) => /^(\.senior-backend|(src\/api|test)\/generated)\//.test(path))).toBe(
      true,
    );
    expect(fileOf(plan, createHandler)?.zone).toBe("yours");
  });

  it("leaves generated-looking files of others to a person, and keeps what is theirs", async () => {
    const files = {
      [routes]: "// by hand\n",
      "src/app.ts": "// my app\n",
      "package.json": '{ "dependencies": { "zod": "4" } }',
    };
    const plan = await planFor(root, { files });
    expect(fileOf(plan, routes)).toMatchObject({ action: "conflict" });
    expect(fileOf(plan, "src/app.ts")).toMatchObject({ action: "unchanged", contents: "// my app\n" });
    const note = plan.notes.find((text) => text.includes("package.json"));
    expect(note).toContain("express@");
    expect(note).not.toContain(" zod@");
  });
});

describe("a second run", () => {
  it("changes nothing", async () => {
    const plan = await planFor(root, { files: written(await planFor(root)) });
    expect(actions(plan, "unchanged")).toEqual({});
  });

  it("changes nothing for a contract with every pitfall", async () => {
    const before = written(await planForFixture("pitfalls.yaml"));
    expect(actions(await planForFixture("pitfalls.yaml", "express", folderOf(before)), "unchanged")).toEqual(
      {},
    );
  });

  it("changes nothing when version control changed the line ends", async () => {
    const before = written(await planFor(root));
    const crlf = Object.fromEntries(
      Object.entries(before).map(([path, text]) => [path, text.replaceAll("\n", "\r\n")]),
    );
    expect(actions(await planFor(root, { files: crlf }), "unchanged")).toEqual({});
  });

  it("never touches what a person owns, and refuses to overwrite what a person edited", async () => {
    const before: Files = {
      ...written(await planFor(root)),
      [createHandler]: "// real work\n",
      [routes]: "// edited\n",
      Dockerfile: "FROM scratch\n",
    };
    const changed = contract({ "/orders": { get: { ...list, summary: "All of them" }, post: create } });
    const plan = await planFor(changed, { files: before });
    expect(fileOf(plan, routes)).toMatchObject({ action: "conflict" });
    expect(fileOf(plan, routes)?.contents).toContain("All of them");
    const after = written(plan, before);
    for (const path of [createHandler, routes, "Dockerfile"]) expect(after[path]).toBe(before[path]);
    expect(fileOf(await planFor(changed, { files: after }), routes)).toMatchObject({ action: "conflict" });
  });

  it("writes a handler again that was deleted, since the registry needs it", async () => {
    const all = Object.entries(written(await planFor(root)));
    const before = Object.fromEntries(all.filter(([path]) => path !== createHandler));
    expect(actions(await planFor(root, { files: before }), "unchanged")).toEqual({
      [createHandler]: "created",
    });
  });
});

describe("a changed contract", () => {
  it("adds new operations and updates what is generated", async () => {
    const before = written(await planFor(contract({ "/orders": { get: list } })));
    const plan = await planFor(root, { files: before });
    expect(actions(plan, "unchanged")).toEqual({
      [manifest]: "updated",
      "src/api/generated/handlers.ts": "updated",
      "src/api/generated/operations/orders.ts": "updated",
      "src/api/generated/registry.ts": "updated",
      "src/api/generated/responseSchemas.ts": "updated",
      "README.md": "updated",
      [routes]: "updated",
      [createHandler]: "created",
      "test/generated/requests.ts": "updated",
    });
  });

  it("removes generated files that nothing needs, and keeps handlers with a note", async () => {
    const refund = { operationId: "refund", tags: ["payments"], ...ok };
    const before = written(
      await planFor(contract({ "/orders": { get: list }, "/refunds": { post: refund } })),
    );
    const plan = await planFor(contract({ "/orders": { get: list } }), { files: before });
    expect(actions(plan, "unchanged", "updated")).toEqual({
      "src/api/generated/operations/payments.ts": "removed",
      "src/api/generated/routes/payments.ts": "removed",
    });
    const after = written(plan, before);
    expect(after["src/handlers/payments/refund.ts"]).toBeDefined();
    expect(plan.attention).toEqual([{ kind: "removed", path: "src/handlers/payments/refund.ts" }]);
    expect(
      actions(await planFor(contract({ "/orders": { get: list } }), { files: after }), "unchanged"),
    ).toEqual({});
  });

  it("keeps generated files that nothing needs but a person edited", async () => {
    const refund = { operationId: "refund", tags: ["payments"], ...ok };
    const path = "src/api/generated/routes/payments.ts";
    const before = {
      ...written(await planFor(contract({ "/orders": { get: list }, "/refunds": { post: refund } }))),
      [path]: "// edited\n",
    };
    const plan = await planFor(contract({ "/orders": { get: list } }), { files: before });
    expect(fileOf(plan, path)).toBeUndefined();
    expect(plan.notes.join("\n")).toContain(path);
  });
});

describe("selected operations", () => {
  const getOrders = "/paths/~1orders/get";
  const postOrders = "/paths/~1orders/post";

  it("are scaffolded alone, and later ones are added to them", async () => {
    const first = await planFor(root, { operations: [getOrders] });
    expect(first.operations).toBe(1);
    expect(fileOf(first, createHandler)).toBeUndefined();
    const before = written(first);
    const second = await planFor(root, { operations: [postOrders], files: before });
    expect(second.operations).toBe(2);
    expect(fileOf(second, listHandler)).toMatchObject({ action: "unchanged" });
    const after = written(second, before);
    expect(JSON.parse(after[manifest] ?? "")).toMatchObject({ operations: [getOrders, postOrders] });
  });

  it("stay all once all were asked for", async () => {
    const before = written(await planFor(root));
    const plan = await planFor(root, { operations: [getOrders], files: before });
    expect(plan.operations).toBe(2);
    expect(actions(plan, "unchanged")).toEqual({});
  });

  it("need not be readable elsewhere in the contract", async () => {
    const broken = { ...create, requestBody: { $ref: "missing.yaml" } };
    const plan = await planFor(contract({ "/orders": { get: list, post: broken } }), {
      operations: [getOrders],
    });
    expect(plan.operations).toBe(1);
  });

  it("must be in the contract", async () => {
    await expect(planFor(root, { operations: ["/paths/~1nope/get"] })).rejects.toThrow(
      "The contract has no operation at /paths/~1nope/get; scaffold one that it has.",
    );
  });
});

describe("another framework", () => {
  it("is refused where a service stands already, before anything is planned", async () => {
    const files = written(await planFor(root, { framework: "koa" }));
    await expect(planFor(root, { files })).rejects.toThrow(
      "The folder holds a service for koa; scaffold it with koa, or choose another folder for express.",
    );
  });

  it("changes neither handlers, nor what they see of the contract", async () => {
    const neutral = ({ files }: ScaffoldPlan) =>
      files.filter(({ path }) =>
        /^src\/handlers\/|^test\/generated\/|generated\/operations\/|generated\/types/.test(path),
      );
    const express = neutral(await planForFixture("pitfalls.yaml"));
    expect(express.length).toBeGreaterThan(20);
    for (const framework of frameworkNames)
      expect(neutral(await planForFixture("pitfalls.yaml", framework))).toEqual(express);
  });
});

describe("the manifest", () => {
  it("that cannot be read stops the run with a way out", async () => {
    for (const text of [
      "{",
      "[]",
      '{"manifestVersion":7}',
      '{"manifestVersion":1,"contract":{},"framework":"hono"}',
    ]) {
      await expect(planFor(root, { files: { [manifest]: text } })).rejects.toThrow(
        `${manifest} is not a manifest that this version can read; restore it, or delete it to start over.`,
      );
    }
  });

  it("cannot make the run delete anything outside of the generated zone", async () => {
    const before = written(await planFor(root));
    const value = JSON.parse(before[manifest] ?? "") as { files: Record<string, unknown> };
    const stolen = {
      zone: "generated",
      sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    };
    value.files = {
      ...value.files,
      "../secret": stolen,
      "src/mine.ts": stolen,
      "src/api/generated/../../mine.ts": stolen,
    };
    const files = {
      ...before,
      "../secret": "",
      "src/mine.ts": "",
      "src/api/generated/../../mine.ts": "",
      [manifest]: JSON.stringify(value),
    };
    const plan = await planFor(root, { files });
    expect(plan.files.filter(({ action }) => action === "removed")).toEqual([]);
  });
});

it("stops when it is cancelled", async () => {
  const reason = new DOMException("Aborted", "AbortError");
  await expect(planFor(root, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
