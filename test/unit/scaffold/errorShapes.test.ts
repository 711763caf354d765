import { rm } from "node:fs/promises";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import type { PlannedFile } from "../../../src/features/scaffold/engine/index.ts";
import type { RunningService } from "../../support/generatedService.ts";
import { startGeneratedService } from "../../support/generatedService.ts";
import { contract, planFor, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";
import { serveRoutes } from "../../support/servedRoutes.ts";

const text = { type: "string" };
const object = (properties: object, required = Object.keys(properties)): object => ({
  type: "object",
  properties,
  required,
});

/** Errors as well-known APIs describe them. */
const shapes: Readonly<Record<string, object>> = {
  problem: object(
    {
      type: { ...text, format: "uri-reference" },
      title: text,
      status: { type: "integer", minimum: 400, maximum: 599 },
      detail: text,
      instance: { ...text, format: "uri-reference" },
    },
    ["type", "title", "status", "detail"],
  ),
  list: object({
    errors: { type: "array", minItems: 1, items: object({ message: text, help: text }, ["message"]) },
  }),
  flat: {
    ...object({ message: text, code: text, request_id: text, documentation_url: text }),
    additionalProperties: false,
  },
  enumerated: object({
    error: object({ type: { enum: ["api_error", "invalid_request_error"] }, message: text }),
  }),
  lowerCase: object({
    error: object({
      code: { ...text, pattern: "^[a-z_]+$", maxLength: 40 },
      message: { ...text, maxLength: 300 },
      details: { type: "array", items: object({ field: { ...text, pattern: "^\\S+$" }, message: text }) },
    }),
    meta: object({ requestId: { ...text, pattern: "^[\\w-]+$" } }),
  }),
  kebab: object({ message: text, type: { ...text, pattern: "^[a-z-]+$" } }),
  strings: object({ success: { const: false }, errors: { type: "array", items: text } }),
  composed: { allOf: [{ $ref: "#/components/schemas/problem" }, object({ message: text })] },
  alternatives: object({
    status: { enum: ["pending", "failed"] },
    details: {
      oneOf: [
        { ...object({ message: text, attempts: { type: "integer" } }), additionalProperties: false },
        { ...object({ message: text }), additionalProperties: false },
      ],
    },
  }),
  timed: object({
    timestamp: { ...text, format: "date-time" },
    status: { type: "integer" },
    error: text,
    path: { type: ["string", "null"] },
  }),
};

/** Schemas that nobody could fill in. */
const impossible: Readonly<Record<string, object>> = {
  number: object({ message: text, retries: { type: "integer" } }),
  pattern: object({ message: { ...text, pattern: "^E[0-9]+$" } }),
  list: { type: "array", items: text },
};

const errorContent = (name: string): object => ({
  [name === "problem" ? "application/problem+json" : "application/json"]: {
    schema: { $ref: `#/components/schemas/${name}` },
  },
});

function operation(name: string, status: string): object {
  const limit = { name: "limit", in: "query", required: true, schema: { type: "integer" } };
  const responses = { [status]: { description: "error", content: errorContent(name) } };
  return { get: { operationId: `${name}${status}`, parameters: [limit], responses } };
}

const paths = Object.fromEntries(
  Object.keys(shapes).flatMap((name) =>
    ["400", "4XX", "default"].map((status) => [`/${name}/${status}`, operation(name, status)]),
  ),
);

const components = { schemas: shapes };

function validatorOf(name: string): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  ajv.addSchema({ $id: "contract", components });
  const validate = ajv.compile({ $ref: `contract#/components/schemas/${name}` });
  return (value) => validate(value);
}

describe.each(frameworkNames)("%s", (framework) => {
  let folder = "";
  let service: RunningService;

  beforeAll(async () => {
    const plan = await planFor(contract(paths, components), { framework });
    expect(plan.notes).toEqual([]);
    folder = await writeBelowArtifacts(plan, `errors-${framework}`);
    service = await startGeneratedService(folder);
  });

  afterAll(async () => {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(Object.keys(shapes))("answers errors as the contract describes them: %s", async (name) => {
    const isValid = validatorOf(name);
    for (const status of ["400", "4XX", "default"]) {
      const response = await fetch(`${service.origin}/${name}/${status}?limit=x`);
      const body: unknown = await response.json();
      expect([response.status, isValid(body), body]).toEqual([400, true, body]);
      const [type] = (response.headers.get("content-type") ?? "").split(";");
      expect(type).toBe(name === "problem" ? "application/problem+json" : "application/json");
    }
  });

  it("says what is wrong and where", async () => {
    const bodyOf = async (name: string): Promise<unknown> =>
      (await fetch(`${service.origin}/${name}/400?limit=x`)).json();
    expect(await bodyOf("list")).toEqual({
      errors: [{ message: "query.limit expected number, received string" }],
    });
    expect(await bodyOf("strings")).toEqual({
      success: false,
      errors: ["query.limit expected number, received string"],
    });
    expect(await bodyOf("flat")).toMatchObject({
      message: "The request is not valid. query.limit expected number, received string",
    });
  });

  it("keeps its envelope for statuses that the contract does not describe", async () => {
    const response = await fetch(`${service.origin}/flat/400?limit=1`);
    expect([response.status, await response.json()]).toMatchObject([
      501,
      { error: { code: "NOT_IMPLEMENTED" } },
    ]);
  });
});

/** What errors outside of operations look like. */
function shapesIn(files: readonly PlannedFile[]): string | undefined {
  const text = files.find(({ path }) => path === "src/api/generated/errorShapes.ts")?.contents;
  return /commonShape: ErrorShape \| undefined = (\w+);/.exec(text ?? "")?.[1];
}

it("gives errors outside of operations the shape that most operations have", async () => {
  const one = { "/a": operation("problem", "400"), "/b": operation("problem", "404") };
  const two = { ...one, "/b": operation("flat", "400"), "/c": operation("problem", "default") };
  const both = { schemas: { problem: shapes["problem"], flat: shapes["flat"] } };
  expect(shapesIn((await planFor(contract(two, both))).files)).toBe("problemShape");
  const three = { ...two, "/d": operation("flat", "default") };
  expect(shapesIn((await planFor(contract(three, both))).files)).toBe("undefined");
});

it.each(frameworkNames)(
  "gives it to paths that nothing serves on %s, malformed or not",
  async (framework) => {
    const problem = { schemas: { problem: shapes["problem"] } };
    const plan = await planFor(contract({ "/a": operation("problem", "400") }, problem), { framework });
    const folder = await writeBelowArtifacts(plan, `shapes-${framework}`);
    const server = await serveRoutes(framework, folder, () => ({}));
    const { port } = server.address() as AddressInfo;
    for (const [path, status] of [
      ["/nowhere", 404],
      ["/nowhere/%zz", 400],
    ] as const) {
      const response = await fetch(`http://localhost:${port}${path}`);
      const [type] = (response.headers.get("content-type") ?? "").split(";");
      expect([response.status, type, validatorOf("problem")(await response.json())]).toEqual([
        status,
        "application/problem+json",
        true,
      ]);
    }
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  },
);

it.each(Object.entries(impossible))("says where it cannot: %s", async (name, schema) => {
  const { notes, files } = await planFor(
    contract({ "/a": operation(name, "400") }, { schemas: { [name]: schema } }),
  );
  expect(notes).toEqual([
    "The service's own errors keep their envelope where the contract describes another one: GET /a 400.",
  ]);
  expect(shapesIn(files)).toBe("undefined");
});

it("uses the envelope where the contract describes it", async () => {
  const details = { type: "array", items: object({ field: text, message: text }) };
  const envelope = object({
    error: object({ code: text, message: text, details }, ["code", "message"]),
    meta: object({ requestId: text }),
  });
  const plan = await planFor(contract({ "/a": operation("envelope", "400") }, { schemas: { envelope } }));
  expect(plan.notes).toEqual([]);
  expect(shapesIn(plan.files)).toBe("undefined");
});
