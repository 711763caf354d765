import { spawnSync } from "node:child_process";
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import express, { type ErrorRequestHandler } from "express";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attackGroups } from "../../../src/features/loadTest/engine/answers/attack/attackCase.ts";
import { curlCommand } from "../../../src/features/loadTest/engine/answers/attack/curl.ts";
import { attackCases, runAttacks } from "../../../src/features/loadTest/engine/answers/attack/runAttacks.ts";
import { sendOnce } from "../../../src/features/loadTest/engine/answers/httpClient.ts";
import { requestsFromSpec } from "../../../src/features/loadTest/engine/fromSpec/requestFromSpec.ts";

const signal = new AbortController().signal;
const paths = {
  "/users/{id}": {
    get: {
      security: [{ bearerAuth: [] }],
      parameters: [{ in: "path", name: "id", required: true, schema: { type: "integer", minimum: 1 } }],
      responses: { 200: {} },
    },
  },
  "/users": {
    post: {
      requestBody: {
        content: {
          "application/json": {
            schema: {
              type: "object",
              required: ["name"],
              properties: {
                name: { type: "string", maxLength: 10 },
                address: { type: "object", properties: { zip: { type: "string", pattern: "^\\d{5}$" } } },
              },
            },
          },
        },
      },
      responses: { 201: {} },
    },
  },
  "/search": {
    get: {
      parameters: [{ in: "query", name: "q", required: true, schema: { type: "string" } }],
      responses: { 200: {} },
    },
  },
  "/broken": { get: { responses: { 200: {} } } },
};

/** Every weakness that the groups look for. */
function careless(): express.Express {
  const app = express();
  app.get("/users/:id", (request, response) => {
    if (request.headers.authorization === undefined) response.status(401).end();
    else if (Number.isNaN(Number(request.params.id))) throw new Error('syntax error at or near "x"');
    else response.json({ id: 1, next: `http://${request.headers.host ?? ""}/` });
  });
  app.post("/users", express.json(), (request, response) => {
    response.status(201).json(request.body);
  });
  app.get("/search", (request, response) => {
    response.type("html").send(`<p>${request.query["q"] as string}</p>`);
  });
  app.get("/broken", (_, response) => {
    response.status(404).end();
  });
  return app;
}

/** The same service by someone who cares. */
function careful(): express.Express {
  const app = express();
  app.disable("x-powered-by");
  app.use((request, response, next) => {
    if (["GET", "POST"].includes(request.method)) next();
    else response.status(405).set("Allow", "GET, POST").end();
  });
  app.get("/users/:id", (request, response) => {
    if (request.headers.authorization !== "Bearer right") response.status(401).end();
    else if (!/^[1-9]\d{0,8}$/.test(request.params.id)) response.status(400).end();
    else response.json({ id: 1 });
  });
  app.post("/users", express.json({ limit: "10kb" }), (request, response) => {
    const body: unknown = request.is("application/json") ? request.body : undefined;
    const { name, address } = (body ?? {}) as { name?: unknown; address?: { zip?: unknown } };
    const isAddress = typeof address === "object" && (address as object | null) !== null;
    const isZip = typeof address?.zip === "string" && /^\d{5}$/.test(address.zip);
    if (typeof name !== "string" || name.length > 10 || !isAddress || !isZip) response.status(400).end();
    else response.status(201).json({ name });
  });
  app.get("/search", (request, response) => {
    const { q } = request.query;
    if (typeof q !== "string" || q.length > 500) response.status(400).end();
    else response.json({ found: [] });
  });
  app.get("/broken", (_, response) => {
    response.json({});
  });
  // Express tells error handlers by their four parameters.
  const onError: ErrorRequestHandler = (error, _request, response, next) => {
    if (response.headersSent) next(error);
    else response.status(400).json({});
  };
  app.use(onError);
  return app;
}

async function attack(app: express.Express, mutating: boolean) {
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, "127.0.0.1", () => resolve(listening));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = {
    openapi: "3.1.0",
    servers: [{ url }],
    paths,
    components: { securitySchemes: { bearerAuth: { type: "http", scheme: "bearer" } } },
  };
  const { requests } = await requestsFromSpec(
    { load: () => Promise.resolve(api) },
    "file:///api.yaml",
    { environment: { SENIOR_BACKEND_BEARER_AUTH: "right" } },
    signal,
  );
  const report = await runAttacks(
    requests,
    { mutating },
    {
      send: (request, stop) => sendOnce(request, {}, 5_000, stop),
      wait: () => Promise.resolve(),
    },
    signal,
  );
  return { server, report, requests, url };
}

type Attacked = Awaited<ReturnType<typeof attack>>;

describe("a careless service", () => {
  let attacked: Attacked;
  beforeAll(async () => {
    attacked = await attack(careless(), true);
  });
  afterAll(() => attacked.server.close());

  it.each([
    ["auth", "critical", "answers 200 to an empty Authorization header"],
    ["identifiers", "critical", "shows an error of its database"],
    ["types", "medium", "accepts a number in name"],
    ["required", "medium", "accepts a request without name, which is required"],
    ["bounds", "low", "accepts text longer than 10 in name"],
    ["size", "low", "accepts a list of 10,000 items"],
    ["content type", "medium", "accepts a body of text/plain"],
    ["mass assignment", "high", "takes over properties that the description does not have: role"],
    ["injection", "high", "repeats a script tag"],
    ["headers", "medium", "repeats the Host header"],
    ["leak", "low", "X-Powered-By: Express"],
    ["leak", "medium", "shows a stack trace in an answer of 500"],
  ])("has a finding of %s", (group, severity, text) => {
    const found = attacked.report.findings.filter((finding) => finding.group === group);
    expect(found.find(({ message }) => message.includes(text))).toMatchObject({ severity });
  });

  it("is told once about what shows many times, the gravest first", () => {
    const { findings } = attacked.report;
    expect(findings.filter(({ message }) => message.includes("X-Powered-By"))).toHaveLength(1);
    expect(findings[0]?.severity).toBe("critical");
    expect(findings.at(-1)?.severity).toBe("low");
  });

  it("can be asked again with what is printed, credentials apart", () => {
    const finding = attacked.report.findings.find(({ message }) =>
      message.includes("answers 500 to text in the path"),
    );
    expect(finding?.curl).toContain(`-H 'Authorization: '"$AUTHORIZATION"`);
    const appended = attacked.report.findings.find(({ message }) => message.includes("something appended"));
    expect(appended?.curl ?? finding?.curl).not.toContain("right");
    expect(JSON.stringify(attacked.report)).not.toContain("right");
  });

  it("is not asked about operations that do not answer their valid request", () => {
    expect(attacked.report.operations.find(({ operation }) => operation === "GET /broken")).toMatchObject({
      sent: 0,
      skipped: "its valid request is answered with 404; give the description examples that exist",
    });
  });

  it("gets all thirteen groups", () => {
    const made = attacked.requests.flatMap((request) => attackCases(request, { mutating: true }));
    const groups = new Set(["baseline", "leak", ...made.map(({ group }) => group)]);
    expect(attackGroups.filter((group) => !groups.has(group))).toEqual([]);
    expect(made.length).toBeLessThan(200);
  });
});

it("finds nothing grave in a careful service", async () => {
  const { server, report } = await attack(careful(), true);
  server.close();
  expect(report.findings.filter(({ severity }) => severity !== "low").map(({ message }) => message)).toEqual(
    [],
  );
  expect(report.operations.every(({ skipped }) => skipped === null)).toBe(true);
});

it("sends nothing that changes data unless it is told to", async () => {
  const methods = new Set<string>();
  const app = express();
  app.use((request, response) => {
    methods.add(request.method);
    response.json({});
  });
  const { server, report } = await attack(app, false);
  server.close();
  expect([...methods].sort()).toEqual(["GET", "SENIORTEST", "TRACE"].filter((method) => methods.has(method)));
  expect(report.operations.find(({ operation }) => operation === "POST /users")?.skipped).toContain(
    "--mutating",
  );
});

it("stops when the server is gone", async () => {
  let left = 3;
  const app = express();
  app.use((request, response) => {
    if (left-- > 0) response.json({});
    else request.socket.destroy();
  });
  const { server, report } = await attack(app, false);
  server.close();
  expect(report.stopped).toContain("10 requests in a row without an answer");
});

describe("a curl line", () => {
  it("takes credentials from the shell, wherever they stand", () => {
    const secrets = [
      { value: "Bearer a'b", variable: "AUTHORIZATION" },
      { value: "k%20y", variable: "API_KEY" },
    ];
    const headers = [
      ["Authorization", "Bearer a'b"],
      ["X-Longer", "Bearer a'bx"],
    ] as const;
    const line = curlCommand({ method: "GET", url: "http://localhost/?api_key=k%20y&p=1", headers }, secrets);
    expect(line).not.toMatch(/a'|k%20y/);
    const { stdout } = spawnSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }; ${line}`], {
      encoding: "utf8",
      env: { AUTHORIZATION: "Bearer a'b", API_KEY: "k%20y" },
    });
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([
        "Authorization: Bearer a'b",
        "X-Longer: Bearer a'bx",
        "http://localhost/?api_key=k%20y&p=1",
      ]),
    );
  });

  it("survives the shell, whatever it carries", () => {
    const hostile = `'; echo pwned; $(id) \`id\` "x" \\`;
    const line = curlCommand(
      { method: "POST", url: "http://localhost/?a='b", headers: [["X-Name", hostile]], body: hostile },
      [],
    );
    const { stdout } = spawnSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }; ${line}`], {
      encoding: "utf8",
    });
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining([`X-Name: ${hostile}`, hostile, "http://localhost/?a='b"]),
    );
    expect(stdout).not.toMatch(/^pwned/m);
  });
});
