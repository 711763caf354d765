import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDraft } from "../../../src/features/loadTest/host/checkDraft.ts";
import { draftOf, loadInWords } from "../../../src/features/loadTest/host/draft.ts";
import { readDraft, readSavedPage } from "../../../src/features/loadTest/host/readPage.ts";
import {
  defaultLoad,
  noExpectations,
  type Scenario,
} from "../../../src/features/loadTest/engine/scenario/scenario.ts";
import type { Draft } from "../../../src/features/loadTest/panelProtocol.ts";

const scenario: Scenario = {
  name: "POST /orders",
  request: {
    method: "POST",
    url: "http://localhost:3000/orders?key=${KEY}",
    headers: [
      ["Content-Type", "application/json"],
      ["Authorization", "Bearer ${API_TOKEN}"],
    ],
    body: '{"items":[]}',
  },
  load: { ...defaultLoad, connections: 20, rate: 500, duration: 90, warmUp: 0.5 },
  expect: { status: [200, 201], thresholds: ["p95<200ms", "errors<1%"], rateLimit: false },
};
const draft = draftOf(scenario);

describe("a draft", () => {
  it("is checked back into the scenario that it shows", () => {
    expect(checkDraft(draft)).toEqual({ scenario, problems: {} });
    const staged: Scenario = {
      ...scenario,
      request: { ...scenario.request, compareUrl: "http://localhost:3001/orders", data: "orders.csv" },
      load: {
        ...defaultLoad,
        stages: [
          { rate: 100, duration: 30 },
          { rate: 0, duration: 0.5 },
        ],
      },
      expect: noExpectations,
    };
    expect(checkDraft(draftOf(staged))).toEqual({ scenario: staged, problems: {} });
    const counted: Scenario = { ...scenario, load: { ...defaultLoad, requests: 10_000 } };
    expect(checkDraft(draftOf(counted)).scenario).toEqual(counted);
  });

  it.each<[keyof Draft, string | boolean, RegExp]>([
    ["url", "localhost:3000", /starts with http/],
    ["url", "http://", /names a host/],
    ["method", "GET IT", /one word/],
    ["headers", "Accept: a\nno colon", /one header a line/],
    ["headers", "Bad Name: x", /one header a line/],
    ["connections", "0", /1 to 10,000/],
    ["connections", "1e9", /1 to 10,000/],
    ["duration", "soon", /30s or 2m/],
    ["duration", "48h", /30s or 2m/],
    ["rate", "-1", /requests per second/],
    ["warmUp", "", /0 for none/],
    ["timeout", "0", /10s/],
    ["expectStatus", "200, 99", /100 to 599/],
    ["thresholds", "p95 under 200", /p95<200ms/],
    ["compareUrl", "ftp://x", /starts with http/],
  ])("says what is wrong with %s %j", (field, value, sentence) => {
    const { scenario: none, problems } = checkDraft({ ...draft, [field]: value });
    expect(none).toBeUndefined();
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]).toMatch(sentence);
  });

  it("is described in words", () => {
    expect(loadInWords(scenario.load)).toBe("20 connections · 90 s · 500 req/s");
    expect(loadInWords({ ...defaultLoad, connections: 1, requests: 10_000 })).toBe(
      "1 connection · 10,000 requests · closed loop",
    );
  });
});

describe("what comes from a page", () => {
  it("is refused unless it is a draft, whatever it is", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => readDraft(value)).toThrow("The panel sent something that is no load test");
        expect(readSavedPage(value)).toBeUndefined();
      }),
    );
    expect(() => readDraft({ ...draft, keepAlive: "yes" })).toThrow();
    expect(() => readDraft({ ...draft, model: "soak" })).toThrow();
    expect(() => readDraft({ ...draft, body: "x".repeat(1_000_001) })).toThrow();
  });

  it("loses what it has no business sending", () => {
    expect(readDraft({ ...draft, extra: 1 })).toEqual(draft);
    const saved = { draft, scenario: "../../etc/passwd.yaml", source: null, runId: "../x", comparedId: null };
    expect(readSavedPage(saved)).toEqual({
      draft,
      scenario: null,
      source: null,
      runId: null,
      comparedId: null,
    });
  });
});
