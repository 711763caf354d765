import { parse as parseCsv } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import {
  judge,
  judgeStatus,
  parseExpectation,
} from "../../../src/features/loadTest/engine/answers/expectations.ts";
import { formatCsv } from "../../../src/features/loadTest/engine/report/formatCsv.ts";
import { formatJson, formatSaved } from "../../../src/features/loadTest/engine/report/formatJson.ts";
import { formatJunit } from "../../../src/features/loadTest/engine/report/formatJunit.ts";
import { formatText } from "../../../src/features/loadTest/engine/report/formatText.ts";
import { linearMarks, logarithmicMarks } from "../../../src/features/loadTest/engine/report/html/chart.ts";
import { formatHtml } from "../../../src/features/loadTest/engine/report/html/formatHtml.ts";
import { type LoadReport, passes } from "../../../src/features/loadTest/engine/report/loadReport.ts";
import { seededRandom } from "../../../src/features/loadTest/engine/answers/statistics/random.ts";
import { latencyAround, resultOf, targetOf } from "./answersFixtures.ts";

const hostile = `</script><img src=x onerror=alert(1)> & "quotes" 'single' \u001b[31m\u202E`;

const target = targetOf({
  windows: 10,
  requests: () => 500,
  latency: latencyAround(10, 0.3, seededRandom(1)),
});

function report(more: Partial<LoadReport> = {}, changed: Partial<typeof target> = {}): LoadReport {
  return { result: resultOf([{ ...target, ...changed }]), expectations: [], notes: [], ...more };
}

describe("thresholds", () => {
  it.each([
    ["p95<200ms", true],
    ["p95 < 1ms", false],
    ["latency p99<=1s", true],
    ["service.p50>5", true],
    ["max<1000000us", true],
    ["errors<1%", true],
    ["errors<1", true],
    ["5xx<0.1%", true],
    ["200>=100%", true],
    ["rps>=500", true],
    ["rps>501 req/s", false],
    ["requests>=5000", true],
    ["lateness p99<5ms", false],
  ])("%s holds: %s", (text, ok) => {
    expect(judge(parseExpectation(text), target)).toMatchObject({ expect: text, ok });
  });

  it("fail when there are not enough samples to prove them", () => {
    const few = targetOf({ windows: 3, requests: () => 20, latency: () => 1 });
    expect(judge(parseExpectation("p99<1s"), few)).toMatchObject({
      ok: false,
      actual: null,
      shown: "not enough samples",
    });
  });

  it.each([
    "",
    "p95",
    "p95<",
    "p95<5%",
    "p97<1ms",
    "errors<1ms",
    "rps>1ms",
    "constructor<1",
    "p95<200ms;rm",
    "9xx<1",
  ])("cannot be written as %j", (text) => {
    expect(() => parseExpectation(text)).toThrow("is not understood; write it like");
  });

  it("hold statuses against every answer", () => {
    const mixed = { ...target, status: { "200": 4990, "503": 10 } };
    expect(judgeStatus([[200, 299]], target).ok).toBe(true);
    expect(judgeStatus([[200, 200]], mixed)).toMatchObject({ ok: false, actual: "200 × 4990, 503 × 10" });
    expect(judgeStatus([[200, 200]], { ...target, failed: 1, errors: { timeout: 1 } }).ok).toBe(false);
  });
});

describe("the text report", () => {
  it("says first that the generator was the limit", () => {
    const bottleneck = "The generator was the limit: its workers were busy all the time.";
    const { result } = report();
    const limited = {
      ...result,
      generator: { ...result.generator, bottleneck, health: "limiting" },
    } as const;
    expect(formatText(report({ result: limited })).split("\n")[0]).toBe(bottleneck);
  });

  it("shows throughput, percentiles and what failed", () => {
    const text = formatText(
      report(
        { expectations: [{ expect: "p95<1ms", ok: false, actual: 16, shown: "16 ms" }] },
        {
          failed: 3,
          errors: { timeout: 3 },
          errorSamples: [{ kind: "timeout", message: "No answer in 10 s.", at: 1 }],
        },
      ),
    );
    expect(text).toMatch(/500 req\/s +5,000 requests/);
    expect(text).toMatch(/Latency +9\.\d+ ms|Latency +10\.\d ms/);
    expect(text).toContain("Errors   timeout × 3: No answer in 10 s.");
    expect(text).toContain("✗ p95<1ms  16 ms");
  });

  it("says that it measures a rate limiter", () => {
    expect(formatText(report({}, { status: { "200": 4000, "429": 1000 } }))).toMatch(
      /^This measures a rate limiter: 20\.0 % of the answers/,
    );
  });

  it("says which rate shows what a closed loop hides", () => {
    expect(formatText(report())).toContain("--rate 350 (70 % of this throughput) shows what they feel.");
    expect(formatText(report({}, { requests: 0, throughput: 0 }))).not.toContain("--rate");
  });

  it("never steers the terminal", () => {
    const text = formatText(
      report(
        {},
        {
          label: hostile,
          failed: 1,
          errors: { reset: 1 },
          errorSamples: [{ kind: "reset", message: hostile, at: 0 }],
        },
      ),
    );
    expect(text).not.toMatch(/[\u001b\u202E]/);
  });
});

describe("the JSON report", () => {
  it("has the promised shape", () => {
    const json = JSON.parse(formatJson(report())) as Record<string, unknown>;
    expect(json).toMatchObject({
      schemaVersion: 1,
      ...{ requests: 5000, seconds: 10, throughput: 500 },
      status: { "200": 5000 },
      errors: {},
      generator: { engine: "raw", workers: 1, utilization: 0.4, bottleneck: null },
      expectations: [],
    });
    for (const figures of ["latency", "service", "lateness"])
      expect(Object.keys(json[figures] as object)).toEqual(
        expect.arrayContaining(["p50", "p75", "p90", "p95", "p99", "p99_9", "max", "mean"]),
      );
  });

  it("keeps answers of the server to itself", () => {
    const samples = [{ at: 0, status: 200, headers: [["x-token", "s3cret"]], body: "s3cret" }] as const;
    expect(formatJson(report({}, { samples }))).not.toContain("s3cret");
    expect(formatSaved(resultOf([{ ...target, samples }]))).not.toContain("s3cret");
  });
});

describe("reports for machines", () => {
  it("write JUnit with a failed case for what failed", () => {
    const xml = formatJunit(
      report({ expectations: [{ expect: `p95<1ms ${hostile}`, ok: false, actual: 16, shown: "16 ms" }] }),
    );
    expect(xml).toContain('tests="2" failures="1" skipped="0"');
    expect(xml).toContain('<failure message="actual: 16 ms"/>');
    expect(xml).not.toContain("<img");
    expect(xml).not.toContain("\u001b");
  });

  it("write CSV that a parser reads and a spreadsheet does not run", () => {
    const rows: Record<string, string>[] = parseCsv(formatCsv(report({}, { label: '=cmd(), "x"' })), {
      columns: true,
    });
    expect(rows).toHaveLength(10);
    expect(rows[3]).toMatchObject({
      target: `'=cmd(), "x"`,
      second: "3",
      requests_per_second: "500",
      "2xx": "500",
    });
  });
});

describe("the HTML report", () => {
  it("needs nothing else and runs nothing", () => {
    const html = formatHtml(report());
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<script|<link|@import|url\(|src=|href=/i);
    expect(html.match(/<svg/g)).toHaveLength(4);
    expect(html).not.toContain("NaN");
    expect(html).toContain("prefers-color-scheme: dark");
  });

  it("escapes everything that is not its own", () => {
    const html = formatHtml(
      report(
        { expectations: [{ expect: hostile, ok: false, actual: hostile, shown: hostile }], notes: [hostile] },
        { label: hostile, errors: { reset: 1 }, errorSamples: [{ kind: "reset", message: hostile, at: 0 }] },
      ),
    );
    expect(html).not.toMatch(/<img|<\/script/);
    expect(html).toContain("&lt;img src=x");
  });

  it("has round marks on its axes", () => {
    expect(linearMarks(0, 4873)).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
    expect(linearMarks(0, 0)).toHaveLength(6);
    expect(logarithmicMarks([0.3, 45])).toEqual([0.1, 1, 10, 100]);
  });
});

it("passes when everything expected came true", () => {
  expect(passes(report())).toBe(true);
  expect(passes(report({}, { requests: 0 }))).toBe(false);
  expect(passes(report({ rateLimit: [{ check: "a", outcome: "skipped", text: "" }] }))).toBe(true);
  expect(passes(report({ rateLimit: [{ check: "a", outcome: "failed", text: "" }] }))).toBe(false);
  expect(passes(report({ expectations: [{ expect: "a", ok: false, actual: 1, shown: "1" }] }))).toBe(false);
});
