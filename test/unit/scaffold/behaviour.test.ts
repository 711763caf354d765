import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import type { RunningService } from "../../support/generatedService.ts";
import { startGeneratedService } from "../../support/generatedService.ts";
import { contract, planFor, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";

const answers = (...types: string[]): unknown => ({
  "200": { description: "ok", content: Object.fromEntries(types.map((type) => [type, {}])) },
});

const document = contract({
  "/json": { get: { operationId: "json", responses: answers("application/json") } },
  "/image": { get: { operationId: "image", responses: answers("image/*", "text/plain") } },
  "/any": { get: { operationId: "any", responses: { "204": { description: "done" } } } },
  "/limited": {
    get: { operationId: "limited", "x-rate-limit": "2 per minute", responses: answers("application/json") },
    put: { operationId: "other", "x-rate-limit": { limit: 1, window: 30 }, responses: {} },
  },
});

describe.each(frameworkNames)("%s", (framework) => {
  let folder = "";
  let service: RunningService;

  beforeAll(async () => {
    folder = await writeBelowArtifacts(await planFor(document, { framework }), `behaviour-${framework}`);
    service = await startGeneratedService(folder, {
      CORS_ORIGINS: "https://app.example.com, https://admin.example.com",
      RATE_LIMIT_REQUESTS: "1000",
    });
  });

  afterAll(async () => {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const statusOf = async (path: string, accept: string): Promise<number> =>
    (await fetch(service.origin + path, { headers: { accept } })).status;

  it.each([
    ["/json", "application/json", 501],
    ["/json", "*/*", 501],
    ["/json", "text/html, application/*;q=0.1", 501],
    ["/json", "text/html", 406],
    ["/json", "text/html, application/json;q=0", 406],
    ["/json", "*/*, application/json;q=0", 406],
    ["/json", "nonsense", 501],
    ["/image", "image/png", 501],
    ["/image", "text/*", 501],
    ["/image", "application/json", 406],
    ["/any", "text/html", 501],
  ])("answers %s for clients that accept %s: %i", async (path, accept, status) => {
    expect(await statusOf(path, accept)).toBe(status);
  });

  it("says what it could answer with", async () => {
    const response = await fetch(`${service.origin}/json`, { headers: { accept: "text/html" } });
    expect(await response.json()).toMatchObject({
      error: { code: "NOT_ACCEPTABLE", message: "The operation answers with application/json only." },
    });
  });

  it("keeps to the limits of operations, each with a count of its own", async () => {
    const statuses: number[] = [];
    for (const method of ["GET", "GET", "GET", "PUT", "PUT"]) {
      const response = await fetch(`${service.origin}/limited`, { method });
      statuses.push(response.status);
      if (response.status === 429) {
        expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
        expect(response.headers.get("ratelimit-policy")).toContain(
          method === "GET" ? "q=2; w=60" : "q=1; w=30",
        );
      }
    }
    expect(statuses).toEqual([501, 501, 429, 501, 429]);
    expect(await statusOf("/json", "*/*")).toBe(501);
  });

  it("is open to the pages of origins that are listed, and to no others", async () => {
    const allowed = async (origin: string): Promise<string | null> => {
      const headers = { origin, "access-control-request-method": "PUT" };
      const response = await fetch(`${service.origin}/limited`, { method: "OPTIONS", headers });
      return response.headers.get("access-control-allow-origin");
    };
    expect(await allowed("https://admin.example.com")).toBe("https://admin.example.com");
    expect(await allowed("https://evil.example.com")).toBeNull();
  });
});
