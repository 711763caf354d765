import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import { contract, json, planFor, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";
import { serveRoutes } from "../../support/servedRoutes.ts";

const document = contract(
  {
    "/node": {
      get: {
        operationId: "node",
        responses: {
          "200": { description: "ok", content: json({ $ref: "#/components/schemas/Node" }) },
          "204": { description: "none" },
          "4XX": { description: "client", content: json({ type: "array", items: { type: "string" } }) },
        },
      },
    },
    "/free": { get: { operationId: "free", responses: {} } },
    "/file": {
      get: { operationId: "file", responses: { "200": { description: "ok", content: { "text/csv": {} } } } },
    },
  },
  {
    schemas: {
      Node: {
        type: "object",
        required: ["id", "at", "secret"],
        additionalProperties: false,
        properties: {
          id: { type: "integer", readOnly: true },
          at: { type: "string", format: "date-time" },
          secret: { type: "string", writeOnly: true },
          next: { $ref: "#/components/schemas/Node" },
          pet: { type: ["string", "null"], enum: ["cat", "dog", null] },
        },
      },
    },
  },
);

const at = "2026-01-01T00:00:00Z";

describe.each(frameworkNames)("%s", (framework) => {
  let folder = "";
  let server: Server;
  let reply: unknown;

  beforeAll(async () => {
    folder = await writeBelowArtifacts(await planFor(document, { framework }), `responses-${framework}`);
    const handlersFor = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, () => reply]));
    server = await serveRoutes(framework, folder, handlersFor, {}, true);
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function statusOf(path: string, answer: unknown): Promise<number> {
    reply = answer;
    const { port } = server.address() as AddressInfo;
    return (await fetch(`http://localhost:${port}${path}`)).status;
  }

  it.each([
    ["what the contract describes", { status: 200, body: { id: 1, at } }, 200],
    ["dates, which are text once they are sent", { status: 200, body: { id: 1, at: new Date(0) } }, 200],
    ["what refers to itself", { status: 200, body: { id: 1, at, next: { id: 2, at, pet: null } } }, 200],
    ["a status without a body", { status: 204 }, 204],
    ["a class of statuses", { status: 409, body: ["taken"] }, 409],
    ["a missing property", { status: 200, body: { at } }, 500],
    ["a wrong type deep inside", { status: 200, body: { id: 1, at, next: { id: "2", at } } }, 500],
    ["a wrong format", { status: 200, body: { id: 1, at: "yesterday" } }, 500],
    ["a value that is none of the enum's", { status: 200, body: { id: 1, at, pet: "fish" } }, 500],
    ["a property that is not described", { status: 200, body: { id: 1, at, extra: true } }, 500],
    ["what only requests may carry", { status: 200, body: { id: 1, at, next: 5 } }, 500],
    ["no body at all", { status: 200 }, 500],
    ["another class's body", { status: 404, body: { message: "gone" } }, 500],
    ["a status that is not declared", { status: 302 }, 500],
  ])("of %s", async (_, answer, status) => {
    expect(await statusOf("/node", answer)).toBe(status);
  });

  it("leaves alone what has no schema", async () => {
    expect(await statusOf("/free", { status: 418, body: { any: "thing" } })).toBe(418);
    expect(await statusOf("/file", { status: 200, body: Readable.from(["a,b"]) })).toBe(200);
  });
});
