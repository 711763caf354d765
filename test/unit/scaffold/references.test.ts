import { describe, expect, it } from "vitest";
import { contract, generated, planFor, written } from "../../support/scaffoldPlans.ts";

function posting(schema: unknown): unknown {
  return {
    post: {
      tags: ["t"],
      operationId: "send",
      requestBody: { content: { "application/json": { schema } } },
      responses: {},
    },
  };
}

describe("references", () => {
  it("to nowhere stop the run at their place", async () => {
    const root = contract({
      "/orders": { post: { requestBody: { $ref: "#/components/requestBodies/Nope" }, responses: {} } },
    });
    await expect(planFor(root)).rejects.toThrow(
      "paths./orders.post.requestBody: $ref '#/components/requestBodies/Nope' leads nowhere; correct the reference or add what it names.",
    );
  });

  it("to nowhere are found behind other references and files", async () => {
    const root = contract({ "/a": posting({ $ref: "schemas/a.yaml#/A" }) });
    const others = { "schemas/a.yaml": "A: { type: object, properties: { b: { $ref: '#/B' } } }" };
    await expect(planFor(root, { others })).rejects.toThrow(
      "schemas/a.yaml: A.properties.b: $ref '#/B' leads nowhere; correct the reference or add what it names.",
    );
  });

  it("to a missing file say which", async () => {
    await expect(planFor(contract({ "/a": posting({ $ref: "b.yaml" }) }))).rejects.toThrow(
      "paths./a.post.requestBody.content.application/json.schema: $ref 'b.yaml' leads nowhere; There is no file b.yaml.",
    );
  });

  it("that only lead to each other are refused", async () => {
    const schemas = { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } };
    await expect(
      planFor(contract({ "/a": posting({ $ref: "#/components/schemas/A" }) }, { schemas })),
    ).rejects.toThrow("leads back to itself");
  });

  it("lead to path items, parameters and responses of other files", async () => {
    const root = contract({ "/pets/{id}": { $ref: "paths/pets.yaml#/pet" } });
    const others = {
      "paths/pets.yaml": `
pet:
  get:
    operationId: getPet
    tags: [pets]
    parameters: [{ $ref: '../parts.yaml#/Id' }]
    responses: { '200': { $ref: '../parts.yaml#/Ok' } }`,
      "parts.yaml": `
Id: { name: id, in: path, required: true, schema: { type: integer } }
Ok: { description: ok, content: { application/json: { schema: { $ref: '#/Pet' } } } }
Pet: { type: object, properties: { name: { type: string }, mother: { $ref: '#/Pet' } } }`,
    };
    const files = written(await planFor(root, { others }));
    expect(files[`${generated}/types.ts`]).toContain(
      "export interface Pet {\n  name?: string;\n  mother?: Pet;\n}",
    );
    expect(files[`${generated}/operations/pets.ts`]).toContain("params: { id: number }");
    expect(JSON.parse(files[".senior-backend/scaffold.json"] ?? "")).toMatchObject({
      names: { "/paths/~1pets~1{id}/get": "pets/getPet", "parts.yaml#/Pet": "Pet" },
    });
  });

  it("are data where a contract holds data", async () => {
    const schema = {
      type: "object",
      example: { $ref: "nowhere" },
      properties: { default: { type: "string" }, example: { type: "integer" } },
    };
    const files = written(await planFor(contract({ "/a": posting(schema) })));
    expect(files[`${generated}/operations/t.ts`]).toContain("default?: string;\n  example?: number;");
  });

  it("may form chains of any length", async () => {
    const link = (index: number) => ({
      type: "object",
      properties: { next: { $ref: `#/components/schemas/S${index + 1}` } },
    });
    const links = Array.from({ length: 20_000 }, (_, index) => [`S${index}`, link(index)] as const);
    const schemas = { ...Object.fromEntries(links), S20000: { type: "string" } };
    const plan = await planFor(contract({ "/a": posting({ $ref: "#/components/schemas/S0" }) }, { schemas }));
    expect(written(plan)[`${generated}/types/t.ts`]).toContain("export type S20000 = string;");
  });

  it("that a YAML alias makes endless are refused", async () => {
    const schema: Record<string, unknown> = { type: "object" };
    schema["properties"] = { inner: schema };
    await expect(planFor(contract({ "/a": posting(schema) }))).rejects.toThrow(
      "use a $ref for the inner one",
    );
  });
});

describe("versions", () => {
  it("2.0 is read like 3.x", async () => {
    const root = {
      swagger: "2.0",
      info: { title: "Old", version: "1" },
      basePath: "/v1",
      consumes: ["application/json"],
      paths: {
        "/pets": {
          get: {
            operationId: "listPets",
            tags: ["pets"],
            parameters: [
              {
                name: "ids",
                in: "query",
                type: "array",
                items: { type: "integer" },
                collectionFormat: "pipes",
              },
              { name: "limit", in: "query", type: "integer", maximum: 10, exclusiveMaximum: true },
            ],
            responses: {
              200: { description: "ok", schema: { type: "array", items: { $ref: "#/definitions/Pet" } } },
            },
          },
          post: {
            operationId: "createPet",
            tags: ["pets"],
            parameters: [{ name: "pet", in: "body", required: true, schema: { $ref: "#/definitions/Pet" } }],
            responses: { 201: { description: "made" } },
          },
        },
        "/pets/photo": {
          post: {
            operationId: "addPhoto",
            tags: ["pets"],
            parameters: [
              { name: "file", in: "formData", type: "file", required: true },
              { name: "note", in: "formData", type: "string" },
            ],
            responses: { 204: { description: "done" } },
          },
        },
      },
      definitions: {
        Pet: {
          type: "object",
          required: ["name"],
          properties: { name: { type: "string", "x-nullable": true } },
        },
      },
    };
    const files = written(await planFor(root));
    expect(files[`${generated}/types.ts`]).toContain("name: string | null;");
    const routes = files[`${generated}/routes/pets.ts`];
    expect(routes).toContain("ids: pipeDelimited(z.array(z.int()).exactOptional())");
    expect(routes).toContain("limit: form(z.int().lt(10).exactOptional())");
    expect(routes).toContain('body: { required: true, content: { "application/json": json(petSchema) } }');
    expect(routes).toContain('"multipart/form-data": multipart(addPhotoBody)');
    expect(routes).toContain("file: z.file()");
    expect(files["README.md"]).toContain("`/v1`");
  });

  it("3.0 knows nullable and exclusive bounds as flags, and ignores what stands beside a $ref", async () => {
    const schema = {
      type: "object",
      properties: {
        note: { type: "string", nullable: true },
        price: { type: "number", minimum: 0, exclusiveMinimum: true },
        owner: { $ref: "#/components/schemas/Owner", maxProperties: 1 },
        maybe: { allOf: [{ $ref: "#/components/schemas/Owner" }], nullable: true },
      },
    };
    const schemas = { Owner: { type: "object", properties: { id: { type: "string" } } } };
    const files = written(await planFor(contract({ "/a": posting(schema) }, { schemas }, "3.0.3")));
    const routes = files[`${generated}/routes/t.ts`];
    expect(routes).toContain("note: z.string().nullable().exactOptional()");
    expect(routes).toContain("price: z.number().gt(0).exactOptional()");
    expect(routes).toContain("owner: ownerSchema.exactOptional()");
    expect(routes).toContain("maybe: ownerSchema.nullable().exactOptional()");
  });

  it.each([
    [{ openapi: "4.0.0" }, "OpenAPI 4.0.0 is not supported; use 2.0, 3.0, 3.1 or 3.2."],
    [
      { title: "something" },
      "The document is not an OpenAPI description; it needs a root key such as `openapi: 3.1.0`.",
    ],
    [undefined, "There is no file openapi.yaml."],
  ])("that are not OpenAPI are refused", async (root, message) => {
    await expect(planFor(root)).rejects.toThrow(message);
  });

  it("may have no operation at all", async () => {
    const plan = await planFor(contract({}));
    expect(plan.operations).toBe(0);
  });
});

it("says what the contract asks for and the scaffold leaves out", async () => {
  const root = contract({
    "/a": {
      get: {
        security: [{ key: [] }],
        responses: {
          "400": {
            description: "bad",
            content: {
              "application/json": {
                schema: { type: "object", properties: { attempts: { type: "integer" } } },
              },
            },
          },
        },
      },
    },
  });
  const { notes } = await planFor(root);
  expect(notes).toEqual([
    "The service does not start until src/security verifies these schemes: key.",
    "The service's own errors keep their envelope where the contract describes another one: GET /a 400.",
  ]);
});
