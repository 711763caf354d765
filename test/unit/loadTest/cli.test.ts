import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/arguments.ts";
import { load } from "../../../src/cli/load.ts";
import { progressLine } from "../../../src/cli/load/progress.ts";
import { UserError } from "../../../src/shared/userError.ts";

let folder = "";
let servers: Server[] = [];
const environment = { ...process.env };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "load ü "));
});
afterEach(() => {
  for (const server of servers) server.closeAllConnections();
  for (const server of servers) server.close();
  servers = [];
  process.env = { ...environment };
  rmSync(folder, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answer: RequestListener = (_, response) => response.end("ok");

/** Runs the verb as main does, with the sentence of what it throws. */
async function run(args: readonly string[], signal = new AbortController().signal) {
  let stdout = "";
  try {
    const code = await load.run(args, {
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: () => undefined },
      signal,
    });
    return { code, stdout, error: "" };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: 2, stdout, error: error.message, isUsage: error instanceof UsageError };
  }
}

interface Json {
  readonly requests: number;
  readonly status: Readonly<Record<string, number>>;
  readonly expectations: readonly { readonly expect: string; readonly ok: boolean }[];
  readonly rateLimit?: readonly { readonly check: string; readonly outcome: string }[];
  readonly comparison?: { readonly sentence: string };
  readonly baseline?: { readonly regressions: readonly string[] };
  readonly scaling?: { readonly steps: readonly unknown[] };
}

async function runJson(...args: readonly string[]) {
  const { code, stdout, error } = await run([...args, "--format", "json"]);
  if (error !== "") throw new Error(error);
  return { code, json: JSON.parse(stdout) as Json };
}

describe("a load test from the command line", () => {
  it("counts what the server counts, and sends what it is told", async () => {
    const seen: { method: string; url: string; type: string; body: string }[] = [];
    const url = await serve((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        seen.push({
          method: request.method ?? "",
          url: request.url ?? "",
          type: request.headers["content-type"] ?? "",
          body,
        });
        response.writeHead(201).end("{}");
      });
    });
    writeFileSync(join(folder, "rows.csv"), 'id,name\n1,"quote "" here"\n2,plain\n');
    const { code, json } = await runJson(
      ...[`${url}/orders/{{id}}`, "--body", '{"name":"{{name}}"}', "--data", join(folder, "rows.csv")],
      ...["--count", "200", "--concurrency", "4", "--expect-status", "201", "--expect", "errors<1%"],
    );
    expect(code).toBe(0);
    expect(json.requests).toBe(200);
    expect(seen).toHaveLength(200);
    expect(json.status).toEqual({ "201": 200 });
    expect(json.expectations.map(({ ok }) => ok)).toEqual([true, true]);
    expect(
      new Set(seen.map(({ method, url: path, type, body }) => `${method} ${path} ${type} ${body}`)),
    ).toEqual(
      new Set([
        'POST /orders/1 application/json {"name":"quote \\" here"}',
        'POST /orders/2 application/json {"name":"plain"}',
      ]),
    );
  });

  it("fails when an expectation does, and when nothing is answered as hoped", async () => {
    const url = await serve((_, response) => response.writeHead(503).end());
    const { code, json } = await runJson(
      url,
      "--count",
      "50",
      "--expect-status",
      "2xx",
      "--expect",
      "errors<1%",
    );
    expect(code).toBe(1);
    expect(json.expectations).toMatchObject([
      { expect: "status 2xx", ok: false },
      { expect: "errors<1%", ok: false },
    ]);
  });

  it("makes the request of an operation", async () => {
    const seen = new Set<string>();
    const url = await serve((request, response) => {
      seen.add(`${request.method ?? ""} ${request.url ?? ""} ${request.headers.authorization ?? ""}`);
      response.end("{}");
    });
    const spec = join(folder, "api.yaml");
    writeFileSync(
      spec,
      `openapi: 3.1.0
servers: [{url: ${url}/v1}]
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      security: [{token: []}]
      parameters: [{in: path, name: id, required: true, schema: {type: integer}, example: 7}]
      responses: {"200": {description: fine}}
    delete: {operationId: deleteOrder}
`,
    );
    expect((await run([spec, "--operation", "getOrder", "-n", "5"])).error).toContain("SENIOR_BACKEND_TOKEN");
    expect((await run([spec, "-n", "5"])).error).toBe(
      "Name the operation to test: --operation getOrder, deleteOrder.",
    );
    process.env["SENIOR_BACKEND_TOKEN"] = "abc";
    const { code, stdout } = await run([spec, "--operation", "GET /orders/{id}", "-n", "5"]);
    expect(code).toBe(0);
    expect(stdout).toContain("GET /orders/{id} · 50 connections");
    expect([...seen]).toEqual(["GET /v1/orders/7 Bearer abc"]);
  });

  it("compares two URLs in turns", async () => {
    const fast = await serve(answer);
    const slow = await serve((_, response) => setTimeout(() => response.end("ok"), 20));
    const { code, json } = await runJson(fast, slow, "--duration", "6", "--warm-up", "0", "-c", "16");
    expect(code).toBe(0);
    expect(json.comparison?.sentence).toMatch(/times as slow as .* certain\.$/);
  }, 60_000);

  it("saves a baseline, passes against itself and fails against a slower server", async () => {
    const baseline = join(folder, "deep", "baseline.json");
    let delay = 5;
    const url = await serve((_, response) => setTimeout(() => response.end("ok"), delay));
    const plan = ["-t", "4", "-c", "8", "--warm-up", "0"];
    expect((await run([url, ...plan, "--save", baseline])).code).toBe(0);
    delay = 15;
    const { code, json } = await runJson(url, ...plan, "--compare", baseline);
    expect(code).toBe(1);
    expect(json.baseline?.regressions.join(" ")).toMatch(/P50 rose by/);
    expect((await run([url, ...plan, "-H", "X-Other: 1", "--compare", baseline])).error).toContain(
      "another plan (other headers, body or data)",
    );
  }, 60_000);

  it("checks a rate limit, and does not take refusals for errors", async () => {
    let [left, windowEnd] = [0, 0];
    const url = await serve((_, response) => {
      if (Date.now() > windowEnd) [left, windowEnd] = [40, Date.now() + 1_500];
      const reset = Math.ceil((windowEnd - Date.now()) / 1000);
      left--;
      response.setHeader("RateLimit-Policy", '"default";q=40;w=2');
      response.setHeader("RateLimit", `"default";r=${Math.max(0, left)};t=${reset}`);
      if (left < 0) response.setHeader("Retry-After", String(reset));
      response.writeHead(left < 0 ? 429 : 200).end();
    });
    const { code, json } = await runJson(
      ...[
        url,
        "-t",
        "1",
        "-c",
        "4",
        "--expect-rate-limit",
        "--expect-status",
        "200",
        "--expect",
        "errors<1%",
      ],
    );
    expect(json.rateLimit?.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(json.rateLimit?.map(({ check }) => check)).toContain("service comes back");
    expect(json.status["429"]).toBeGreaterThan(0);
    expect(json.expectations.every(({ ok }) => ok)).toBe(true);
    expect(code).toBe(0);
  });

  it("climbs the steps of a scaling test", async () => {
    const url = await serve(answer);
    const { json } = await runJson(url, "--steps", "1,2,4", "-t", "1", "--warm-up", "0");
    expect(json.scaling?.steps).toHaveLength(3);
  });

  it("ends on demand with the figures so far", async () => {
    const stop = new AbortController();
    let asked = 0;
    const url = await serve((_, response) => {
      response.end("ok");
      if (++asked === 500) stop.abort();
    });
    const { code, stdout } = await run([url, "-t", "30"], stop.signal);
    expect(stdout).toMatch(/^Stopped early: these are the figures up to then\./);
    expect(code).toBe(0);
  });

  it("writes every format to its file", async () => {
    const url = await serve(answer);
    const file = (name: string) => join(folder, name);
    const { stdout } = await run([
      ...[
        url,
        "-n",
        "20",
        "-o",
        file("a.json"),
        "-o",
        file("a.html"),
        "-o",
        file("a.csv"),
        "-o",
        file("a.xml"),
      ],
    ]);
    expect(stdout).toContain("20 requests");
    expect((JSON.parse(readFileSync(file("a.json"), "utf8")) as Json).requests).toBe(20);
    expect(readFileSync(file("a.html"), "utf8")).toMatch(/^<!doctype html>/);
    expect(readFileSync(file("a.csv"), "utf8")).toMatch(/^target,second/);
    expect(readFileSync(file("a.xml"), "utf8")).toContain("<testsuites");
  });

  it("writes no credentials down", async () => {
    const url = (await serve(answer)).replace("//", "//user:s3cret@");
    const file = (name: string) => join(folder, name);
    const outputs = ["json", "html", "csv", "xml", "txt"].flatMap((name) => ["-o", file(`a.${name}`)]);
    const request = [`${url}/a?api_key=k3y`, "-H", "Authorization: Bearer s3cret", "-d", "s3cret"];
    const { stdout, code } = await run([...request, "-n", "10", ...outputs, "--save", file("saved.json")]);
    expect(code).toBe(0);
    const texts = ["a.json", "a.html", "a.csv", "a.xml", "a.txt", "saved.json"].map((name) =>
      readFileSync(file(name), "utf8"),
    );
    for (const text of [stdout, ...texts]) expect(text).not.toMatch(/s3cret|k3y/);
  });

  it("runs a scenario's file", async () => {
    const url = await serve((request, response) => response.end(request.headers["x-key"]));
    process.env["KEY"] = "abc";
    writeFileSync(
      join(folder, "s.yaml"),
      `name: s\nrequest: {method: get, url: "${url}/a", headers: {X-Key: "\${KEY}"}}\nload: {requests: 10, connections: 2, warmUp: 0}\nexpect: {status: 200, thresholds: ["errors<1%"]}\n`,
    );
    const { code, json } = await runJson("--scenario", join(folder, "s.yaml"));
    expect(code).toBe(0);
    expect(json.expectations.map(({ expect: text }) => text)).toEqual(["status 200", "errors<1%"]);
  });
});

describe("wrong usage", () => {
  it.each([
    [[], "Name a URL to test, or an OpenAPI description."],
    [
      ["http://localhost:1", "http://localhost:2", "http://localhost:3"],
      "Name one URL to test, two to compare",
    ],
    [["ftp://localhost"], '"ftp://localhost" is no URL'],
    [["nope.yaml"], "nope.yaml cannot be read: there is no such file."],
    [["http://localhost:1", "--rate", "fast"], '--rate is a number of requests per second; "fast" is not.'],
    [
      ["http://localhost:1", "--duration", "0"],
      '--duration is a time such as 30, 30s, 500ms or 2m; "0" is not.',
    ],
    [["http://localhost:1", "-c", "0"], "--concurrency is a whole number, 1 at least."],
    [["http://localhost:1", "--header", "no colon"], '--header is "Name: value"; "no colon" is not.'],
    [["http://localhost:1", "--header", "X: a\r\nY: b"], '--header is "Name: value"; "X" is not.'],
    [["http://localhost:1", "--stage", "5"], '--stage is RATE:SECONDS, as in "500:30"; "5" is not.'],
    [["http://localhost:1", "--rate", "5", "--stage", "5:1"], "Give --rate or --stage, not both."],
    [["http://localhost:1", "--expect", "p95"], '--expect "p95" is not understood'],
    [
      ["http://localhost:1", "--expect-status", "999"],
      '--expect-status is a status such as 200 or 2xx; "999" is not.',
    ],
    [["http://localhost:1", "--format", "xml"], '"xml" is none of them'],
    [
      ["http://localhost:1", "--format", "json", "--format", "csv"],
      "Only one --format can go to standard output",
    ],
    [["http://localhost:1", "-o", "a.bin"], "Say what to write to a.bin"],
    [["http://localhost:1", "--rate", "100000"], "raise it on purpose with --max-rate 100000."],
    [["http://localhost:1", "-t", "90m"], "raise it on purpose with --max-duration 5400."],
    [["http://localhost:1", "--data", "nope.csv"], "nope.csv cannot be read"],
    [["http://localhost:1", "--compare", "nope.json"], "nope.json cannot be read: there is no such file."],
    [["http://192.0.2.7:81/"], "192.0.2.7 is neither this machine nor in a private network; add --yes"],
    [["http://localhost:1", "--attack", "--format", "csv"], "come as text, json or junit"],
    [["http://localhost:1", "--export", "jmeter"], '"jmeter" is none of them'],
    [["http://localhost:1", "--bogus"], "Unknown option '--bogus'"],
  ])("%j says %s", async (args, sentence) => {
    const { code, error } = await run(args);
    expect(error).toContain(sentence);
    expect(code).toBe(2);
  });

  it("never writes over a file that is no baseline", async () => {
    const file = join(folder, "package.json");
    writeFileSync(file, '{"name":"mine"}');
    const { error } = await run(["http://localhost:1", "--save", file]);
    expect(error).toContain("is something else than a saved load test; name another file for --save.");
    expect(readFileSync(file, "utf8")).toBe('{"name":"mine"}');
  });
});

describe("other tools", () => {
  it("get the same test, and nothing is sent", async () => {
    const script = join(folder, "test.js");
    const { code } = await run(["http://192.0.2.7/", "--rate", "5", "--export", "k6", "-o", script]);
    expect(code).toBe(0);
    expect(readFileSync(script, "utf8")).toContain('"constant-arrival-rate"');
    expect((await run(["http://192.0.2.7/", "--export", "artillery"])).stdout).toContain(
      "target: http://192.0.2.7",
    );
  });

  it("run it themselves: k6's summary becomes our report", async () => {
    const url = await serve(answer);
    writeFileSync(
      join(folder, "k6"),
      `#!${process.execPath}
const script = require("node:fs").readFileSync(process.argv.at(-1), "utf8");
const [, path] = /return \\{ \\[(".*?")\\]/.exec(script);
const values = { med: 5, "p(95)": 8, max: 11, avg: 5.5 };
require("node:fs").writeFileSync(JSON.parse(path), JSON.stringify({ state: { testRunDurationMs: 2000 }, metrics: {
  "http_req_duration{scenario:measure}": { values }, "http_reqs{scenario:measure}": { values: { count: 200, rate: 100 } },
  status_2xx: { values: { count: 200 } } } }));
process.exit(99);
`,
    );
    chmodSync(join(folder, "k6"), 0o755);
    process.env["PATH"] = `${folder}${delimiter}${process.env["PATH"] ?? ""}`;
    const { code, json } = await runJson(url, "--run-with", "k6", "-t", "2", "--expect", "p95<5ms");
    expect(code).toBe(1);
    expect(json).toMatchObject({ requests: 200, status: { "2xx": 200 }, throughput: 100 });
  });

  it("are named when they are not installed", async () => {
    process.env["PATH"] = folder;
    const { error } = await run(["http://localhost:1", "--run-with", "k6"]);
    expect(error).toContain("k6 is not on the PATH; install it from https://k6.io");
  });
});

it("shows progress on one line", () => {
  const latency = { p95: 18.2 } as never;
  const target = { throughput: 4812, latency, requests: 100, failed: 1, unexpected: 1 } as never;
  const snapshot = {
    elapsed: 12.3,
    seconds: 30,
    phase: "measuring",
    targets: [target],
    generator: {},
  } as never;
  expect(progressLine(snapshot)).toBe(
    "12 of 30 s   4,812 req/s   P95 18.2 ms   2 % errors".replaceAll("   P", "  P").replaceAll("   2", "  2"),
  );
});

it("leaves nothing behind when it fails", async () => {
  await run(["http://localhost:1", "--save", join(folder, "b.json")]);
  expect(existsSync(join(folder, "b.json"))).toBe(false);
  expect(execFileSync("ls", [folder], { encoding: "utf8" })).toBe("");
});
