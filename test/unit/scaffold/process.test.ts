import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import type { RunningService } from "../../support/generatedService.ts";
import { startGeneratedService } from "../../support/generatedService.ts";
import { planForFixture, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";
import { createToken } from "../../support/tokens.ts";

describe.each(frameworkNames)("%s", (framework) => {
  let folder = "";
  let service: RunningService;
  let token = "";

  /** Compiles the fixture's service with its own strict tsconfig and starts it as its users would. */
  beforeAll(async () => {
    folder = await writeBelowArtifacts(
      await planForFixture("pitfalls.yaml", framework),
      `process-${framework}`,
    );
    const issued = await createToken();
    token = issued.token;
    service = await startGeneratedService(folder, {
      BASE_PATH: "/v1",
      RATE_LIMIT_REQUESTS: "20",
      ...issued.environment,
    });
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (body === undefined) return await fetch(service.origin + path, { method, headers });
    headers["content-type"] = "application/json";
    return await fetch(service.origin + path, { method, headers, body: JSON.stringify(body) });
  }

  it("passes the tests that come with it", async () => {
    await promisify(execFile)(process.execPath, ["--test", "test/*.test.ts"], { cwd: folder });
  });

  it("is alive and ready outside of the contract", async () => {
    for (const path of ["/livez", "/readyz"]) {
      const response = await send("GET", path);
      expect([response.status, await response.json()]).toEqual([200, { status: "ok" }]);
    }
  });

  it.each([
    ["GET", "/nowhere", undefined, 404, "NOT_FOUND"],
    ["GET", "/v1/nowhere", undefined, 404, "NOT_FOUND"],
    ["GET", "/pets/1", undefined, 404, "NOT_FOUND"],
    ["DELETE", "/v1/pets/1", undefined, 405, "METHOD_NOT_ALLOWED"],
    ["PUT", "/v1/pets/1", { kind: "cat" }, 400, "VALIDATION_FAILED"],
    ["PUT", "/v1/pets/1", { kind: "cat", lives: 9 }, 501, "NOT_IMPLEMENTED"],
    ["GET", "/v1/files/notes.md", undefined, 501, "NOT_IMPLEMENTED"],
  ])("answers %s %s with %j: %i", async (method, path, body, status, code) => {
    const response = await send(method, path, body);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await response.json()).toEqual({
      error: { code, message: expect.any(String) as string, details: expect.any(Array) as unknown[] },
      meta: { requestId: response.headers.get("x-request-id") },
    });
  });

  it("lets in nobody without valid credentials", async () => {
    for (const authorization of ["", `Bearer ${token}x`, `Basic ${token}`]) {
      const response = await fetch(`${service.origin}/v1/pets/1`, { headers: { authorization } });
      expect([response.status, response.headers.get("www-authenticate")]).toEqual([
        401,
        authorization.startsWith("Bearer") ? 'Bearer error="invalid_token"' : "Bearer",
      ]);
    }
  });

  it("protects browsers", async () => {
    const { headers } = await send("GET", "/nowhere");
    expect(headers.get("content-security-policy")).toContain("default-src");
    expect(headers.get("x-powered-by")).toBeNull();
  });

  it("limits requests with standard headers, but never its health", async () => {
    const { headers } = await send("GET", "/nowhere");
    expect(headers.get("ratelimit-policy")).toContain("q=20; w=900");
    expect(headers.get("ratelimit")).toMatch(/r=\d+; t=\d+/);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send("GET", "/v1/pets/1")));
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused?.json()).toMatchObject({ error: { code: "TOO_MANY_REQUESTS" }, meta: {} });
    expect((await send("GET", "/livez")).status).toBe(200);
  });

  it("stops when it is told to, although clients keep their connections", async () => {
    expect(await service.stop()).toBe(0);
  });
});
