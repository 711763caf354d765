import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameworkNames } from "../../../src/features/scaffold/engine/index.ts";
import { contract, planFor, writeBelowArtifacts } from "../../support/scaffoldPlans.ts";
import { serveRoutes } from "../../support/servedRoutes.ts";

/** Paths that are easily taken for each other, and text that routers have a meaning for. */
const paths: Readonly<Record<string, string>> = {
  getJob: "/jobs/{id}",
  startJob: "/jobs/{id}:start",
  stopJob: "/jobs/{job}:stop",
  getJobAs: "/jobs/{id}.{format}",
  getJobRange: "/jobs/{from}-{to}",
  getLatestJob: "/jobs/latest",
  getJobLog: "/jobs/{id}/log",
  getVersion: "/v{major}/about",
  getPair: "/pairs/{a}::{b}::{c}",
  getStar: "/stars/*",
  getOtherStar: "/stars/**{id}",
  getPercent: "/discounts/50%/{id}",
  getSpace: "/my files/(old)/{id}",
  getEncoded: "/caf%C3%A9/{id}",
  getRoot: "/",
};

const root = contract(
  Object.fromEntries(
    Object.entries(paths).map(([operationId, path]) => {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const parameters = names.map((name) => ({
        name,
        in: "path",
        required: true,
        schema: { type: "string" },
      }));
      return [path, { get: { operationId, parameters, responses: { 200: { description: "ok" } } } }];
    }),
  ),
);

describe.each(frameworkNames)("%s", (framework) => {
  let folder = "";
  let server: Server;

  beforeAll(async () => {
    folder = await writeBelowArtifacts(await planFor(root, { framework }), `paths-${framework}`);
    server = await serveRoutes(framework, folder, (names) =>
      Object.fromEntries(
        names.map((name) => [
          name,
          (input: unknown) => ({ status: 200, body: { name, ...(input as object) } }),
        ]),
      ),
    );
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ["/jobs/7", "getJob", { id: "7" }],
    ["/jobs/7:start", "startJob", { id: "7" }],
    ["/jobs/7:stop", "stopJob", { job: "7" }],
    ["/jobs/7:pause", "getJob", { id: "7:pause" }],
    ["/jobs/a.b.json", "getJobAs", { id: "a.b", format: "json" }],
    ["/jobs/3-14", "getJobRange", { from: "3", to: "14" }],
    ["/jobs/latest", "getLatestJob", undefined],
    ["/jobs/a%2Fb", "getJob", { id: "a/b" }],
    ["/jobs/a.b/log", "getJobLog", { id: "a.b" }],
    ["/v12/about", "getVersion", { major: "12" }],
    ["/pairs/1::2:3::4", "getPair", { a: "1", b: "2:3", c: "4" }],
    ["/stars/*", "getStar", undefined],
    ["/stars/**5", "getOtherStar", { id: "5" }],
    ["/discounts/50%25/1", "getPercent", { id: "1" }],
    ["/my%20files/(old)/1", "getSpace", { id: "1" }],
    ["/caf%C3%A9/1", "getEncoded", { id: "1" }],
    ["/", "getRoot", undefined],
  ])("%s reaches %s", async (path, name, params) => {
    const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}${path}`);
    expect(await response.json()).toEqual({ name, ...(params && { params }) });
  });

  it.each(["/jobs", "/jobs/", "/v/about", "/stars/x", "/JOBS/7", "/pairs/1::2"])(
    "%s is nowhere",
    async (path) => {
      const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}${path}`);
      expect(response.status).toBe(404);
    },
  );
});
