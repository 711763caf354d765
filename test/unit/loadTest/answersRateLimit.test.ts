import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import express from "express";
import { rateLimit, type Options } from "express-rate-limit";
import { afterEach, describe, expect, it } from "vitest";
import { sendOnce } from "../../../src/features/loadTest/engine/answers/httpClient.ts";
import { checkRateLimit } from "../../../src/features/loadTest/engine/answers/rateLimit/checkRateLimit.ts";
import { observe } from "../../../src/features/loadTest/engine/answers/rateLimit/observation.ts";

const signal = new AbortController().signal;
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Checks a limiter with a load of so many requests, sent one after the other. */
async function check(handler: Parameters<typeof createServer>[1] & {}, requests: number) {
  server = createServer(handler);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const send = async () => {
    const answer = await sendOnce({ method: "GET", url, headers: [] }, {}, 5_000, signal);
    return observe(answer.status, answer.headers, Date.now());
  };
  const results = await checkRateLimit(
    { send, wait: (ms) => sleep(ms) },
    async () => {
      const started = Date.now();
      const answers = [];
      for (let index = 0; index < requests; index++) answers.push(await send());
      const rejections = answers.filter(({ status }) => status === 429);
      return {
        answered: answers.length,
        rejected: rejections.length,
        seconds: (Date.now() - started) / 1000,
        rejections,
      };
    },
    signal,
  );
  return results;
}

function limited(options: Partial<Options>) {
  const app = express();
  app.use(rateLimit({ windowMs: 2_000, limit: 8, legacyHeaders: false, ...options }));
  app.get("/", (_, response) => {
    response.json({ ok: true });
  });
  return app;
}

const outcomes = (results: Awaited<ReturnType<typeof check>>) =>
  Object.fromEntries(results.map((result) => [result.check, result.outcome]));

describe("a limiter that keeps its word", () => {
  it.each([
    ["draft-8", { standardHeaders: "draft-8" }, "draft 8 to 11"],
    ["draft-7", { standardHeaders: "draft-7" }, "draft 7"],
    ["draft-6", { standardHeaders: "draft-6" }, "draft 6"],
    ["X-RateLimit", { standardHeaders: false, legacyHeaders: true }, "X-RateLimit"],
  ] as const)("passes with %s fields", async (_, options, dialect) => {
    const results = await check(limited(options), 20);
    expect(results.filter(({ outcome }) => outcome === "failed")).toEqual([]);
    expect(outcomes(results)).toMatchObject({
      "429 answers arrive": "ok",
      "fields are well-formed": "ok",
      "remaining counts down": "ok",
      "429 says when to retry": "ok",
      "service comes back": "ok",
    });
    expect(results.map(({ text }) => text).join(" ")).toContain(dialect);
  });
});

describe("a limiter that does not", () => {
  it("lets everything pass", async () => {
    const results = await check((_, response) => response.end("ok"), 10);
    expect(results[0]).toMatchObject({ check: "429 answers arrive", outcome: "failed" });
    expect(results[0]?.text).toMatch(/None of 10 requests .* no limit was found/);
  });

  it("is said to allow more than was sent", async () => {
    const results = await check(limited({ limit: 500, standardHeaders: "draft-7" }), 10);
    expect(results[0]?.text).toContain("the limit is said to be 500, so send more");
  });

  it("says nothing with its 429", async () => {
    let left = 5;
    const results = await check((_, response) => {
      response.statusCode = left-- > 0 ? 200 : 429;
      response.end();
    }, 10);
    expect(outcomes(results)).toMatchObject({
      "fields are well-formed": "note",
      "429 says when to retry": "failed",
    });
  });

  it("does not serve again when it said it would", async () => {
    const results = await check((_, response) => {
      response.writeHead(429, { "Retry-After": "1" }).end();
    }, 3);
    expect(outcomes(results)).toMatchObject({ "service comes back": "failed" });
  });

  it("asks to wait longer than a test can", async () => {
    const results = await check(limited({ windowMs: 900_000, standardHeaders: "draft-8" }), 12);
    expect(results.find(({ outcome }) => outcome === "skipped")?.text).toMatch(
      /wait (?:900|899)[\d.]* s, too long/,
    );
  });

  it("counts in each of several instances alone", async () => {
    const instance = () => limited({ standardHeaders: "draft-7", windowMs: 120_000 });
    const instances = [instance(), instance(), instance()];
    let turn = 0;
    const results = await check((request, response) => {
      instances[turn++ % 3]?.(request as express.Request, response as express.Response);
    }, 30);
    expect(results.find(({ check: name }) => name === "the limit is true")?.outcome).toBe("failed");
  });
});
