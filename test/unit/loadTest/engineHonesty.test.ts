import { afterEach, describe, expect, it } from "vitest";
import {
  decodeHistogram,
  type LoadPlan,
  quantile,
  runLoad,
} from "../../../src/features/loadTest/engine/index.ts";
import { type LoadServer, serveHttp } from "../../support/loadServers.ts";

const servers: LoadServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server that answers after a time of its choosing, and keeps a log of how long each answer really took. */
async function serveDelayed(delay: (index: number) => number) {
  const log: number[] = [];
  let index = 0;
  const server = await serveHttp((_, response) => {
    const from = performance.now();
    setTimeout(() => {
      response.end("done");
      log.push(performance.now() - from);
    }, delay(index++));
  });
  servers.push(server);
  return { url: server.url, log };
}

async function load(url: string, plan: Partial<LoadPlan>) {
  const result = await runLoad({
    targets: [{ requests: [{ method: "GET", url }] }],
    pace: { kind: "closed", concurrency: 10 },
    length: { duration: 2_000 },
    workers: 1,
    ...plan,
  });
  const [target] = result.targets;
  if (!target) throw new Error("The result has no target.");
  return { result, target };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
}

describe("a load test", () => {
  it("finds the percentiles that the server has logged", async () => {
    // A tenth takes 60 ms, the rest 20 ms: percentiles far apart, so that a mix-up shows.
    const { url, log } = await serveDelayed((index) => (index % 10 === 9 ? 60 : 20));
    const { target } = await load(url, {
      length: { duration: 3_000 },
      pace: { kind: "closed", concurrency: 16 },
    });
    expect(target.failed).toBe(0);
    // The log cannot see the way through the kernel and the waits of a busy machine: they only make it longer.
    for (const [name, share] of [
      ["p50", 0.5],
      ["p75", 0.75],
      ["p95", 0.95],
      ["p99", 0.99],
    ] as const) {
      expect(target.latency[name], name).toBeGreaterThan(percentile(log, share) * 0.99 - 0.2);
    }
    expect(target.latency.p50).toBeLessThan(percentile(log, 0.95));
    expect(target.latency.count).toBe(target.requests);
  });

  it("counts what the server has counted", async () => {
    const { url, log } = await serveDelayed(() => 1);
    const { result, target } = await load(url, { length: { requests: 1_000 } });
    expect(target).toMatchObject({
      requests: 1_000,
      sent: 1_000,
      failed: 0,
      cut: 0,
      status: { "200": 1_000 },
    });
    expect(log).toHaveLength(1_000);
    expect(target.series.reduce((sum, { requests }) => sum + requests, 0)).toBe(1_000);
    expect(target.histograms.latency.count).toBe(1_000);
    expect(result).toMatchObject({
      schemaVersion: 1,
      outcome: "completed",
      generator: { engine: "raw", workers: 1 },
    });
  });

  it("shares requests among workers, and each row of data is sent as often as the others", async () => {
    const seen = new Map<string, number>();
    const bodies: unknown[] = [];
    const server = await serveHttp((request, response) => {
      seen.set(request.url ?? "", (seen.get(request.url ?? "") ?? 0) + 1);
      let text = "";
      request.on("data", (piece: Buffer) => (text += piece.toString()));
      request.on("end", () => {
        bodies.push(JSON.parse(text));
        response.writeHead(201).end();
      });
    });
    servers.push(server);
    const names = ["a b", 'qu"ote', "c"];
    const { target } = await load(server.url, {
      workers: 2,
      pace: { kind: "closed", concurrency: 4 },
      length: { requests: 120 },
      targets: [
        {
          rows: names.map((name) => ({ name })),
          requests: [
            {
              method: "POST",
              url: `${server.url}items/{{name}}`,
              headers: [["Content-Type", "application/json"]],
              body: { text: '{"name":"{{name}}","id":"{{$uuid}}","number":"{{$counter}}"}' },
            },
          ],
        },
      ],
    });
    expect(target).toMatchObject({ requests: 120, status: { "201": 120 }, failed: 0 });
    expect([...seen.keys()].sort()).toEqual(["/items/a%20b", "/items/c", "/items/qu%22ote"]);
    expect(Math.min(...seen.values())).toBeGreaterThan(20);
    const sent = bodies as { name: string; id: string; number: string }[];
    expect(new Set(sent.map(({ name }) => name))).toEqual(new Set(names));
    expect(new Set(sent.map(({ id }) => id)).size).toBe(120);
    expect(
      sent.every(({ id }) => /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id)),
    ).toBe(true);
    expect(new Set(sent.map(({ number }) => number)).size).toBe(120);
  });

  it("sees a stall as users would at a fixed rate, and as one slow answer in a closed loop", async () => {
    const stall = 1_000;
    const length = { duration: 4_000 };
    /** Stops answering for a while; requests wait, as in a garbage collection. */
    const stalling = async () => {
      let from: number | undefined;
      return await serveDelayed(() => {
        const now = performance.now();
        from ??= now + 1_000;
        return now >= from && now < from + stall ? from + stall - now : 0;
      });
    };
    const fixed = await load((await stalling()).url, {
      length,
      pace: { kind: "rate", rate: 200, connections: 4 },
    });
    // A stall P in a run T at a constant rate: the corrected quantile q is P − (1 − q)·T.
    const formula = stall - 0.1 * length.duration;
    expect(fixed.target).toMatchObject({ requests: 800, sent: 800, failed: 0 });
    expect(fixed.target.latency.p90).toBeGreaterThan(formula - 60);
    expect(fixed.target.latency.p90).toBeLessThan(formula + 350);
    expect(fixed.target.service.p90).toBeLessThan(100);
    expect(fixed.target.lateness.p90).toBeGreaterThan(formula - 100);
    expect(fixed.target.generatorLateness.p50).toBeLessThan(5);

    const closed = await load((await stalling()).url, { length, pace: { kind: "closed", concurrency: 4 } });
    expect(closed.target.latency.max).toBeGreaterThan(stall - 50);
    expect(closed.target.latency.p90).toBeLessThan(formula / 2);
    expect(quantile(decodeHistogram(closed.target.histograms.lateness), 1)).toBe(0);
  });

  it("counts users out at the planned rate while nobody can be reached", async () => {
    let answered = 0;
    const server = await serveHttp((_, response) => {
      response.end("ok");
      if (++answered === 150) void server.close();
    });
    const { target } = await load(server.url, {
      pace: { kind: "rate", rate: 200, connections: 4 },
      length: { duration: 2_000 },
    });
    expect(target.requests + target.failed + target.notSent + target.cut).toBe(400);
    expect(target.requests).toBeGreaterThanOrEqual(140);
    expect(target.requests).toBeLessThanOrEqual(150);
    expect(target.errors.connect).toBeGreaterThan(50);
  });

  it("counts requests that never left as waiting, when the server is slower than the rate", async () => {
    const { url } = await serveDelayed(() => 100);
    const { result, target } = await load(url, {
      pace: { kind: "rate", rate: 100, connections: 2 },
      length: { duration: 1_000 },
    });
    expect(target.sent + target.notSent).toBe(100);
    expect(target.notSent).toBeGreaterThan(60);
    expect(target.censored).toBe(target.notSent);
    expect(target.latency.count).toBe(target.requests + target.notSent);
    expect(target.latency.p50).toBeGreaterThan(200);
    expect(result.generator.achieved).toBeLessThan(0.4);
    expect(result.generator.health).not.toBe("limiting");
  });

  it("follows a ramp", async () => {
    const { url, log } = await serveDelayed(() => 0);
    const { target } = await load(url, {
      pace: {
        kind: "stages",
        startRate: 0,
        stages: [
          { target: 200, duration: 1_000 },
          { target: 200, duration: 1_000 },
        ],
      },
      length: {},
    });
    expect(target).toMatchObject({ sent: 300, requests: 300, seconds: 2 });
    expect(log).toHaveLength(300);
    expect(target.series.map(({ requests }) => requests)[0]).toBeLessThan(130);
  });

  it("keeps the warm-up apart", async () => {
    const { url, log } = await serveDelayed(() => 0);
    const { target } = await load(url, {
      pace: { kind: "rate", rate: 100 },
      warmUp: 1_000,
      length: { duration: 1_000 },
    });
    expect(target).toMatchObject({ requests: 100, warmUp: { seconds: 1, requests: 100 } });
    expect(log).toHaveLength(200);
    expect(target.series.map(({ at }) => at)).toEqual([-1, 0]);
  });

  it("measures two targets in turns", async () => {
    const fast = await serveDelayed(() => 5);
    const slow = await serveDelayed(() => 25);
    const { result } = await load(fast.url, {
      targets: [
        { label: "before", requests: [{ method: "GET", url: fast.url }] },
        { label: "after", requests: [{ method: "GET", url: slow.url }] },
      ],
      length: { duration: 2_400 },
      block: 200,
      warmUp: 400,
    });
    const [before, after] = result.targets;
    expect([before?.label, after?.label]).toEqual(["before", "after"]);
    expect(before?.blocks.map(({ index }) => index)).toEqual([0, 3, 4, 7, 8, 11]);
    expect(after?.blocks.map(({ index }) => index)).toEqual([1, 2, 5, 6, 9, 10]);
    expect(before?.seconds).toBeCloseTo(1.2, 3);
    for (const target of result.targets) {
      expect(target.blocks.reduce((sum, { requests }) => sum + requests, 0)).toBe(target.requests);
      expect(target.failed).toBe(0);
    }
    expect(before?.latency.p50).toBeLessThan(after?.latency.p50 ?? 0);
    expect(quantile(decodeHistogram(after?.blocks[0]?.histogram ?? fail()), 0.5)).toBeGreaterThan(20);
    expect(before?.requests).toBeLessThan(fast.log.length);
  });

  it("stops within a second with the figures so far", async () => {
    const { url } = await serveDelayed(() => 5);
    const stop = new AbortController();
    let seen = 0;
    const started = performance.now();
    let stoppedAt = Infinity;
    const { result, target } = await new Promise<Awaited<ReturnType<typeof load>>>((resolve, reject) => {
      runLoad(
        {
          targets: [{ requests: [{ method: "GET", url }] }],
          pace: { kind: "closed", concurrency: 10 },
          length: { duration: 60_000 },
        },
        {
          signal: stop.signal,
          onSnapshot: (snapshot) => {
            expect(JSON.stringify(snapshot).length).toBeLessThan(8_000);
            if (++seen < 4) return;
            stoppedAt = Math.min(stoppedAt, performance.now());
            stop.abort();
          },
        },
      ).then((all) => {
        const [only] = all.targets;
        if (only) resolve({ result: all, target: only });
      }, reject);
    });
    expect(performance.now() - stoppedAt).toBeLessThan(1_500);
    expect(result.outcome).toBe("stopped");
    expect(target.requests).toBeGreaterThan(10);
    expect(target.seconds).toBeGreaterThan(0.5);
    expect(target.seconds).toBeLessThan((stoppedAt - started) / 1000 + 0.5);
    expect(target.requests + target.cut).toBe(target.sent);
  });

  it("says in one sentence why it cannot start", async () => {
    const closed = await serveHttp(() => undefined);
    await closed.close();
    await expect(load(closed.url, {})).rejects.toThrow(
      `No connection to ${closed.url.slice(0, -1)}: The connection was refused.`,
    );
    await expect(load("http://does-not-exist.invalid/", {})).rejects.toThrow(
      "does-not-exist.invalid has no address",
    );
    await expect(load("ftp://localhost/", {})).rejects.toThrow("is not an http or https URL");
    await expect(load(closed.url, { pace: { kind: "rate", rate: 60_000 } })).rejects.toThrow(
      "its cap is 50000",
    );
    await expect(load(closed.url, { length: { duration: -1 } })).rejects.toThrow("must be more than 0");
    await expect(load("http://localhost/{{id}}", {})).rejects.toThrow("uses {{id}}");
    await expect(load(closed.url, { httpVersion: "2" })).rejects.toThrow("HTTP/2 is tested over TLS");
  });
});

function fail(): never {
  throw new Error("There is no such block.");
}
