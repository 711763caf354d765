import { rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningService } from "../../support/generatedService.ts";
import { startGeneratedService } from "../../support/generatedService.ts";
import { planForFixture, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";

let folder = "";
let service: RunningService;

/** Compiles the fixture's service with its own strict tsconfig and starts it as its users would. */
beforeAll(async () => {
  folder = await writeBelowArtifacts(await planForFixture("pitfalls.yaml"), "process");
  service = await startGeneratedService(folder);
});

afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return await fetch(service.origin + path, { method, ...(body === undefined ? {} : json) });
}

it("is alive and ready outside of the contract", async () => {
  for (const path of ["/livez", "/readyz"]) expect((await send("GET", path)).status).toBe(200);
});

it.each([
  ["GET", "/nowhere", undefined, 404, "NOT_FOUND"],
  ["DELETE", "/pets/1", undefined, 405, "METHOD_NOT_ALLOWED"],
  ["PUT", "/pets/1", { kind: "cat" }, 400, "VALIDATION_FAILED"],
  ["PUT", "/pets/1", { kind: "cat", lives: 9 }, 501, "NOT_IMPLEMENTED"],
])("answers %s %s with %j: %i", async (method, path, body, status, code) => {
  const response = await send(method, path, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({
    error: { code, message: expect.any(String) as string, details: expect.any(Array) as unknown[] },
    meta: { requestId: response.headers.get("x-request-id") },
  });
});

it("limits requests with standard headers, and protects browsers", async () => {
  const { headers } = await send("GET", "/nowhere");
  expect(headers.get("ratelimit-policy")).toContain("q=100; w=900");
  expect(headers.get("content-security-policy")).toContain("default-src");
  expect(headers.get("x-powered-by")).toBeNull();
});
