import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { planOf, secretsOf } from "../../../src/features/loadTest/engine/scenario/planOf.ts";
import { printScenario } from "../../../src/features/loadTest/engine/scenario/printScenario.ts";
import { readScenario } from "../../../src/features/loadTest/engine/scenario/readScenario.ts";
import { scenarioSchema } from "../../../src/features/loadTest/engine/scenario/fileShape.ts";
import type { Scenario } from "../../../src/features/loadTest/engine/scenario/scenario.ts";

const schemaFile = join(import.meta.dirname, "../../../media/schemas/load-scenario.schema.json");
const validate = new Ajv2020({ strict: false }).compile(scenarioSchema());

const text = fc.string({ unit: "grapheme" });
const seconds = fc
  .integer({ min: 1, max: 86_400_000 })
  .map((ms) => (ms > 1000 ? Math.round(ms / 1000) : ms / 1000));
const headerName = fc.stringMatching(/^[A-Za-z][A-Za-z-]{0,20}$/);

const scenarios: fc.Arbitrary<Scenario> = fc.record(
  {
    name: fc.string({ minLength: 1 }),
    spec: text,
    operation: text,
    request: fc.record(
      {
        method: fc.constantFrom("GET", "POST", "M-SEARCH"),
        url: fc.webUrl({ validSchemes: ["http", "https"] }),
        compareUrl: fc.webUrl(),
        headers: fc
          .uniqueArray(fc.tuple(headerName, fc.array(text, { minLength: 1, maxLength: 3 })), {
            selector: ([name]) => name,
          })
          .map((headers) =>
            headers.flatMap(([name, values]) => values.map((value) => [name, value] as const)),
          ),
        body: text,
        data: text,
      },
      { requiredKeys: ["method", "url", "headers"] },
    ),
    load: fc
      .record(
        {
          connections: fc.integer({ min: 1, max: 10_000 }),
          requests: fc.integer({ min: 1, max: 1e9 }),
          rate: fc.integer({ min: 0, max: 1e6 }),
          warmUp: seconds,
          timeout: seconds,
          keepAlive: fc.boolean(),
          http2: fc.boolean(),
          insecure: fc.boolean(),
        },
        { requiredKeys: ["connections", "warmUp", "timeout", "keepAlive", "http2", "insecure"] },
      )
      .chain((load) =>
        fc.oneof(
          seconds.map((duration) => ({ ...load, duration })),
          fc
            .array(fc.record({ rate: fc.integer({ min: 0, max: 1e6 }), duration: seconds }), { minLength: 1 })
            .map((stages) => ({ ...load, duration: 10, stages })),
        ),
      ),
    expect: fc.record({
      status: fc.array(fc.integer({ min: 100, max: 599 })),
      thresholds: fc.array(text),
      rateLimit: fc.boolean(),
    }),
  },
  { requiredKeys: ["name", "request", "load", "expect"] },
);

describe("a scenario file", () => {
  it("reads back as it was printed, and fits the schema", () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const printed = printScenario(scenario);
        expect(readScenario(printed, "scenario.yaml")).toEqual(scenario);
        expect(validate(parse(printed)), JSON.stringify(validate.errors)).toBe(true);
      }),
    );
  });

  it("takes durations with units, JSON bodies and single status codes", () => {
    const scenario = readScenario(
      `name: Orders
request: { url: http://localhost:3000/orders, method: post, body: { items: [1] }, headers: { X-Count: 3 } }
load: { duration: 2m, warmUp: 500ms, timeout: 4 }
expect: { status: 201 }`,
      "orders.yaml",
    );
    expect(scenario.request).toEqual({
      method: "POST",
      url: "http://localhost:3000/orders",
      body: '{"items":[1]}',
      headers: [["X-Count", "3"]],
    });
    expect(scenario.load).toMatchObject({ duration: 120, warmUp: 0.5, timeout: 4, connections: 50 });
    expect(scenario.expect.status).toEqual([201]);
  });

  it.each([
    ["name: [", /^orders\.yaml is not valid YAML at line 1: .+\.$/],
    [
      "name: x",
      "orders.yaml: set request to fields of a request: url, method, headers, body, data, compareUrl.",
    ],
    [
      "name: x\nrequest: { url: /orders }",
      "orders.yaml: set request.url to an address that starts with http:// or https://.",
    ],
    [
      "name: x\nrequest: { url: http://a, verb: GET }",
      'orders.yaml: request has no field "verb"; remove it or correct its name.',
    ],
    [
      "name: x\nrequest: { url: http://a }\nload: { duration: soon }",
      /set load\.duration to a duration such as "30s"/,
    ],
    [
      "name: x\nrequest: { url: http://a }\nload: { connections: 0 }",
      "orders.yaml: set load.connections to a whole number from 1 to 10000.",
    ],
    ["name: x\nrequest: { url: http://a }\nexpect: { status: [99] }", /set expect\.status/],
    [
      "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nname: [*c,*c]",
      /too often/,
    ],
  ])("that is wrong is refused with one sentence: %s", (source, message) => {
    expect(() => readScenario(source, "orders.yaml")).toThrow(message);
  });
});

describe("the schema for editors", () => {
  it("is the shipped one", () => {
    expect(JSON.parse(readFileSync(schemaFile, "utf8"))).toEqual(
      JSON.parse(JSON.stringify(scenarioSchema())),
    );
  });
});

describe("the plan of a scenario", () => {
  const scenario = readScenario(
    `name: Orders
request:
  url: http://localhost:3000/orders?key=\${KEY}
  headers: { Authorization: "Bearer \${API_TOKEN}" }
load: { rate: 500, connections: 20, duration: 30s }
expect: { status: 201 }`,
    "orders.yaml",
  );

  it("has the secrets filled in, times in milliseconds and the pace", () => {
    const plan = planOf(scenario, { secret: (name) => `<${name}>` });
    expect(plan).toMatchObject({
      targets: [
        {
          label: "GET http://localhost:3000/orders?key=${KEY}",
          requests: [
            {
              url: "http://localhost:3000/orders?key=<KEY>",
              headers: [["Authorization", "Bearer <API_TOKEN>"]],
            },
          ],
        },
      ],
      pace: { kind: "rate", rate: 500, connections: 20 },
      length: { duration: 30_000 },
      expectStatus: [[201, 201]],
    });
  });

  it("names the secrets that it needs, and the one that is missing", () => {
    expect(secretsOf(scenario)).toEqual(["KEY", "API_TOKEN"]);
    const secret = (name: string) => (name === "KEY" ? "1" : undefined);
    expect(() => planOf(scenario, { secret })).toThrow("The request needs ${API_TOKEN}");
  });
});
