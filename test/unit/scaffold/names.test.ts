import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { camelCase, kebabCase, pascalCase } from "../../../src/features/scaffold/engine/names/identifiers.ts";
import { contract, planFor, written } from "../../support/scaffoldPlans.ts";

const ok = { responses: { "200": { description: "ok" } } };

async function handlersOf(paths: unknown): Promise<readonly string[]> {
  const plan = await planFor(contract(paths));
  return plan.files.map(({ path }) => path).filter((path) => path.startsWith("src/handlers/"));
}

describe("identifiers", () => {
  it.each([
    ["repos/list-for-org", "reposListForOrg"],
    ["ListAPIKeys", "listAPIKeys"],
    ["API_KEY", "apiKey"],
    ["Größe ändern", "grosseAndern"],
    ["3d_secure", "n3dSecure"],
    ["📁", ""],
  ])("%s becomes %s", (text, expected) => {
    expect(camelCase(text)).toBe(expected);
  });

  it("turns any text into an identifier or nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(pascalCase(text)).toMatch(/^([A-Z][A-Za-z0-9]*)?$/);
        expect(kebabCase(text)).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*-?)?$/);
      }),
    );
  });

  it("avoids file names that Windows reserves", () => {
    expect(kebabCase("CON")).not.toBe("con");
  });
});

describe("names of operations", () => {
  it("come from operation ids, or from method and path", async () => {
    const handlers = await handlersOf({
      "/orders": { get: { operationId: "ListOrders", tags: ["Order Book"], ...ok } },
      "/v1/orders/{id}": { delete: ok },
    });
    expect(handlers).toEqual([
      "src/handlers/order-book/list-orders.ts",
      "src/handlers/orders/delete-v1-orders-by-id.ts",
    ]);
  });

  it("are given once, whatever their case, and never to a reserved word", async () => {
    const handlers = await handlersOf({
      "/a": { get: { operationId: "delete", ...ok }, post: { operationId: "list_all", ...ok } },
      "/b": { get: { operationId: "listAll", tags: ["a"], ...ok } },
    });
    expect(handlers).toEqual([
      "src/handlers/a/delete-operation.ts",
      "src/handlers/a/list-all-operation.ts",
      "src/handlers/a/list-all.ts",
    ]);
  });

  it("do not collide with the names of schemas", async () => {
    const schema = { $ref: "#/components/schemas/CreateOrderInput" };
    const plan = await planFor(
      contract(
        {
          "/o": {
            post: {
              operationId: "createOrder",
              requestBody: { content: { "application/json": { schema } } },
              ...ok,
            },
          },
        },
        { schemas: { CreateOrderInput: { type: "object", properties: { a: { type: "string" } } } } },
      ),
    );
    const files = written(plan);
    expect(files["src/api/generated/types.ts"]).toContain("export interface CreateOrderInput {");
    expect(files["src/api/generated/operations/o.ts"]).toContain(
      "export interface CreateOrderOperationInput {",
    );
  });

  it("stay when the contract changes, as the manifest remembers them", async () => {
    const operation = { operationId: "createOrder", tags: ["orders"], ...ok };
    const before = written(await planFor(contract({ "/orders": { post: operation } })));
    const retagged = { ...operation, tags: ["sales"] };
    const plan = await planFor(contract({ "/orders": { post: retagged } }), { files: before });
    const handlers = plan.files.filter(({ path }) => path.startsWith("src/handlers/"));
    expect(handlers.map(({ path, action }) => [path, action])).toEqual([
      ["src/handlers/orders/create-order.ts", "unchanged"],
    ]);
  });

  it("ignore a manifest that points out of the folder", async () => {
    const root = contract({ "/orders": { post: { operationId: "createOrder", ...ok } } });
    const files = written(await planFor(root));
    const manifest =
      files[".senior-backend/scaffold.json"]?.replace("orders/createOrder", "../../evil/createOrder") ?? "";
    const plan = await planFor(root, { files: { ".senior-backend/scaffold.json": manifest } });
    expect(plan.files.filter(({ path }) => path.includes(".."))).toEqual([]);
  });
});
