import { describe, expect, it } from "vitest";
import { observe, waitOf } from "../../../src/features/loadTest/engine/answers/rateLimit/observation.ts";
import { readQuotas } from "../../../src/features/loadTest/engine/answers/rateLimit/readQuotas.ts";
import { retryAfterSeconds } from "../../../src/features/loadTest/engine/answers/rateLimit/retryAfter.ts";
import {
  checkConsistency,
  checkCountdown,
  checkRejection,
  checkSyntax,
} from "../../../src/features/loadTest/engine/answers/rateLimit/checkFields.ts";

const now = Date.parse("2026-05-01T00:00:00Z");
const read = (fields: Readonly<Record<string, string>>) => readQuotas(fields, now);

describe("rate-limit fields", () => {
  it.each([
    [
      "drafts 8 to 11, several limits",
      {
        ratelimit: '"burst";r=50;t=30, "daily"; r=900; t=3600',
        "ratelimit-policy": '"burst";q=100;w=60;pk=:cHJv:,"daily";q=1000;w=86400',
      },
      [
        { dialect: "draft 8 to 11", name: "burst", limit: 100, remaining: 50, reset: 30, window: 60 },
        { dialect: "draft 8 to 11", name: "daily", limit: 1000, remaining: 900, reset: 3600, window: 86400 },
      ],
    ],
    [
      "draft 7",
      { ratelimit: "limit=100, remaining=0, reset=12", "ratelimit-policy": "100;w=60" },
      [{ dialect: "draft 7", limit: 100, remaining: 0, reset: 12, window: 60 }],
    ],
    [
      "draft 6",
      {
        "ratelimit-limit": "10",
        "ratelimit-remaining": "9",
        "ratelimit-reset": "50",
        "ratelimit-policy": "10;w=60, 100;w=3600",
      },
      [{ dialect: "draft 6", limit: 10, remaining: 9, reset: 50, window: 60 }],
    ],
    [
      "draft 3, which lists policies in the limit",
      { "ratelimit-limit": "10, 10;w=1, 50;w=60", "ratelimit-remaining": "9", "ratelimit-reset": "1" },
      [{ dialect: "draft 6", limit: 10, remaining: 9, reset: 1, window: 1 }],
    ],
    [
      "X-RateLimit with a point in time",
      {
        "x-ratelimit-limit": "60",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(now / 1000 + 90),
      },
      [{ dialect: "X-RateLimit", limit: 60, remaining: 0, reset: 90 }],
    ],
    [
      "X-Rate-Limit with seconds",
      { "x-rate-limit-limit": "60", "x-rate-limit-remaining": "1", "x-rate-limit-reset": "30" },
      [{ dialect: "X-RateLimit", limit: 60, remaining: 1, reset: 30 }],
    ],
  ])("of %s are read", (_, fields, quotas) => {
    expect(read(fields)).toMatchObject({ quotas, problems: [] });
  });

  it.each([
    [{ ratelimit: '"a";r=-1' }, "has no r"],
    [{ ratelimit: '"a";t=5' }, "has no r"],
    [{ ratelimit: '"a";r=1;t=1.5' }, "has a t that is no whole number"],
    [{ ratelimit: '"a";r=1', "ratelimit-policy": '"b";q=1' }, 'names "a", which RateLimit-Policy does not'],
    [{ ratelimit: '"a";r=1', "ratelimit-policy": '"a";q=1;w=0' }, "window of 0 seconds"],
    [{ ratelimit: '"a";r=1', "ratelimit-policy": '"a";q=1;pk="x"' }, "no byte sequence"],
    [{ ratelimit: "burst r=50" }, "neither a list of named limits"],
    [{ ratelimit: "limit=10, remaining=x, reset=1" }, "remaining is missing or no whole number"],
    [{ "ratelimit-limit": "ten" }, "ratelimit-limit: ten is no whole number"],
    [{ "x-ratelimit-remaining": "-3" }, "x-ratelimit-remaining: -3"],
    [{ "x-ratelimit-limit": "1", "x-ratelimit-reset": "soon" }, "neither seconds nor a point in time"],
  ])("%j are not well-formed", (fields, sentence) => {
    expect(read(fields as Readonly<Record<string, string>>).problems.join(" ")).toContain(sentence);
  });

  it("come with a time to wait", () => {
    expect(retryAfterSeconds("30", now)).toBe(30);
    expect(retryAfterSeconds("Fri, 01 May 2026 00:01:00 GMT", now)).toBe(60);
    expect(retryAfterSeconds("2026-05-01T00:01:00Z", now)).toBeUndefined();
    expect(retryAfterSeconds("-1", now)).toBeUndefined();
    expect(waitOf(observe(429, { ratelimit: '"a";r=0;t=7,"b";r=5;t=100' }, now))).toBe(7);
    expect(observe(429, { "retry-after": "soon" }, now).problems).toHaveLength(1);
  });
});

describe("what a limiter says", () => {
  const failed = (results: readonly { outcome: string; text: string }[]) =>
    results.filter(({ outcome }) => outcome === "failed").map(({ text }) => text);
  const legacy = (remaining: number, reset = 50, limit = 10) =>
    observe(
      200,
      {
        "ratelimit-limit": String(limit),
        "ratelimit-remaining": String(remaining),
        "ratelimit-reset": String(reset),
      },
      now,
    );

  it("counts down, or starts again with a new window", () => {
    expect(failed(checkCountdown([legacy(9), legacy(8), legacy(6)]))).toEqual([]);
    expect(failed(checkCountdown([legacy(1, 1), legacy(9, 60)]))).toEqual([]);
    expect(failed(checkCountdown([legacy(9), legacy(9)]))).toEqual([
      "The remaining count does not go down with each request: 9 → 9.",
    ]);
  });

  it("agrees with itself", () => {
    expect(failed(checkConsistency([legacy(9), legacy(8)]))).toEqual([]);
    expect(failed(checkConsistency([legacy(11)]))).toHaveLength(1);
    expect(failed(checkConsistency([legacy(9), legacy(8, 50, 20)]))[0]).toContain("10, 20");
    const twoDialects = observe(
      200,
      {
        ratelimit: "limit=10, remaining=9, reset=5",
        "x-ratelimit-limit": "10",
        "x-ratelimit-remaining": "3",
      },
      now,
    );
    expect(failed(checkConsistency([twoDialects]))).toEqual([
      "draft 7 says remaining 9, X-RateLimit says 3 in the same answer.",
    ]);
    const lateReset = observe(
      200,
      { ratelimit: "limit=10, remaining=9, reset=500", "ratelimit-policy": "10;w=60" },
      now,
    );
    expect(failed(checkConsistency([lateReset]))[0]).toContain("later than its window of 60 s");
  });

  it("says nothing at all without fields", () => {
    expect(checkSyntax([observe(200, {}, now)])).toMatchObject([{ outcome: "note" }]);
    expect(failed(checkRejection(observe(429, {}, now)))[0]).toContain("neither Retry-After nor");
  });

  it("asks to come back no earlier than the reset", () => {
    const early = observe(429, { "retry-after": "1", ratelimit: "limit=10, remaining=0, reset=50" }, now);
    expect(failed(checkRejection(early))).toEqual(["Retry-After of 1 s comes before the reset in 50 s."]);
  });
});
