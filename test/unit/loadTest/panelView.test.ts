import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandLineOf } from "../../../src/features/loadTest/engine/scenario/commandLine.ts";
import {
  defaultLoad,
  noExpectations,
  type Scenario,
} from "../../../src/features/loadTest/engine/scenario/scenario.ts";
import { redactResult } from "../../../src/features/loadTest/engine/view/redactResult.ts";
import {
  appendWindows,
  mostWindows,
  runOf,
  seriesOf,
} from "../../../src/features/loadTest/engine/view/runView.ts";
import { seededRandom } from "../../../src/features/loadTest/engine/answers/statistics/random.ts";
import { formatJson } from "../../../src/features/loadTest/engine/report/formatJson.ts";
import type { LoadResult, TargetResult } from "../../../src/features/loadTest/engine/result.ts";
import type { WindowView } from "../../../src/features/loadTest/panelProtocol.ts";
import { formatAge, formatFigure, formatMs, formatShare } from "../../../src/shared/figures.ts";
import { isPlainSecret, withoutPlainSecrets } from "../../../src/shared/plainSecrets.ts";
import { latencyAround, resultOf, targetOf } from "./answersFixtures.ts";

function windowAt(at: number, requests: number, p95: number | null): WindowView {
  const classes = { "2xx": requests, "3xx": 0, "4xx": 0, "429": 0, "5xx": 0 };
  return { at, seconds: 1, requests, errors: 1, classes, bytesIn: 10, p50: p95, p95, p99: p95, max: p95 };
}

describe("the windows of a long run", () => {
  it("stay within their limit, count everything once, and lose no peak", () => {
    const counts = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(counts, (requests) => {
        let series: readonly WindowView[] = [];
        for (const [at, count] of requests.entries())
          series = appendWindows(series, [windowAt(at, count, count)]);
        const sum = (of: (window: WindowView) => number) =>
          series.reduce((total, each) => total + of(each), 0);
        expect(series.length).toBeLessThanOrEqual(mostWindows);
        expect(sum((each) => each.requests)).toBe(requests.reduce((total, each) => total + each, 0));
        expect(sum((each) => each.classes["2xx"])).toBe(sum((each) => each.requests));
        expect(sum((each) => each.seconds)).toBe(requests.length);
        expect(Math.max(...series.map((each) => each.p95 ?? 0))).toBe(Math.max(...requests));
      }),
      { numRuns: 20 },
    );
  });
});

describe("the panel and the command line", () => {
  it("show the same figures of the same run", () => {
    const random = seededRandom(5);
    const result = resultOf([
      targetOf({ windows: 12, requests: () => 900, latency: latencyAround(8, 0.5, random) }),
      targetOf({ label: "B", windows: 12, requests: () => 90, latency: latencyAround(20, 0.5, random) }),
    ]);
    const printed = JSON.parse(formatJson({ result, expectations: [], notes: [] })) as LoadResult &
      TargetResult;
    const shown = runOf(result, { id: "1", summary: "" });
    expect(shown.generator).toEqual(printed.generator);
    for (const [index, target] of shown.targets.entries()) {
      const { errorSamples, samples, ...figures } = target;
      expect(printed.targets[index]).toMatchObject(figures);
      expect(printed.targets[index]).toMatchObject({ errorSamples });
      expect(samples).toEqual([]);
    }
    // What scripts read first is the first target's.
    const { latency, service, lateness, requests, throughput, status, errors } = printed;
    expect(shown.targets[0]).toMatchObject({
      latency,
      service,
      lateness,
      requests,
      throughput,
      status,
      errors,
    });
    expect(seriesOf(result)).toMatchObject(
      printed.targets.map(({ series }) =>
        series.map(({ at, requests: count, p95 }) => ({ at, requests: count, p95 })),
      ),
    );
  });
});

describe("a kept result", () => {
  it("holds no value of a secret, however it is spelled, and no cookies", () => {
    const secrets = new Map([["TOKEN", 'sec"ret/1+']]);
    const spelled = ['sec"ret/1+', encodeURIComponent('sec"ret/1+'), String.raw`sec\"ret/1+`];
    const target = {
      label: `GET ${spelled.join(" ")}`,
      url: `http://localhost/?q=${spelled[1] ?? ""}`,
      samples: [
        {
          at: 0,
          status: 401,
          headers: [
            ["set-cookie", "id=1"],
            ["x-echo", spelled[0]],
          ],
          body: spelled.join(" "),
        },
      ],
      errorSamples: [{ kind: "connect", at: 0, message: spelled.join(" ") }],
    };
    const plan = { targets: [{ label: target.label, requests: [{ method: "GET", url: target.url }] }] };
    const kept = redactResult({ plan, targets: [target] } as unknown as LoadResult, secrets);
    const text = JSON.stringify(kept);
    expect(text).not.toMatch(/sec.{1,4}ret/);
    expect(text).not.toContain("set-cookie");
    expect(kept.targets[0]?.url).toBe("http://localhost/?q=${TOKEN}");
  });
});

describe("a command line", () => {
  const scenario: Scenario = {
    name: "x",
    request: {
      method: "POST",
      url: "http://localhost:3000/a?b=1&c=2",
      headers: [["Authorization", "Bearer ${TOKEN}"]],
      body: `{"it's": "$HOME \`x\`"}`,
    },
    load: { ...defaultLoad, connections: 5, duration: 30, rate: 100 },
    expect: { ...noExpectations, status: [201], thresholds: ["p95<200ms"] },
  };

  it("is quoted for a shell, with secrets from the environment", () => {
    expect(commandLineOf(scenario)).toBe(
      String.raw`senior-backend load 'http://localhost:3000/a?b=1&c=2' --method POST --header "Authorization: Bearer ${"${TOKEN}"}" --body '{"it'\''s": "$HOME ` +
        "`x`" +
        String.raw`"}' --concurrency 5 --duration 30 --rate 100 --warm-up 1 --timeout 10 --expect-status 201 --expect 'p95<200ms'`,
    );
  });
});

describe("figures", () => {
  it.each([
    [0, "0 ms"],
    [0.0421, "0.0421 ms"],
    [9.123, "9.12 ms"],
    [18.24, "18.2 ms"],
    [1204.4, "1,204 ms"],
  ])("%s is %s", (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });

  it("say shares and ages the short way", () => {
    expect([0, 0.00001, 0.0002, 0.123, 1].map(formatShare)).toEqual([
      "0 %",
      "<0.01 %",
      "0.02 %",
      "12.3 %",
      "100 %",
    ]);
    expect(formatFigure(4812)).toBe("4,812");
    const ages = [10, 60, 3599, 7200, 200_000].map((seconds) => formatAge(0, seconds * 1000));
    expect(ages).toEqual(["just now", "1 min ago", "59 min ago", "2 h ago", "2 d ago"]);
  });
});

describe("secrets in plain text", () => {
  it("are recognised by their headers, unless they are named only", () => {
    expect(isPlainSecret("Authorization: Bearer abc")).toBe(true);
    expect(isPlainSecret("x-api-key:abc")).toBe(true);
    expect(isPlainSecret("Authorization: Bearer ${TOKEN}")).toBe(false);
    expect(isPlainSecret("Accept: text/html")).toBe(false);
    expect(withoutPlainSecrets("Accept: a\nCookie: id=1\nX-B: c")).toBe("Accept: a\nX-B: c");
  });
});
