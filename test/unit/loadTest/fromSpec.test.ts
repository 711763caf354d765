import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Documents } from "../../../src/features/loadTest/engine/fromSpec/documents.ts";
import { patternSample } from "../../../src/features/loadTest/engine/fromSpec/patternSample.ts";
import {
  requestFromSpec,
  type SpecRequestOptions,
} from "../../../src/features/loadTest/engine/fromSpec/requestFromSpec.ts";
import { sampleValue } from "../../../src/features/loadTest/engine/fromSpec/sampleValue.ts";

const signal = new AbortController().signal;

/** Documents by URI; the first is the root. */
async function request(
  documents: Readonly<Record<string, unknown>>,
  options: Partial<SpecRequestOptions> = {},
) {
  const source = { load: (uri: string) => Promise.resolve(documents[uri]) };
  return await requestFromSpec(
    source,
    Object.keys(documents)[0] ?? "",
    { environment: {}, ...options },
    signal,
  );
}

function api(operation: object, more: object = {}, path = "/things", method = "post") {
  return {
    "file:///api.yaml": {
      openapi: "3.1.0",
      servers: [{ url: "http://localhost:3000/v1/" }],
      paths: { [path]: { [method]: operation } },
      ...more,
    },
  };
}

const json = (schema: object) => ({ requestBody: { content: { "application/json": { schema } } } });

async function sampleOf(schema: unknown, root: object = {}): Promise<unknown> {
  const documents = new Documents({ load: () => Promise.resolve(root) }, "file:///api.yaml", signal);
  return await sampleValue({ uri: "file:///api.yaml", value: schema, passed: [] }, documents);
}

describe("a request from a description", () => {
  it("fills path, query, header and body from examples, defaults and schemas", async () => {
    const { template, label } = await request(
      api(
        {
          operationId: "update",
          parameters: [
            { in: "path", name: "id", schema: { type: "string", format: "uuid" } },
            {
              in: "query",
              name: "tags",
              schema: { type: "array", items: { type: "string" } },
              example: ["a b", "c"],
            },
            { in: "query", name: "left", schema: { type: "string" } },
            { in: "query", name: "page", schema: { type: "integer", default: 3 } },
            {
              in: "query",
              name: "where",
              style: "deepObject",
              required: true,
              schema: { example: { a: 1, b: { c: ["x"] } } },
            },
            { in: "header", name: "X-Trace", required: true, schema: { enum: ["on", "off"] } },
          ],
          ...json({
            required: ["email"],
            properties: {
              id: { type: "string", readOnly: true },
              email: { type: "string", format: "email" },
              count: { type: "integer", minimum: 5, multipleOf: 4 },
            },
          }),
        },
        {},
        "/things/{id}",
        "put",
      ),
      { operation: "PUT /things/{anything}" },
    );
    expect(label).toBe("PUT /things/{id}");
    expect(template).toEqual({
      method: "PUT",
      url: "http://localhost:3000/v1/things/00000000-0000-4000-8000-000000000001?tags=a%20b&tags=c&page=3&where%5Ba%5D=1&where%5Bb%5D%5Bc%5D%5B0%5D=x",
      headers: [
        ["Content-Type", "application/json"],
        ["X-Trace", "on"],
      ],
      body: { text: '{"email":"user@example.com","count":8}' },
    });
  });

  it("reads 2.0: host, collectionFormat, body and form parameters", async () => {
    const swagger = (parameters: readonly object[], more: object = {}) => ({
      "file:///api.yaml": {
        swagger: "2.0",
        host: "localhost:8080",
        basePath: "/api",
        paths: { "/pets": { post: { parameters, ...more } } },
      },
    });
    const form = await request(
      swagger([
        {
          in: "query",
          name: "ids",
          type: "array",
          items: { type: "integer" },
          required: true,
          collectionFormat: "pipes",
        },
        { in: "query", name: "csv", type: "array", items: { type: "string" }, required: true, minItems: 2 },
        { in: "formData", name: "name", type: "string", default: "Rex & Co" },
      ]),
    );
    expect(form.template.url).toBe("http://localhost:8080/api/pets?ids=1&csv=sample%2Csample");
    expect(form.template.body).toEqual({ text: "name=Rex+%26+Co" });
    const body = await request(
      swagger([{ in: "body", name: "pet", schema: { $ref: "#/definitions/Pet" } }], {}),
    ).catch((error: unknown) => String(error));
    expect(body).toContain("leads nowhere");
  });

  it("follows references through files and ends where schemas contain themselves", async () => {
    const node = {
      type: "object",
      required: ["name", "parent"],
      properties: {
        name: { type: "string" },
        parent: { $ref: "#/Node" },
        children: { type: "array", items: { $ref: "./node.yaml#/Node" } },
      },
    };
    const { template } = await request({
      ...api(json({ $ref: "./node.yaml#/Node" })),
      "file:///node.yaml": { Node: node },
    });
    expect(template.body).toEqual({ text: '{"name":"sample","parent":{},"children":[]}' });
  });

  it("merges allOf from different files and takes the first alternative that is no null", async () => {
    const { template } = await request({
      ...api(
        json({
          allOf: [
            { $ref: "./base.yaml#/Base" },
            { properties: { more: { oneOf: [{ type: "null" }, { type: "integer" }] } } },
          ],
        }),
      ),
      "file:///base.yaml": {
        Base: { type: "object", properties: { kind: { $ref: "#/Kind" } } },
        Kind: { type: "string", enum: ["cat", "dog"] },
      },
    });
    expect(template.body).toEqual({ text: '{"kind":"cat","more":1}' });
  });

  it("names the alternative that it takes where a discriminator asks for it", async () => {
    const { template } = await request(
      api(
        json({
          oneOf: [{ $ref: "#/components/schemas/Cat" }, { $ref: "#/components/schemas/Dog" }],
          discriminator: { propertyName: "kind", mapping: { feline: "#/components/schemas/Cat" } },
        }),
        {
          components: {
            schemas: {
              Cat: {
                type: "object",
                required: ["kind"],
                properties: { kind: { type: "string" }, lives: { type: "integer" } },
              },
              Dog: { type: "object" },
            },
          },
        },
      ),
    );
    expect(template.body).toEqual({ text: '{"kind":"feline","lives":1}' });
  });

  it("takes the text of a path for text", async () => {
    const spec = api(
      { parameters: [{ in: "path", name: "größe", schema: { enum: ["a/b"] } }] },
      {},
      "/odd/a?b#c/{größe}",
    );
    expect((await request(spec)).template.url).toBe("http://localhost:3000/v1/odd/a%3Fb%23c/a%2Fb");
  });

  it("takes credentials from the environment, and names the variable when it is not set", async () => {
    const secured = api(
      { security: [{ bearerAuth: [] }] },
      { components: { securitySchemes: { bearerAuth: { type: "http", scheme: "bearer" } } } },
    );
    await expect(request(secured)).rejects.toThrow(
      "POST /things needs bearerAuth; set the environment variable SENIOR_BACKEND_BEARER_AUTH to a bearer token, or pass it with --header.",
    );
    const set = await request(secured, { environment: { SENIOR_BACKEND_BEARER_AUTH: "abc" } });
    expect(set.template.headers).toContainEqual(["Authorization", "Bearer abc"]);
    const own = await request(secured, { headers: [["authorization", "Bearer mine"]] });
    expect(own.template.headers).toEqual([["authorization", "Bearer mine"]]);
  });

  it.each([
    [undefined, "https://api.example.com/v2/things"],
    ["http://localhost:4000", "http://localhost:4000/v2/things"],
    ["http://localhost:4000/", "http://localhost:4000/things"],
    ["http://localhost:4000/other/", "http://localhost:4000/other/things"],
  ])("goes to the described server, or to %s", async (server, url) => {
    const described = api(
      {},
      { servers: [{ url: "https://{host}/v2", variables: { host: { default: "api.example.com" } } }] },
    );
    expect((await request(described, { server })).template.url).toBe(url);
    const relative = api({}, { servers: [{ url: "/v2" }] });
    if (server === undefined)
      await expect(request(relative)).rejects.toThrow('names "/v2" for a server; say where');
    else expect((await request(relative, { server })).template.url).toBe(url);
  });

  it.each([
    [{ $ref: "#/components/schemas/Self" }, "leads back to itself"],
    [
      { $ref: "#/nowhere" },
      "The $ref '#/nowhere' leads nowhere; correct the reference or add what it names.",
    ],
  ])("is refused where %j leads nowhere", async (schema, sentence) => {
    const broken = api(json(schema), {
      components: { schemas: { Self: { $ref: "#/components/schemas/Self" } } },
    });
    await expect(request(broken)).rejects.toThrow(sentence);
  });

  it("says what could have been meant when an operation is not there", async () => {
    await expect(request(api({ operationId: "create" }), { operation: "delete" })).rejects.toThrow(
      'The description has no operation "delete"; it has create.',
    );
    await expect(request(api({}, { servers: [] }))).rejects.toThrow("--server http://localhost:3000");
  });
});

describe("sample values", () => {
  const number = fc
    .record({
      minimum: fc.integer({ min: -500, max: 500 }),
      span: fc.integer({ min: 20, max: 500 }),
      exclusive: fc.boolean(),
      step: fc.constantFrom(undefined, 1, 3, 0.5),
    })
    .map(({ minimum, span, exclusive, step }) => ({
      type: step === 0.5 || step === undefined ? "number" : "integer",
      ...(exclusive ? { exclusiveMinimum: minimum } : { minimum }),
      maximum: minimum + span,
      ...(step !== undefined && { multipleOf: step }),
    }));
  const text = fc.oneof(
    fc
      .constantFrom("date-time", "date", "email", "uuid", "ipv4", "ipv6", "uri", "hostname")
      .map((format) => ({ type: "string", format })),
    fc
      .record({ minLength: fc.nat({ max: 40 }), more: fc.nat({ max: 40 }) })
      .map(({ minLength, more }) => ({ type: "string", minLength, maxLength: minLength + more })),
    fc
      .constantFrom("^[A-Z]{3}-\\d{4}$", "^(?:a|b)+c?$", "^[^@\\s]+@[a-z]+\\.[a-z]{2,}$", "^\\w{2,5}$")
      .map((pattern) => ({ type: "string", pattern })),
  );
  const { schema } = fc.letrec((tie) => ({
    schema: fc.oneof(
      { maxDepth: 3 },
      number,
      text,
      fc.constantFrom(
        { type: "boolean" },
        { type: ["null", "integer"] },
        { enum: ["x", 2] },
        { const: { a: 1 } },
      ),
      fc
        .record({ items: tie("schema"), minItems: fc.nat({ max: 3 }) })
        .map((list) => ({ type: "array", ...list })),
      fc
        .record({ a: tie("schema"), b: tie("schema"), required: fc.subarray(["a", "b"]) })
        .map(({ a, b, required }) => ({
          type: "object",
          properties: { a, b },
          required,
          additionalProperties: false,
        })),
      fc.record({ a: tie("schema"), b: tie("schema") }).map(({ a, b }) => ({
        allOf: [
          { type: "object", properties: { a } },
          { type: "object", properties: { b }, required: ["b"] },
        ],
      })),
    ),
  }));

  it("fit their schemas", async () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats(ajv);
    await fc.assert(
      fc.asyncProperty(schema, async (value) => {
        const sampled = await sampleOf(value);
        const isValid = ajv.compile(value as object)(sampled);
        expect({ isValid, sampled, value }).toMatchObject({ isValid: true });
      }),
      { numRuns: 400 },
    );
  });

  it("differ where items must", async () => {
    const value = await sampleOf({
      type: "array",
      uniqueItems: true,
      minItems: 3,
      items: { type: "string", format: "uuid" },
    });
    expect(new Set(value as readonly string[]).size).toBe(3);
  });

  it("never follow a schema without an end", async () => {
    const wide = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`p${index}`, { $ref: `#/S${index}` }]),
    );
    const root = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`S${index}`, { type: "object", properties: wide }]),
    );
    expect(JSON.stringify(await sampleOf({ $ref: "#/S0" }, root)).length).toBeLessThan(2_000_000);
  });

  it("keep prototypes out of bodies", async () => {
    const schema: unknown = JSON.parse(
      '{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"}}}',
    );
    expect(JSON.stringify(await sampleOf(schema))).toBe('{"constructor":"sample"}');
  });
});

describe("samples of patterns", () => {
  it("match, or are not there", () => {
    expect(patternSample("^[a-f0-9]{8}$", 0)).toMatch(/^[a-f0-9]{8}$/);
    expect(patternSample("^(?=x)", 0)).toBeUndefined();
    expect(patternSample("(", 0)).toBeUndefined();
    expect(patternSample("^a+$", 12)).toBe("a".repeat(12));
    expect(patternSample("^(((a{9999}){9999}){9999})$", 0)).toBeUndefined();
  });
});
