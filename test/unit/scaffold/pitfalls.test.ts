import { rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { ScaffoldPlan } from "../../../src/features/scaffold/engine/index.ts";
import type { Files } from "../../support/scaffoldPlans.ts";
import {
  contract,
  generated,
  json,
  planFor,
  planForFixture,
  writeBelowArtifacts,
  written,
} from "../../support/scaffoldPlans.ts";

const ok = { responses: { "200": { description: "ok", content: json({ type: "string" }) } } };

async function filesFor(paths: unknown, components?: unknown, openapi?: string): Promise<Files> {
  return written(await planFor(contract(paths, components, openapi)));
}

/**
 * Pitfalls of contracts. Those of names and paths are served in service.test.ts and paths.test.ts, those of schemas
 * are compared with Ajv in validation.test.ts, and the fixture that has them all is compiled and started.
 */
describe("OpenAPI 3.2", () => {
  let files: Files = {};

  beforeAll(async () => {
    const stream = { "application/jsonl": { itemSchema: { $ref: "#/components/schemas/Event" } } };
    const paths = {
      "/things": {
        query: {
          operationId: "search",
          tags: ["child"],
          requestBody: { content: json({ type: "object" }) },
          ...ok,
        },
        additionalOperations: { COPY: { operationId: "copyThings", tags: ["child"], ...ok } },
        get: {
          operationId: "listThings",
          tags: ["child"],
          parameters: [
            {
              name: "all",
              in: "querystring",
              content: {
                "application/x-www-form-urlencoded": {
                  schema: { type: "object", properties: { size: { type: "integer" } } },
                },
              },
            },
          ],
          responses: { "200": { description: "events", content: stream } },
        },
      },
    };
    const root = contract(paths, { schemas: { Event: { type: "object" } } }, "3.2.0") as object;
    files = written(
      await planFor({ ...root, tags: [{ name: "child", parent: "parent" }, { name: "parent" }] }),
    );
  });

  it("has QUERY and methods of its own", () => {
    const routes = files[`${generated}/routes/child.ts`];
    expect(routes).toContain('method: "query"');
    expect(routes?.toLowerCase()).toContain('method: "copy"');
  });

  it("reads the whole query string as one parameter", () => {
    expect(files[`${generated}/routes/child.ts`]).toContain("all: queryString(");
    expect(files[`${generated}/operations/child.ts`]).toContain("size?: number");
  });

  it("leaves streams of items to their handlers", () => {
    expect(files[`${generated}/operations/child.ts`]).toMatch(
      /ListThingsResult = \{[^}]*status: 200;[^}]*body: /,
    );
  });

  it("groups by tags, whatever their parents", () => {
    expect(Object.keys(files)).toContain("src/handlers/child/list-things.ts");
  });
});

describe("responses", () => {
  it("that share a status are told apart by their types", async () => {
    const content = { ...json({ type: "integer" }), "text/csv": { schema: { type: "string" } } };
    const files = await filesFor({
      "/a": { get: { operationId: "a", responses: { "200": { description: "", content } } } },
    });
    const operations = files[`${generated}/operations/a.ts`];
    expect(operations).toMatch(/type: "application\/json";[^}]*body: number/);
    expect(operations).toMatch(/type: "text\/csv";[^}]*body: string \| BinaryBody/);
  });

  it("for a class of statuses and for the rest leave out those that are declared", async () => {
    const none = { description: "" };
    const files = await filesFor({
      "/a": { get: { operationId: "a", responses: { "404": none, "4XX": none, default: none } } },
    });
    expect(files[`${generated}/operations/a.ts`]).toContain("Exclude<ClientErrorStatus, 404>");
    expect(files[`${generated}/operations/a.ts`]).toContain("Exclude<HttpStatus, 404 | ClientErrorStatus>");
  });

  it("without content have no body, even when one is described", async () => {
    const files = await filesFor({
      "/a": {
        get: {
          operationId: "a",
          responses: { "304": { description: "", content: json({ type: "string" }) } },
        },
      },
    });
    expect(files[`${generated}/operations/a.ts`]).toContain(
      "export type AResult = { status: 304; headers?: ResponseHeaders };",
    );
  });

  it("may have links, which are somebody else's business", async () => {
    const links = { next: { operationId: "a" } };
    const responses = { "200": { description: "", content: json({ type: "string" }), links } };
    expect((await planFor(contract({ "/a": { get: { operationId: "a", responses } } }))).notes).toEqual([]);
  });
});

describe("schemas without a type", () => {
  const loose = { properties: { name: { type: "string" } } };
  const schemas = {
    Loose: loose,
    Strict: { type: "object", properties: { id: { type: "integer" } } },
    Both: { allOf: [{ $ref: "#/components/schemas/Strict" }, { $ref: "#/components/schemas/Loose" }] },
    Owner: {
      type: "object",
      properties: { loose: { $ref: "#/components/schemas/Loose" } },
      anyOf: [{ required: ["loose"] }, { properties: { other: { type: "integer" } } }],
    },
  };
  const body = (name: string) => ({
    post: {
      operationId: name,
      tags: ["t"],
      requestBody: { required: true, content: json({ $ref: `#/components/schemas/${name}` }) },
      ...ok,
    },
  });
  const paths = {
    "/loose": body("Loose"),
    "/both": body("Both"),
    "/owner": body("Owner"),
    "/inline": {
      post: {
        operationId: "inline",
        tags: ["t"],
        requestBody: { required: true, content: json({ items: { type: "integer" } }) },
        ...ok,
      },
    },
  };

  it("have types that say what else is valid, where nothing beside them says that it is not", async () => {
    const files = await filesFor(paths, { schemas });
    const types = files[`${generated}/types.ts`];
    expect(types).toContain("export interface Loose {");
    expect(types).toContain("loose?: Loose | unknown[] | string | number | boolean | null");
    expect(types).toContain("export type Both = Strict & Loose;");
    const operations = files[`${generated}/operations/t.ts`];
    expect(operations).toContain("body: Loose | unknown[] | string | number | boolean | null");
    expect(operations).toContain(
      "InlineBody = { [key: string]: unknown } | number[] | string | number | boolean | null;",
    );
  });
});

describe("dynamic references", () => {
  const schemas = {
    List: {
      $id: "list",
      type: "array",
      items: { $dynamicRef: "#item" },
      $defs: { any: { $dynamicAnchor: "item" } },
    },
    Numbers: { $id: "numbers", $ref: "list", $defs: { own: { $dynamicAnchor: "item", type: "number" } } },
  };
  const returning = (schema: object) => ({
    get: { operationId: "get", responses: { "200": { description: "ok", content: json(schema) } } },
  });

  it("make a type for each way that a schema is reached, whose names stay", async () => {
    const root = contract(
      { "/a": returning({ anyOf: [{ $ref: "numbers" }, { $ref: "list" }] }) },
      { schemas },
    );
    const first = await planFor(root);
    expect(first.notes).toEqual([]);
    const types = written(first)[`${generated}/types.ts`];
    expect(types).toContain("export type Numbers = ListItemNumbersOwn;");
    expect(types).toContain("export type ListItemNumbersOwn = NumbersOwn[];");
    expect(types).toContain("export type NumbersOwn = number;");
    const again = await planFor(root, { files: written(first) });
    expect(again.files.filter(({ action }) => action !== "unchanged")).toEqual([]);
  });

  it("are noted where they lead nowhere", async () => {
    const { notes } = await planFor(contract({ "/a": returning({ $dynamicRef: "#nothing" }) }));
    expect(notes).toEqual([
      "$dynamicRef is not checked: paths./a.get.responses.200.content.application/json.schema.",
    ]);
  });
});

describe("types", () => {
  const $ref = "#/components/schemas/Tree";
  const text = { type: "string" };
  it.each<readonly [what: string, schema: unknown, type: string]>([
    ["an enum of several types", { enum: [1, "two", true, null] }, '1 | "two" | true | null'],
    ["a constant", { const: 5 }, "5"],
    ["nothing", false, "never"],
    ["anything", true, "unknown"],
    ["an empty schema", {}, "unknown"],
    ["null or a reference", { anyOf: [{ $ref }, { type: "null" }] }, "Tree | null"],
    ["a reference with annotations beside it", { $ref, default: {}, examples: [1] }, "Tree"],
    ["a reference with keywords beside it", { $ref, required: ["more"] }, "Tree & { more: unknown }"],
    [
      "allOf with keywords beside it",
      { allOf: [{ $ref }], properties: { b: text } },
      "{ b?: string } & Tree",
    ],
    ["a name that is required only", { type: "object", required: ["x"] }, "{ x: unknown }"],
    ["a map", { type: "object", additionalProperties: { $ref } }, "{ [key: string]: Tree }"],
    [
      "properties beside a map",
      { type: "object", properties: { a: text }, additionalProperties: { type: "number" } },
      "{ a?: string; [key: string]: number | string | undefined }",
    ],
  ])("say what is meant by %s", async (_, schema, type) => {
    const tree = { type: "object", properties: { children: { type: "array", items: { $ref } } } };
    const files = await filesFor(
      {
        "/a": {
          get: {
            operationId: "a",
            responses: {
              "200": {
                description: "",
                content: json({ type: "object", required: ["it"], properties: { it: schema } }),
              },
            },
          },
        },
      },
      { schemas: { Tree: tree } },
    );
    expect(files[`${generated}/operations/a.ts`]).toContain(`body: { it: ${type} }`);
  });
});

describe("names", () => {
  it("are made of tags with symbols, of paths without tags, and of ids that occur twice", async () => {
    const { files, notes } = await planForFixture("pitfalls.yaml");
    const handlers = files.map(({ path }) => path).filter((path) => path.startsWith("src/handlers/"));
    expect(handlers).toEqual(
      expect.arrayContaining([
        "src/handlers/files-folders/delete-operation.ts",
        "src/handlers/ranges/get-range.ts",
        "src/handlers/pets/get-pet.ts",
        "src/handlers/pets/get-pet-operation.ts",
        "src/handlers/grosse/grosse.ts",
      ]),
    );
    expect(notes).toContain("Operation ids that occur twice got a number: getPet.");
  });
});

describe("the rest", () => {
  let pitfalls: ScaffoldPlan;
  const textOf = (path: string) => pitfalls.files.find((file) => file.path === path)?.contents ?? "";

  beforeAll(async () => {
    pitfalls = await planForFixture("pitfalls.yaml");
  });

  it("the path of the first server is offered, with the defaults of its variables", () => {
    expect(textOf(".env.example")).toContain("Its first server says /v2.");
  });

  it("what is deprecated says so where it is used", () => {
    const text = pitfalls.files.map(({ contents }) => contents).join("\n");
    expect(text).toContain("@deprecated");
  });

  it("numbers of any width are numbers", async () => {
    const properties = Object.fromEntries(
      ["int32", "int64", "float", "double"].map((format) => [format, { type: "number", format }]),
    );
    const files = await filesFor({
      "/a": {
        post: { operationId: "a", requestBody: { content: json({ type: "object", properties }) }, ...ok },
      },
    });
    const operations = files[`${generated}/operations/a.ts`];
    for (const format of Object.keys(properties)) expect(operations).toContain(`${format}?: number`);
  });

  it("characters that a parameter need not escape are read as they are", async () => {
    const parameters = [{ name: "q", in: "query", allowReserved: true, schema: { type: "string" } }];
    const files = await filesFor({ "/a": { get: { operationId: "a", parameters, ...ok } } });
    expect(files[`${generated}/routes/a.ts`]).toContain("q: form(z.string().exactOptional())");
  });

  it("examples are no rules", async () => {
    const schema = { type: "integer", example: "none", examples: ["some"] };
    const files = await filesFor({
      "/a": { post: { operationId: "a", requestBody: { content: json(schema) }, ...ok } },
    });
    expect(files[`${generated}/routes/a.ts`]).toContain("z.int()");
  });
});

it("the more specific of two paths is tried first, however many there are beside them", async () => {
  const folder = await writeBelowArtifacts(await planFor(contract({})), "specificity");
  const { groupByPath } = (await import(/* @vite-ignore */ join(folder, generated, "route.ts"))) as {
    groupByPath: (
      routes: readonly { readonly path: string }[],
    ) => readonly (readonly { readonly path: string }[])[];
  };
  const paths = [
    "/r/{a}/c/{x}",
    "/r/{a}/c/{x}...{y}",
    "/r",
    "/r/{a}",
    "/r/{a}/c",
    "/r/{a}/{b}",
    "/r/{a}/c/d",
    "/q/{a}/c",
  ];
  const all = fc.shuffledSubarray([...paths], { minLength: paths.length });
  fc.assert(
    fc.property(all, (order) => {
      const sorted = groupByPath(order.map((path) => ({ path }))).map(([first]) => first?.path ?? "");
      const positions = ["/r/{a}/c/d", "/r/{a}/c/{x}...{y}", "/r/{a}/c/{x}"].map((path) =>
        sorted.indexOf(path),
      );
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    }),
  );
  await rm(folder, { recursive: true, force: true });
});
