import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parseExpectation } from "../../../src/features/loadTest/engine/answers/expectations.ts";
import { exportArtillery } from "../../../src/features/loadTest/engine/export/artillery.ts";
import type { ExportInput } from "../../../src/features/loadTest/engine/export/exportedPlan.ts";
import { exportK6 } from "../../../src/features/loadTest/engine/export/k6.ts";
import { exportK6Operator } from "../../../src/features/loadTest/engine/export/k6Operator.ts";
import { readK6Summary } from "../../../src/features/loadTest/engine/export/k6Summary.ts";
import type { LoadPlan, RequestTemplate } from "../../../src/features/loadTest/engine/plan.ts";

const folder = mkdtempSync(join(tmpdir(), "export-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function input(
  plan: Partial<LoadPlan>,
  request: Partial<RequestTemplate> = {},
  expect: readonly string[] = [],
): ExportInput {
  const template = { method: "GET", url: "http://localhost:3000/orders", ...request };
  return {
    plan: {
      targets: [{ requests: [template] }],
      pace: { kind: "closed", concurrency: 20 },
      length: { duration: 30_000 },
      ...plan,
    },
    expectations: expect.map(parseExpectation),
    expectRateLimit: false,
  };
}

/** What a script would do in k6: its options, and the requests of some iterations. */
function carryOut(script: string, iterations: number, environment: Readonly<Record<string, string>> = {}) {
  const body = script
    .replace(/^import \w+ from .*$/gm, "")
    .replace(/^import \{.*$/gm, "")
    .replaceAll("export default function", "exports.run = function")
    .replaceAll("export const options", "exports.options")
    .replaceAll("export function handleSummary", "exports.handleSummary = function");
  const harness = `
    const exports = {}, sent = [];
    const exec = { scenario: { iterationInTest: 0, name: "measure" } };
    const __ENV = ${JSON.stringify(environment)};
    const http = { request: (method, url, body, params) => (sent.push({ method, url, body, params }), { status: 200 }),
      setResponseCallback() {}, expectedStatuses: () => 0 };
    const encoding = { b64decode: (text) => Buffer.from(text, "base64").toString("latin1") };
    function SharedArray(name, make) { return make(); }
    class Counter { add() {} }
    ${body}
    for (; exec.scenario.iterationInTest < ${iterations}; exec.scenario.iterationInTest++) exports.run();
    process.stdout.write(JSON.stringify({ options: exports.options, sent }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=commonjs", "-e", harness], {
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as {
    options: { scenarios: Record<string, unknown>; thresholds: Record<string, string[]> };
    sent: { method: string; url: string; body: string | null; params: { headers: Record<string, string> } }[];
  };
}

function isModule(script: string): boolean {
  const path = join(folder, "script.mjs");
  writeFileSync(path, script);
  return spawnSync(process.execPath, ["--check", path]).status === 0;
}

describe("a k6 script", () => {
  it.each<[string, Partial<LoadPlan>, object]>([
    ["a closed loop", {}, { measure: { executor: "constant-vus", vus: 20, duration: "30s" } }],
    [
      "a number of requests",
      { length: { requests: 500 } },
      { measure: { executor: "shared-iterations", vus: 20, iterations: 500 } },
    ],
    [
      "a rate, after a warm-up",
      { pace: { kind: "rate", rate: 0.5, connections: 10 }, warmUp: 2_000 },
      {
        warmup: { executor: "constant-arrival-rate", rate: 5, timeUnit: "10s", duration: "2s" },
        measure: { rate: 5, timeUnit: "10s", duration: "30s", startTime: "2s", preAllocatedVUs: 10 },
      },
    ],
    [
      "stages",
      { pace: { kind: "stages", startRate: 10, stages: [{ target: 100, duration: 5_000 }] }, length: {} },
      {
        measure: {
          executor: "ramping-arrival-rate",
          startRate: 10,
          stages: [{ target: 100, duration: "5s" }],
        },
      },
    ],
  ])("carries out %s", (_, plan, scenarios) => {
    const script = exportK6(input(plan));
    expect(isModule(script)).toBe(true);
    expect(carryOut(script, 1).options.scenarios).toMatchObject(scenarios);
  });

  it("holds thresholds, and says which it cannot", () => {
    const script = exportK6(
      input({}, {}, ["p95<200ms", "service p99<=1s", "errors<1%", "rps>100", "5xx<0.1%", "lateness p99<5ms"]),
    );
    expect(carryOut(script, 0).options.thresholds).toEqual({
      "http_req_duration{scenario:measure}": ["p(95)<200", "p(99)<=1000"],
      "http_req_failed{scenario:measure}": ["rate<0.01"],
      "http_reqs{scenario:measure}": ["rate>100"],
    });
    expect(script).toContain("// - The expectation 5xx<0.1%.");
    expect(script).toContain("// - The expectation lateness p99<5ms.");
  });

  it("fills rows and generated values as our engine does", () => {
    const rows = [
      { id: "a/b", name: 'quote " and \\' },
      { id: "2", name: "plain" },
    ];
    const request = {
      method: "POST",
      url: "http://localhost:3000/orders/{{id}}?n={{$counter}}",
      headers: [["X-Trace", "{{$uuid}}"]],
      body: { text: '{"name":"{{name}}"}' },
    } as const;
    const { sent } = carryOut(exportK6(input({ targets: [{ requests: [request], rows }] })), 2);
    expect(sent.map(({ url }) => url)).toEqual([
      "http://localhost:3000/orders/a%2Fb?n=1000000000",
      "http://localhost:3000/orders/2?n=1000000001",
    ]);
    expect(sent.map(({ body }) => JSON.parse(body ?? "") as unknown)).toEqual(
      rows.map(({ name }) => ({ name })),
    );
    expect(sent[0]?.params.headers["X-Trace"]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8/);
  });

  it("reads credentials from the environment and never holds them", () => {
    const request = {
      url: "http://user:pass@localhost:3000/orders?api_key=k3y&page=1",
      headers: [
        ["Authorization", "Bearer s3cret"],
        ["X-Api-Key", "k3y2"],
      ] as const,
    };
    const script = exportK6(input({}, request));
    expect(script).not.toMatch(/s3cret|k3y|pass@/);
    const [first] = carryOut(script, 1, {
      ...{ AUTHORIZATION: "Bearer s3cret", X_API_KEY: "k3y2", API_KEY: "k3y", URL_CREDENTIALS: "user:pass" },
    }).sent;
    expect(first).toMatchObject({
      url: request.url,
      params: { headers: Object.fromEntries(request.headers) },
    });
    expect(exportArtillery(input({}, request))).not.toMatch(/s3cret|k3y|pass@/);
  });

  it("turns nothing that a plan holds into code", () => {
    const hostile = fc
      .stringMatching(/^[`'"\\${}\n\r\u2028*/;a-z<>]{0,20}$/)
      .filter((text) => !text.includes("{{"));
    fc.assert(
      fc.property(hostile, hostile, (text, label) => {
        const template = {
          method: "POST",
          url: `http://localhost:3000/${encodeURIComponent(text)}`,
          body: { text },
          headers: [["X-A", text]],
        } as const;
        const plan = { targets: [{ label, requests: [template] }] } as const;
        const script = exportK6(input(plan));
        const [sent] = carryOut(script, 1).sent;
        expect(sent).toMatchObject({ url: template.url, body: text, params: { headers: { "X-A": text } } });
        expect(parse(exportArtillery(input(plan)))).toHaveProperty("scenarios.0.flow.0.post.body", text);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});

describe("a k6-operator TestRun", () => {
  it("comes with the script in a ConfigMap", () => {
    const [map, run, ...others] = parseAllDocuments(exportK6Operator(input({}))).map(
      (document) => document.toJS() as Record<string, unknown>,
    );
    expect(others).toEqual([]);
    expect(map).toMatchObject({ kind: "ConfigMap", data: { "script.js": exportK6(input({})) } });
    expect(run).toMatchObject({
      apiVersion: "k6.io/v1alpha1",
      kind: "TestRun",
      spec: { parallelism: 1, script: { configMap: { name: "senior-backend-load", file: "script.js" } } },
    });
  });
});

describe("an Artillery script", () => {
  it("carries out rates, thresholds and expected statuses", () => {
    const script = exportArtillery(
      input(
        { pace: { kind: "rate", rate: 50 }, expectStatus: [[201, 201]], warmUp: 3_000 },
        { method: "POST", body: { text: "{}" } },
        ["p99<300ms", "rps>10", "errors<1%"],
      ),
    );
    expect(parse(script)).toMatchObject({
      config: {
        target: "http://localhost:3000",
        phases: [
          { name: "warm-up", duration: 3, arrivalRate: 50 },
          { name: "measure", duration: 30, arrivalRate: 50 },
        ],
        ensure: {
          thresholds: [{ "http.response_time.p99": 300 }],
          conditions: [{ expression: "http.request_rate > 10" }],
        },
      },
      scenarios: [
        {
          flow: [
            { post: { url: "http://localhost:3000/orders", body: "{}", expect: [{ statusCode: 201 }] } },
          ],
        },
      ],
    });
    expect(script).toContain("# - The expectation errors<1%.");
  });

  it("ramps in stages", () => {
    const stages = [
      { target: 100, duration: 5_000 },
      { target: 0, duration: 2_000 },
    ] as const;
    expect(parse(exportArtillery(input({ pace: { kind: "stages", startRate: 10, stages } })))).toHaveProperty(
      "config.phases",
      [
        { duration: 5, arrivalRate: 10, rampTo: 100 },
        { duration: 2, arrivalRate: 100, rampTo: 0 },
      ],
    );
  });
});

describe("k6's summary", () => {
  it("is read back into our figures", () => {
    const values = {
      med: 5,
      "p(75)": 6,
      "p(90)": 7,
      "p(95)": 8,
      "p(99)": 9,
      "p(99.9)": 10,
      max: 11,
      avg: 5.5,
    };
    const summary = {
      state: { testRunDurationMs: 10_000 },
      metrics: {
        "http_req_duration{scenario:measure}": { values },
        "http_reqs{scenario:measure}": { values: { count: 1000, rate: 100 } },
        "http_req_failed{scenario:measure}": { values: { rate: 0.03 } },
        status_2xx: { values: { count: 970 } },
        status_5xx: { values: { count: 20 } },
        "http_req_duration{scenario:measure,expected_response:true}": { values: { ...values, med: 4 } },
        error_connect: { values: { count: 7 } },
        error_timeout: { values: { count: 3 } },
        data_received: { values: { count: 5000, rate: 500 } },
      },
    };
    const { targets, generator } = readK6Summary(JSON.stringify(summary), input({}).plan, new Date(0));
    expect(targets[0]).toMatchObject({
      ...{ requests: 990, failed: 10, unexpected: 20, seconds: 10, throughput: 99, bytesIn: 5000 },
      status: { "2xx": 970, "5xx": 20 },
      errors: { connect: 7, timeout: 3 },
      latencyOf: "expected",
      latency: { p50: 4, p95: 8, p99_9: 10, max: 11, mean: 5.5 },
      service: { p50: 5 },
    });
    expect(generator.engine).toBe("k6");
    expect(() => readK6Summary("{}", input({}).plan, new Date(0))).toThrow("cannot be read");
  });
});
